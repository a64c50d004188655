import Model
import Testing

@testable import Routing

@Suite("RouteIndex")
struct RouteIndexTests {
    @Test("Ten thousand routes by definition leave a few candidates", arguments: 0..<3)
    func fewCandidates(variant: Int) throws {
        let keys: [(Int, RouteIndex.Keys)] = (0..<10_000).map { number in
            switch variant {
            case 0: (number, [.source: ["xobin"], .definition: ["d\(number)"]])
            // One hundred sources whose definitions have the same hundred names.
            case 1: (number, [.source: ["s\(number / 100)"], .definition: ["d\(number % 100)"]])
            default: (number, [.definition: ["d\(number)", "e\(number)", "d\(number + 1)"]])
            }
        }
        let index = RouteIndex(keys)
        let facts = try facts(source: variant == 1 ? "s7" : "xobin", definition: "d42")
        let candidates = index.candidates(facts)
        switch variant {
        case 0: #expect(candidates == [42])
        case 1: #expect(candidates == [742])
        default: #expect(candidates == [41, 42])
        }
    }

    @Test("An eq or in that a where demands is indexed too; one within or and not is not")
    func conditions() throws {
        func keys(_ json: String) throws -> RouteIndex.Keys {
            var match = Match()
            match.where = try filter(json)
            return match.indexKeys
        }
        #expect(try keys(#"{"definition": 4217, "body.x": 1}"#) == [.definition: ["4217"]])
        #expect(try keys(#"{"and": [{"run": {"in": ["a", "b"]}}]}"#) == [.run: ["a", "b"]])
        #expect(try keys(#"{"or": [{"run": "a"}, {"type": "b"}]}"#) == [:])
        #expect(try keys(#"{"not": {"run": "a"}}"#) == [:])
        #expect(try keys(#"{"run": {"ne": "a"}}"#) == [:])
        var match = Match()
        match.type = try TextMatcher(["a", "b*"])
        #expect(match.indexKeys == [:])
    }

    @Test("Routes with many values in many fields do not multiply without end")
    func boundedCopies() throws {
        let values = (0..<300).map { "v\($0)" }
        let keys: [(Int, RouteIndex.Keys)] = (0..<20).map {
            ($0, [.run: values, .interview: values, .definition: values, .type: values])
        }
        let index = RouteIndex(keys)
        let facts = try facts(type: "v1", interview: "v1", definition: "v1", run: "v1")
        #expect(index.candidates(facts) == (0..<20).map { Int32($0) })
    }

    /// The answers of the index are held against a scan of all routes.
    @Test("The index never changes an answer", arguments: 0..<24)
    func equalsScan(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 1)
        let routes = try (0..<Int.random(in: 1...120, using: &random)).map {
            try Self.route($0, &random)
        }
        let (indexed, scanning) = (RouteTable(routes), RouteTable(scanning: routes))
        for _ in 0..<100 {
            let facts = try Self.event(&random)
            let (a, b) = (indexed.match(facts), scanning.match(facts))
            #expect(a.matches == b.matches)
            #expect(a.planned == b.planned)
            #expect(a.stoppedBy == b.stoppedBy)
            // Near misses are those of the candidates, which are some of all.
            let all = b.nearMisses
            if all.count < Limits.nearMissesMax {
                #expect(a.nearMisses.allSatisfy { all.contains($0) })
            }
        }
    }

    private static let words = ["a", "b", "c", "aa", "ab", "é", "e\u{301}"]
    private static let patterns = words + ["*", "a*", "?", "*b"]

    private static func matcher(_ random: inout SeededGenerator) throws -> TextMatcher? {
        guard Int.random(in: 0..<3, using: &random) == 0 else { return nil }
        // Mostly exact: globs keep a route out of the index.
        let pool = Bool.random(using: &random) ? words : patterns
        return try TextMatcher(
            (0..<Int.random(in: 1...3, using: &random)).map { _ in
                pool.randomElement(using: &random) ?? "a"
            })
    }

    private static func route(_ number: Int, _ random: inout SeededGenerator) throws -> Route {
        var route = Route(name: "r\(number)", match: .all, to: [])
        route.match.source = try matcher(&random)
        route.match.type = try matcher(&random)
        route.match.interview = try matcher(&random)
        route.match.definition = try matcher(&random)
        route.match.run = try matcher(&random)
        if Int.random(in: 0..<4, using: &random) == 0 {
            route.match.milestone = Set(
                Milestone.allCases.filter { _ in Bool.random(using: &random) })
        }
        if Int.random(in: 0..<3, using: &random) == 0 {
            let word = words.randomElement(using: &random) ?? "a"
            let filters = [
                #"{"run": "\#(word)"}"#, #"{"type": {"in": ["\#(word)", "a"]}}"#,
                #"{"not": {"definition": "\#(word)"}}"#, #"{"body.x": {"gt": 1}}"#,
                #"{"or": [{"source": "\#(word)"}, {"body.x": 1}]}"#,
                #"{"milestone": "started", "body.x": {"exists": true}}"#,
            ]
            route.match.where = try filter(filters.randomElement(using: &random) ?? "")
        }
        route.stop = Int.random(in: 0..<30, using: &random) == 0
        route.unrouted = Int.random(in: 0..<10, using: &random) == 0
        route.enabled = Int.random(in: 0..<10, using: &random) > 0
        route.to = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            RouteTarget("t\(Int.random(in: 0..<5, using: &random))")
        }
        if Bool.random(using: &random) { route.staleAfter = .hours(Int64(number)) }
        return route
    }

    private static func event(_ random: inout SeededGenerator) throws -> EventFacts {
        func word() -> String { (words + [""]).randomElement(using: &random) ?? "" }
        return try facts(
            [#"{"x":1}"#, #"{"x":2}"#, #"{"x":"1"}"#, "{}"].randomElement(using: &random),
            source: word(), type: word(),
            milestone: Milestone.allCases.randomElement(using: &random) ?? .other,
            interview: word(), definition: word(), run: word())
    }
}
