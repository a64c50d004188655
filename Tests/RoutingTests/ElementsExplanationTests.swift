import Model
import Testing

@testable import Routing

@Suite("Explaining any, all and none")
struct ElementsExplanationTests {
    private static let body =
        #"{"v":[{"name":"y","score":2},{"name":"x","score":2,"tags":[1]}],"text":"a","empty":[]}"#

    private func clause(_ condition: String) throws -> ClauseExplanation {
        var match = Match()
        match.where = try filter(condition)
        let table = RouteTable([Route(name: "only", match: match, to: [RouteTarget("t")])])
        return try #require(table.explain(try facts(Self.body)).routes[0].clauses.first)
    }

    struct Case: Sendable {
        var filter: String
        var condition: String
        var finding: String
    }

    @Test(
        "the condition is told, and which element decides on which part of it",
        arguments: [
            Case(
                filter: #"{"body.v": {"any": {"name": "x", "score": {"gte": 3}}}}"#,
                condition: #"body.v any { name eq "x" and score gte 3 }"#,
                finding: """
                    it has 2 elements, and of the nearest, body.v.1, score gte 3 fails: it is 2
                    """),
            Case(
                filter: #"{"/body/v": {"any": {"name": "x"}}}"#,
                condition: #"/body/v any { name eq "x" }"#,
                finding: #"it has 2 elements, and of /body/v/1 name eq "x" holds: it is "x""#),
            Case(
                filter: #"{"body.v": {"all": {"name": "x"}}}"#,
                condition: #"body.v all { name eq "x" }"#,
                finding: #"it has 2 elements, and of body.v.0 name eq "x" fails: it is "y""#),
            Case(
                filter: #"{"body.v": {"all": {"score": 2}}}"#,
                condition: "body.v all { score eq 2 }", finding: "it has 2 elements"),
            Case(
                filter: #"{"body.v": {"none": {"name": {"starts_with": "x"}, "score": 2}}}"#,
                condition: #"body.v none { name starts_with "x" and score eq 2 }"#,
                finding: #"""
                    it has 2 elements, and of body.v.1 name starts_with "x" and score eq 2 holds
                    """#),
            Case(
                filter: #"{"body.v": {"any": {"or": [{"name": "a"}, {"not": {"score": 2}}]}}}"#,
                condition: #"body.v any { name eq "a" or score not eq 2 }"#,
                finding: #"""
                    it has 2 elements, and of the nearest, body.v.0, \#
                    name eq "a" or score not eq 2 fails
                    """#),
            Case(
                filter: #"{"body.v": {"any": {"name": "x", "tags": {"any": 2}}}}"#,
                condition: #"body.v any { name eq "x" and tags any { eq 2 } }"#,
                finding: """
                    it has 2 elements, and of the nearest, body.v.1, tags any { eq 2 } fails: \
                    it has 1 element, and of the nearest, tags.0, eq 2 fails: it is 1
                    """),
            Case(
                filter: #"{"body.empty": {"any": 1}}"#, condition: "body.empty any { eq 1 }",
                finding: "it has no elements"),
            Case(
                filter: #"{"body.text": {"any": 1}}"#, condition: "body.text any { eq 1 }",
                finding: #"it is "a", a string"#),
            Case(
                filter: #"{"body.gone": {"all": {"not": {"a": 1, "b": 2}}}}"#,
                condition: "body.gone all { not (a eq 1 and b eq 2) }", finding: "it is missing"),
        ])
    func words(_ expected: Case) throws {
        let clause = try clause(expected.filter)
        #expect(clause.clause.description == expected.condition)
        #expect(clause.finding == expected.finding)
    }

    @Test("a list of routes writes the same words, and those of what is combined")
    func routes() throws {
        var match = Match()
        match.source = TextMatcher(exact: "xobin")
        match.where = try filter(
            #"""
            {"body.v": {"any": {"a": 1}},
            "or": [{"run": "7"}, {"fields.b": 2, "not": {"run": "8"}}]}
            """#)
        #expect(
            match.clauses == [
                #"source is "xobin""#, "body.v any { a eq 1 }",
                #"run eq "7" or (fields.b eq 2 and run not eq "8")"#,
            ])
    }

    @Test("as JSON a clause has the condition as `wanted`, and the element by its number")
    func json() throws {
        var match = Match()
        match.where = try filter(#"{"body.v": {"all": {"name": "x"}}}"#)
        let table = RouteTable([Route(name: "only", match: match, to: [RouteTarget("t")])])
        let facts = try facts(Self.body)
        var json = JSONWriter()
        json.object { table.explain(facts).writeMembers(to: &$0) }
        let clause = try JSONDocument(json.bytes).root.value(at: ["routes", "0", "clauses", "0"])
        #expect(clause?.member("wanted")?.string == #"name eq "x""#)
        #expect(clause?.member("because")?.string == "other_value")
        #expect(clause?.value(at: ["elements", "count"])?.number == JSONNumber(2))
        #expect(clause?.value(at: ["elements", "index"])?.number == JSONNumber(0))
        #expect(clause?.value(at: ["elements", "finding"])?.string == #"it is "y""#)
        let miss = try JSONDocument(
            table.match(facts).explanationJSON(configurationVersion: "c")
        ).root.value(at: ["missed", "0"])
        #expect(miss?.member("wanted")?.string == #"name eq "x""#)
    }

    @Test("what is stored with an event stays small, however long the condition")
    func bounded() throws {
        let parts = (0..<900).map { #"{"part\#($0)": \#($0)}"# }.joined(separator: ",")
        let clause = try clause(#"{"body.v": {"any": {"or": [\#(parts)]}}}"#).clause
        #expect(clause.wanted.utf8.count < 300 && clause.wanted.hasSuffix("…\""))
    }
}
