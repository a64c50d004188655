import Model
import Testing

@testable import Routing

/// Operator × value, against each kind of value found and against none.
///
/// One letter per column of `found`: `T` it holds, `.` it does not, `w` it does not and warns.
@Suite("The truth table of filters")
struct TruthTableTests {
    /// The values that stand at `/body/v`; nil: nothing stands there.
    private static let found: [String?] = [
        nil, "null", "true", "false", "0", "1", "1.0", "80", #""""#, #""1""#, #""abc""#, "[]",
        #"["abc",1]"#, "{}",
    ]
    private static let table: [(condition: String, answers: String)] = [
        // missing null true false 0 1 1.0 80 "" "1" "abc" [] ["abc",1] {}
        ("null", ".T............"),
        ("true", "..T..........."),
        ("false", "...T.........."),
        ("1", ".....TT......."),
        ("1e0", ".....TT......."),
        (#""1""#, ".........T...."),
        (#""""#, "........T....."),
        (#"{"eq": 80}"#, ".......T......"),
        (#"{"ne": null}"#, "T.TTTTTTTTTTTT"),
        (#"{"ne": 1}"#, "TTTTT..TTTTTTT"),
        (#"{"ne": "abc"}"#, "TTTTTTTTTT.TTT"),
        (#"{"in": [1, "abc"]}"#, ".....TT...T..."),
        (#"{"in": [null, true]}"#, ".TT..........."),
        (#"{"nin": [1, "abc"]}"#, "TTTTT..TTT.TTT"),
        (#"{"gt": 0}"#, ".www.TTTwwwwww"),
        (#"{"gte": 1}"#, ".www.TTTwwwwww"),
        (#"{"gte": 0}"#, ".wwwTTTTwwwwww"),
        (#"{"lt": 1}"#, ".wwwT...wwwwww"),
        (#"{"lte": 1}"#, ".wwwTTT.wwwwww"),
        (#"{"gt": ""}"#, ".wwwwwww.TTwww"),
        (#"{"gte": "1"}"#, ".wwwwwww.TTwww"),
        (#"{"lt": "abc"}"#, ".wwwwwwwTT.www"),
        (#"{"lte": "abc"}"#, ".wwwwwwwTTTwww"),
        (#"{"starts_with": "a"}"#, "..........T..."),
        (#"{"ends_with": "c"}"#, "..........T..."),
        (#"{"ends_with": "abcd"}"#, ".............."),
        (#"{"starts_with": "1"}"#, ".........T...."),
        (#"{"contains": "bc"}"#, "..........T..."),
        (#"{"contains": "abc"}"#, "..........T.T."),
        (#"{"contains": 1}"#, "............T."),
        (#"{"contains": 80}"#, ".............."),
        (#"{"exists": true}"#, ".TTTTTTTTTTTTT"),
        (#"{"exists": false}"#, "T............."),
        (#"{"matches": "^[a-c]+$"}"#, "..........T..."),
        (#"{"matches": "."}"#, ".........TT..."),
        (#"{"matches": "^"}"#, "........TTT..."),
        (#"{"any": "abc"}"#, "............T."),
        (#"{"any": {"exists": true}}"#, "............T."),
        (#"{"all": {"exists": true}}"#, "...........TT."),
        (#"{"all": "abc"}"#, "...........T.."),
        (#"{"none": "abc"}"#, "...........T.."),
        (#"{"none": 80}"#, "...........TT."),
        (#"{"gte": 1, "lt": 80}"#, ".www.TT.wwwwww"),
        (#"{"exists": true, "ne": 1}"#, ".TTTT..TTTTTTT"),
    ]

    @Test("Every operator gives its answer for every kind of value", arguments: table)
    func row(condition: String, answers: String) throws {
        var actual = ""
        for value in Self.found {
            let facts = try facts(value.map { #"{"v":\#($0)}"# } ?? "{}")
            let match = try match(#"{"body.v": \#(condition)}"#, facts)
            actual += match.isUnrouted ? (match.warnings.isEmpty ? "." : "w") : "T"
        }
        #expect(actual == answers, "\(condition)")
    }

    @Test("`not` is true exactly where its condition is not", arguments: table)
    func negation(condition: String, answers: String) throws {
        var actual = ""
        for value in Self.found {
            let facts = try facts(value.map { #"{"v":\#($0)}"# } ?? "{}")
            actual += try holds(#"{"not": {"/body/v": \#(condition)}}"#, facts) ? "T" : "."
        }
        #expect(actual == String(answers.map { $0 == "T" ? "." : "T" }), "\(condition)")
    }

    @Test("The table covers every operator")
    func coverage() {
        for name in FilterOperator.allCases where name != .eq {
            #expect(Self.table.contains { $0.condition.contains("\"\(name.rawValue)\"") })
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
