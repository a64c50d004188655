import Model
import Testing

@testable import Routing

@Suite("What is known of rules without any event")
struct ReasoningTests {
    private func match(_ json: String, source: [String]? = nil) throws -> Match {
        var match = Match()
        match.where = try filter(json)
        match.source = try source.map { try TextMatcher($0) }
        return match
    }

    @Test(
        "What no event can fit is found",
        arguments: [
            #"{"fields.score": {"gte": 80, "lt": 60}}"#,
            #"{"fields.score": {"gt": 5, "lte": 5}}"#,
            #"{"fields.score": {"gte": 5, "lte": "9"}}"#,
            #"{"body.a": 1, "/body/a": 2}"#,
            #"{"body.a": {"in": [1, 2], "nin": [2, 1]}}"#,
            #"{"body.a": {"eq": "abc", "starts_with": "b"}}"#,
            #"{"body.a": {"exists": false, "gt": 1}}"#,
            #"{"and": [{"body.a": 1}, {"not": {"body.a": 1}}]}"#,
            #"{"body.a": {"eq": "x", "contains": "y"}}"#,
        ])
    func impossible(filter: String) throws {
        #expect(try match(filter).contradiction != nil)
    }

    @Test(
        "What some event fits is not called impossible",
        arguments: [
            #"{"fields.score": {"gte": 60, "lt": 80}}"#,
            #"{"fields.score": {"gte": 5, "lte": 5}}"#,
            #"{"fields.score": {"gte": 5, "lte": 5.0}}"#,
            #"{"body.a": {"in": [1, 2], "ne": 2}}"#,
            #"{"body.a": {"eq": "abc", "starts_with": "a"}}"#,
            #"{"body.a": {"exists": false, "ne": 1}}"#,
            #"{"or": [{"body.a": 1}, {"not": {"body.a": 1}}]}"#,
            #"{"body.a": {"contains": "x"}, "body.b": {"contains": "y"}}"#,
            #"{"body.a": {"any": "x", "all": {"ne": "y"}}}"#,
        ])
    func possible(filter: String) throws {
        #expect(try match(filter).contradiction == nil)
    }

    @Test("A clause of match and a condition on the same field can exclude each other")
    func clauses() throws {
        #expect(try match(#"{"source": "b"}"#, source: ["a"]).contradiction == "source")
        #expect(try match(#"{"source": "a"}"#, source: ["a", "b"]).contradiction == nil)
        #expect(try match(#"{"source": "b"}"#, source: ["a*"]).contradiction == nil)
    }

    @Test(
        "A rule covers one that asks for more",
        arguments: [
            (#"{"body.a": {"exists": true}}"#, #"{"body.a": {"gt": 5}}"#, true),
            (#"{"body.a": {"gte": 5}}"#, #"{"body.a": 7, "body.b": 1}"#, true),
            (#"{"body.a": {"gte": 5}}"#, #"{"body.a": {"gt": 5}}"#, true),
            (#"{"body.a": {"gt": 5}}"#, #"{"body.a": {"gte": 5}}"#, false),
            (#"{"body.a": {"gt": 5}}"#, #"{"body.a": {"gt": 5.5}}"#, true),
            (#"{"body.a": {"lt": 5}}"#, #"{"body.a": {"lte": 4}}"#, true),
            (#"{"body.a": {"lt": 5}}"#, #"{"body.a": {"gt": 4}}"#, false),
            (#"{"body.a": {"in": [1, 2, 3]}}"#, #"{"body.a": {"in": [3, 1]}}"#, true),
            (#"{"body.a": {"in": [1, 2]}}"#, #"{"body.a": {"in": [2, 3]}}"#, false),
            (#"{"body.a": 1}"#, #"{"body.b": 1}"#, false),
            (#"{"or": [{"body.a": 1}, {"body.b": 2}]}"#, #"{"body.b": 2}"#, true),
            (#"{"body.a": {"gte": 1}}"#, #"{"or": [{"body.a": 1}, {"body.a": 2}]}"#, true),
            (#"{"body.a": {"ne": 1}}"#, #"{"body.a": {"exists": true}}"#, false),
            (#"{"body.a": {"exists": true}}"#, #"{"body.a": {"ne": 1}}"#, false),
        ])
    func covers(wide: String, narrow: String, answer: Bool) throws {
        #expect(try match(wide).covers(match(narrow)) == answer)
        #expect(try Match.all.covers(match(narrow)))
        #expect(try !match(wide).covers(.all))
        #expect(try match(wide).covers(match(wide)))
    }

    @Test("Sources and ids count, globs only when they are the same or *")
    func coversClauses() throws {
        func rule(_ patterns: String...) throws -> Match {
            var match = Match()
            match.type = try TextMatcher(patterns)
            return match
        }
        #expect(try rule("a*").covers(rule("ab", "ac")))
        #expect(try rule("a*", "b").covers(rule("a*")))
        #expect(try rule("*").covers(rule("x*")))
        #expect(try !rule("a*").covers(rule("a*", "b")))
        #expect(try !rule("*").covers(Match.all))
    }

    /// Whatever is said of two rules must be so for events: values of every kind at two places.
    @Test("No event contradicts what was found", arguments: 0..<40)
    func sound(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let values = ["null", "true", "0", "1", "2", "3", #""""#, #""a""#, #""ab""#, "[1]", "{}"]
        let scalars = values.dropLast(2)
        let operators = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin", "exists", "contains"]
        func condition() -> String {
            let name = operators.randomElement(using: &random)!
            func value() -> String { scalars.randomElement(using: &random)! }
            let wanted =
                switch name {
                case "exists": ["true", "false"].randomElement(using: &random)!
                case "in", "nin": "[\(value()),\(value())]"
                case "gt", "gte", "lt", "lte": ["1", "2", #""a""#].randomElement(using: &random)!
                default: value()
                }
            let path = ["body.a", "body.b"].randomElement(using: &random)!
            return #"{"\#(path)": {"\#(name)": \#(wanted)}}"#
        }
        func rule() throws -> Match {
            let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in condition() }
            return try match(#"{"and": [\#(parts.joined(separator: ","))]}"#)
        }
        for _ in 0..<50 {
            let (one, other) = (try rule(), try rule())
            let (covers, isImpossible) = (one.covers(other), other.contradiction != nil)
            guard covers || isImpossible else { continue }
            for a in values + [nil] {
                for b in values + [nil] {
                    let members = [a.map { #""a":\#($0)"# }, b.map { #""b":\#($0)"# }]
                    let event = try facts("{\(members.compactMap { $0 }.joined(separator: ","))}")
                    func takes(_ match: Match) -> Bool {
                        !RouteTable([Route(name: "r", match: match, to: [])]).match(event)
                            .isUnrouted
                    }
                    guard takes(other) else { continue }
                    #expect(!isImpossible, "\(other)")
                    #expect(!covers || takes(one), "\(one) does not cover \(other)")
                }
            }
        }
    }
}
