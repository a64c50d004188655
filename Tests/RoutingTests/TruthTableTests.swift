import Model
import Testing

@testable import Routing

/// docs/routing.md's truth table: operator × value, against each kind of value found and none.
@Suite("The truth table of filters")
struct TruthTableTests {
    private static let page = TruthTable.published

    @Test("Every row of the published table is what the filter answers", arguments: page.rows)
    func row(_ row: TruthTable.Row) throws {
        for (found, answer) in zip(Self.page.found, row.answers) {
            let match = try match(
                #"{"body.v": \#(row.condition)}"#, facts(Self.body(found)))
            let actual: TruthTable.Answer =
                !match.isUnrouted ? .holds : match.warnings.isEmpty ? .fails : .warns
            #expect(actual == answer, "\(row.condition) of \(found ?? "nothing")")
        }
    }

    @Test("`not` is true exactly where its condition is not", arguments: page.rows)
    func negation(_ row: TruthTable.Row) throws {
        for (found, answer) in zip(Self.page.found, row.answers) {
            let isTrue = try holds(
                #"{"not": {"/body/v": \#(row.condition)}}"#, facts(Self.body(found)))
            #expect(isTrue == (answer != .holds), "\(row.condition) of \(found ?? "nothing")")
        }
    }

    private static func body(_ found: String?) -> String {
        found.map { #"{"v":\#($0)}"# } ?? "{}"
    }

    @Test("The table covers every operator, and every kind of value found and wanted")
    func coverage() throws {
        #expect(Self.page.rows.count >= 48)
        let kinds = try Self.page.found.compactMap {
            try $0.map { try JSONDocument(Array($0.utf8)) }
        }
        #expect(Set(kinds.map(\.root.kind)).count == 6)
        #expect(Self.page.found.contains(nil))
        for row in Self.page.rows { #expect(row.answers.count == Self.page.found.count) }
        for name in FilterOperator.allCases {
            #expect(Self.page.rows.contains { $0.condition.contains("\"\(name.rawValue)\"") })
        }
    }

    /// Number comparisons that go wrong through a Double.
    @Test(
        "Numbers compare by exact value",
        arguments: [
            ("9007199254740993", #"{"eq": 9007199254740992}"#, false),
            ("9007199254740993", #"{"gt": 9007199254740992}"#, true),
            ("18446744073709551616", #"{"eq": 18446744073709551616.0}"#, true),
            ("18446744073709551617", #"{"gt": 18446744073709551616}"#, true),
            ("1e400", #"{"gt": 1e399}"#, true),
            ("-0", #"{"eq": 0}"#, true),
            ("0.1", #"{"in": [0.10, 5]}"#, true),
            ("-1e-400", #"{"lt": 0}"#, true),
            ("1e99999999999999999999", #"{"gt": 5}"#, true),
        ])
    func exactNumbers(found: String, condition: String, answer: Bool) throws {
        #expect(
            try holds(#"{"body.v": \#(condition)}"#, try facts(#"{"v":\#(found)}"#)) == answer)
    }

    @Test("A list of many values is looked up by the same rules as a short one")
    func longLists() throws {
        let numbers = (0..<100).map { String($0) }.joined(separator: ",")
        let wanted = #"{"body.v": {"in": [\#(numbers), "x", null, true]}}"#
        for (value, answer) in [
            ("7", true), ("7.0", true), ("100", false), (#""7""#, false), (#""x""#, true),
            ("null", true), ("true", true), ("false", false), ("[]", false), (#""\u0078""#, true),
        ] {
            #expect(try holds(wanted, try facts(#"{"v":\#(value)}"#)) == answer, "\(value)")
        }
    }
}
