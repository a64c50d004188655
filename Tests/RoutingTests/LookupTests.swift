import Model
import Testing

@testable import Routing

@Suite("Lookups, ends and onces")
struct LookupTests {
    private static let channels = LookupTable(
        name: "channel", [("xobin/4217", "C0BACKEND"), ("xobin/9", "C0OPS"), ("vip", "C0BACKEND")])

    private func route(_ name: String, _ to: RouteTarget...) -> Route {
        Route(name: name, match: .all, to: to)
    }

    private func slack(_ key: String, default fallback: String = "C0TRIAGE") throws -> RouteTarget {
        RouteTarget(
            "slack", destination: fallback,
            lookup: Lookup(table: Self.channels, key: try LookupKey(key)))
    }

    private func places(_ routes: [Route], _ facts: EventFacts) -> [String] {
        RouteTable(routes).match(facts).planned.map { "\($0.target) \($0.destination)" }
    }

    @Test("A table gives the channel; what it does not have goes to the default")
    func lookup() throws {
        let routes = [route("r", try slack("{{source}}/{{ definition }}"), RouteTarget("audit"))]
        #expect(
            places(routes, try facts(source: "xobin", definition: "4217"))
                == ["slack C0BACKEND", "audit "])
        #expect(
            places(routes, try facts(source: "apriora", definition: "4217"))
                == ["slack C0TRIAGE", "audit "])
        // The event says nothing of a definition.
        #expect(places(routes, try facts(source: "xobin")) == ["slack C0TRIAGE", "audit "])
    }

    @Test("Values of the body and fields make keys; lists, null and long texts make none")
    func values() throws {
        let routes = [route("r", try slack("{{source}}/{{body.job}}", default: ""))]
        func at(_ job: String) throws -> [String] {
            places(routes, try facts(#"{"job":\#(job)}"#, source: "xobin"))
        }
        #expect(try at("4217") == ["slack C0BACKEND"])
        #expect(try at(#""9""#) == ["slack C0OPS"])
        #expect(try at("[9]") == ["slack "])
        #expect(try at("null") == ["slack "])
        #expect(try at(#""\#(String(repeating: "9", count: 5000))""#) == ["slack "])
    }

    @Test("What routes ask for by lookup and by name is one delivery with both causes")
    func merged() throws {
        let routes = [
            route("named", RouteTarget("slack", destination: "C0BACKEND")),
            route("looked up", try slack("{{definition}}"), try slack("{{run}}")),
            route("again", try slack("{{definition}}")),
        ]
        let match = RouteTable(routes).match(try facts(definition: "vip", run: "vip"))
        #expect(match.planned.map(\.destination) == ["C0BACKEND"])
        #expect(match.planned[0].routes == ["named", "looked up", "again"])
    }

    @Test(
        "A key that is none says why",
        arguments: [
            ("plain", "is the same for every event: write {{definition}} or such"),
            ("{{definition", "has '{{' without '}}'"),
            (
                "{{definitoin}}",
                "names 'definitoin', no place in an event; did you mean 'definition'?"
            ),
        ])
    func malformed(text: String, problem: String) {
        #expect(throws: LookupKey.Malformed(problem: problem)) { _ = try LookupKey(text) }
    }

    @Test("After its end a route takes nothing, and explain says so")
    func until() throws {
        let facts = try facts()
        var ended = route("ended", RouteTarget("a"))
        ended.until = facts.receivedAt
        var open = route("open", RouteTarget("b"))
        open.until = facts.receivedAt + Milliseconds(1)
        let table = RouteTable([ended, open])
        #expect(table.match(facts).matches.map(\.name) == ["open"])
        #expect(table.explain(facts).routes.map(\.outcome) == [.ended, .taken])
        #expect(table.match(facts).nearMisses.isEmpty)
    }

    @Test("A delivery is made once only when every route that asks for it says so")
    func once() throws {
        var first = route("first", RouteTarget("a"), RouteTarget("b"))
        first.oncePer = .run
        var second = route("second", RouteTarget("a"))
        second.oncePer = .definition
        let table = RouteTable([first, second, route("always", RouteTarget("b"))])
        let planned = table.match(try facts()).planned
        #expect(planned[0].once == ["first": .run, "second": .definition])
        #expect(planned[1].once == [:])
    }
}
