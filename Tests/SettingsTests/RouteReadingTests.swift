import Model
import Routing
import Settings
import Testing

@Suite struct RouteReadingTests {
    @Test("ids are text with the digits as written, whatever YAML takes them for")
    func ids() throws {
        let match = try route("match: { definition: [9001, 007, 1e5, 0x1F, 1.50], run: NO }").match
        #expect(match.definition?.exactValues == ["9001", "007", "1e5", "0x1F", "1.50"])
        #expect(match.run?.exactValues == ["NO"])
    }

    @Test("clauses take one text or a list, and globs")
    func clauses() throws {
        let match = try route(
            "match: { source: [a, \"a*\"], type: session.*, milestone: [started, report_ready] }"
        ).match
        #expect(match.source?.exactValues == ["a"])
        #expect(match.source?.globs.map(\.description) == ["a*"])
        #expect(match.type?.globs.map(\.description) == ["session.*"])
        #expect(match.milestone == [.started, .reportReady])
        #expect(match.interview == nil)
    }

    @Test("match: all has no clause")
    func all() throws {
        let match = try route("match: all").match
        #expect(match.source == nil && match.type == nil && match.milestone == nil)
        #expect(match.where == nil)
    }

    @Test(
        "a where becomes the filter it says",
        arguments: [
            ("{ fields.score: { gte: 80 } }", #"{"s": 80}"#, #"{"s": 79.9}"#),
            ("{ body.name: Dana }", #"{"name": "Dana"}"#, #"{"name": "dana"}"#),
            (
                "{ body.n: 9007199254740993 }", #"{"n": 9007199254740993}"#,
                #"{"n": 9007199254740992}"#
            ),
            ("{ body.n: \"1\" }", #"{"n": "1"}"#, #"{"n": 1}"#),
            ("{ body.flag: true }", #"{"flag": true}"#, #"{"flag": "true"}"#),
            ("{ body.flag: yes }", #"{"flag": "yes"}"#, #"{"flag": true}"#),
            ("{ /body/a.b: null }", #"{"a.b": null}"#, #"{}"#),
            ("{ not: { body.a: { exists: true } } }", #"{}"#, #"{"a": 1}"#),
            ("{ or: [{ body.a: 1 }, { body.b: 2 }] }", #"{"b": 2}"#, #"{"b": 1}"#),
            ("{ and: [{ body.a: 1 }, { body.b: 2 }] }", #"{"a": 1, "b": 2}"#, #"{"a": 1}"#),
            ("{ body.a: 1, body.b: 2 }", #"{"a": 1, "b": 2}"#, #"{"b": 2}"#),
            (
                "{ body.tags: { any: { name: x } } }", #"{"tags": [{"name": "x"}]}"#,
                #"{"tags": []}"#
            ),
            ("{ body.a: { in: [1, x] } }", #"{"a": "x"}"#, #"{"a": 2}"#),
            ("{ body.a: { matches: '^ab+c$' } }", #"{"a": "abbc"}"#, #"{"a": "ac"}"#),
            ("{ body.a: { gt: 1, lt: 3 } }", #"{"a": 2}"#, #"{"a": 3}"#),
        ])
    func filters(_ filter: String, taken: String, refused: String) throws {
        let table = try configuration("match: { where: \(filter) }").routes
        #expect(!table.match(try facts(taken)).isUnrouted)
        #expect(table.match(try facts(refused)).isUnrouted)
    }

    @Test("stop, unrouted, enabled and stale_after are taken over")
    func flags() throws {
        let route = try route(
            "match: all\n    stop: true\n    unrouted: true\n    enabled: true\n    stale_after: 2h"
        )
        #expect(route.stop && route.unrouted && route.enabled)
        #expect(route.staleAfter == .hours(2))
        let plain = try self.route("match: all")
        #expect(!plain.stop && !plain.unrouted && plain.enabled && plain.staleAfter == nil)
    }

    @Test("targets are named, alone, in a list, or in a mapping")
    func targets() throws {
        for to in ["t", "[t]", "[{ target: t }]", "{ target: t }"] {
            let text = Self.head + "  - { name: r, match: all, to: \(to) }\n"
            let result = load(text)
            #expect(result.diagnostics.map(\.rendered) == [])
            #expect(result.configuration?.routes.routes.first?.to == [RouteTarget("t")])
        }
    }

    private static let head = """
        version: 1
        sources:
          a:
            verify: { scheme: bearer, secret: "${S}" }
            fields: { score: /s }
        targets:
          t: { kind: http, url: "https://example.com/" }
        routes:

        """

    private func facts(_ body: String) throws -> EventFacts {
        let document = try JSONDocument(Array(body.utf8))
        var identity = EventIdentity()
        if let score = document.root.member("s").flatMap({ JSONScalar($0) }) {
            identity.fields["score"] = score
        }
        return EventFacts(
            source: "a", identity: identity, body: document.root, receivedAt: .zero)
    }

    private func route(_ rest: String) throws -> Route {
        try #require(try configuration(rest).routes.routes.first)
    }

    private func configuration(_ rest: String) throws -> Configuration {
        let result = load(Self.head + "  - name: r\n    to: [t]\n    \(rest)\n")
        #expect(result.errors.map(\.rendered) == [])
        return try #require(result.configuration)
    }

    private func load(_ text: String) -> LoadResult {
        ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml", resolver: GoldenCase.resolver,
            mode: .serve)
    }
}
