import Model
import Testing

@testable import Routing

@Suite("Mistakes in filters")
struct FilterErrorTests {
    private static let table: [(filter: String, at: String, text: String)] = [
        ("[]", "", "expected a map of paths to conditions"),
        ("{}", "", "is empty"),
        (#"{"body.a": {}}"#, "body.a", "is empty"),
        (#"{"or": []}"#, "or", "is empty"),
        (#"{"or": {"body.a": 1}}"#, "or", #""or" takes a list"#),
        (#"{"and": [{"body.a": 1}, 5]}"#, "and 1", "expected a map of paths to conditions"),
        (
            #"{"body.a": [1, 2]}"#, "body.a",
            "a list where one value is meant; for one of several write { in: […] }"
        ),
        (#"{"body.a": {"gte": [1]}}"#, "body.a gte", #""gte" takes one value"#),
        (#"{"body.a": {"gt": true}}"#, "body.a gt", #""gt" takes a number or text"#),
        (#"{"body.a": {"in": 1}}"#, "body.a in", #""in" takes a list"#),
        (#"{"body.a": {"in": []}}"#, "body.a in", "is empty"),
        (#"{"body.a": {"in": [1, [2]]}}"#, "body.a in 1", #""in" takes one value"#),
        (#"{"body.a": {"exists": "yes"}}"#, "body.a exists", #""exists" takes true or false"#),
        (#"{"body.a": {"starts_with": 5}}"#, "body.a starts_with", #""starts_with" takes text"#),
        (#"{"body.a": {"greater": 5}}"#, "body.a greater", #"no operator "greater""#),
        (
            #"{"body.a": {"start_with": "x"}}"#, "body.a start_with",
            #"no operator "start_with"; did you mean "starts_with"?"#
        ),
        (
            #"{"field.score": 5}"#, "field.score",
            #"an event has no field "field"; did you mean "fields"?"#
        ),
        (
            #"{"data.score": 5}"#, "data.score",
            #"an event has no field "data"; did you mean "body.data.score"?"#
        ),
        (
            #"{"/data/score": 5}"#, "/data/score",
            #"an event has no field "data"; did you mean "/body/data/score"?"#
        ),
        (#"{"fields": 5}"#, "fields", #"say which one: "fields.NAME""#),
        (#"{"type.x": 5}"#, "type.x", #""type" is a single value; there is nothing below it"#),
        (
            #"{"/headers/a/b": 5}"#, "/headers/a/b",
            #""headers.a" is a single value; there is nothing below it"#
        ),
        (#"{"body..a": 5}"#, "body..a", #""body..a" is no path: an empty part, or a lone "~""#),
        (#"{"/body/~2": 5}"#, "/body/~2", #""/body/~2" is no path: an empty part, or a lone "~""#),
        (
            #"{"milestone": "report-ready"}"#, "milestone",
            #"no milestone "report-ready"; did you mean "report_ready"?"#
        ),
        (
            #"{"query.v": 2}"#, "query.v",
            #""query.v" is always text: a number never equals it; write it in quotes"#
        ),
        (
            #"{"run": {"gt": 9}}"#, "run gt",
            #""run" is text, where 10 stands before 9; write the value in quotes if you mean that"#
        ),
        (
            #"{"run": null}"#, "run",
            #""run" is always text: a null never equals it; write { exists: false }"#
        ),
        (
            #"{"received": "yesterday"}"#, "received",
            #""yesterday" is no time; write 2026-01-31T09:00:00Z"#
        ),
        (
            #"{"body.a": {"matches": "("}}"#, "body.a matches",
            #"not a pattern: expected ")" at byte 1"#
        ),
        (
            #"{"body.a": {"matches": "(a)\\1"}}"#, "body.a matches",
            "a backreference at byte 3 is not supported"
        ),
        (
            #"{"fields.a": {"any": 1}}"#, "fields.a any",
            #""fields.a" is a single value; there is nothing below it"#
        ),
        (
            #"{"body.a": {"any": {"gt": 1, "score": 2}}}"#, "body.a any",
            #"operators and paths side by side; a path named like an operator begins with "/""#
        ),
    ]

    @Test("Each mistake is told with its place and the likely fix", arguments: table)
    func mistake(filter text: String, at: String, expected: String) throws {
        let errors = #expect(throws: FilterErrors.self) { try filter(text) }
        let first = try #require(errors?.all.first)
        #expect(errors?.all.count == 1)
        #expect(first.description == expected)
        let steps = first.at.map { step in
            switch step {
            case .key(let key): key
            case .index(let index): String(index)
            }
        }
        #expect(steps.joined(separator: " ") == at)
    }

    @Test("All mistakes of a filter are told at once")
    func all() throws {
        let errors = #expect(throws: FilterErrors.self) {
            try filter(#"{"feilds.a": 1, "body.b": {"gte": [1], "foo": 2}, "not": {}}"#)
        }
        #expect(errors?.all.count == 4)
    }

    @Test("A filter that nests or grows without end is refused")
    func bounds() throws {
        let deep =
            String(repeating: #"{"not":"#, count: 17) + #"{"body.a":1}"#
            + String(repeating: "}", count: 17)
        #expect(throws: FilterErrors.self) { try filter(deep) }
        let wide =
            #"{"or":[\#(Array(repeating: #"{"run":"a"}"#, count: 1001).joined(separator: ","))]}"#
        let errors = #expect(throws: FilterErrors.self) { try filter(wide) }
        #expect(errors?.all.map(\.problem) == [.tooManyConditions(max: 1000)])
    }
}
