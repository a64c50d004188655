import Model
import Routing
import Targets
import Testing

@testable import Settings

/// Many routes are read by several threads: what comes of it is what one would make of them.
@Suite("Routes that are read together")
struct RoutesTogetherTests {
    /// Routes that leave more behind than themselves, by their place.
    private static let odd = [
        0: route(0, lookup("c")),
        2: route(2, "{ target: chat, channel: C0X, text: 'Hi {{type}}' }"),
        5: route(5, #"{ target: chat, channel: "${SET}" }"#),
        601: route(601, "elsewhere"),
        701: route(701, #"{ target: chat, channel: "${NOT_SET}" }"#),
        702: route(702, #"{ target: chat, channel: "${NOT_SET}" }"#),
        1_000: route(1_000, "t") + ", stpo: true", 1_202: "a: b",
        1_300: route(1_300, lookup("d")), 1_350: route(1_350, lookup("c", "{{#a}}")),
        1_900: route(1_900, lookup("c", more: ", text: 'Of {{source}}'")),
        2_000: route(2_000, "t", source: "[s, other]"),
        2_402: route(2_402, "{ target: chat, text: '{{type}}' }"),
    ]
    /// Others that are not alike, with nothing to do besides.
    private static let plain = [
        1: route(1, lookup("c")), 3: route(3, lookup("broken")), 4: route(4, "t, chat"),
        600: route(600, "t") + ", until: 2020-01-01",
        605: route(605, "t") + ", stop: true, once_per: run, stale_after: 5m",
        1_901: route(1_901, lookup("c")),
    ]

    private static func route(_ number: Int, _ to: String, source: String = "s") -> String {
        "name: r\(number), match: { source: \(source), type: \"x.*\", run: \(number) }, to: [\(to)]"
    }

    private static func lookup(
        _ table: String, _ key: String = "{{type}}", more: String = ""
    ) -> String {
        "{ target: chat, channel: { table: \(table), key: '\(key)' }\(more) }"
    }

    /// Everything that reading leaves behind.
    private struct Found {
        var section: RouteSection
        var routes: [Route?]
        var table: Reading

        /// One line of each, to compare.
        var lines: [String] {
            let reading = section.reading
            return routes.map { route in
                guard let route else { return "none" }
                let match = route.match
                return "\(route.name) \(route.to.map { "\($0.target) \($0.destination)" }) "
                    + "\(route.to.map { "\($0.lookup?.table.name ?? "") \($0.lookup as Any)" })"
                    + "\(route.stop) \(route.enabled) \(route.unrouted) \(route.until as Any) "
                    + "\(route.oncePer as Any) \(route.staleAfter as Any) "
                    + "\(match.source?.exactValues.sorted() ?? []) \(match.run?.exactValues ?? []) "
                    + "\(match.type?.globs.map(\.description) ?? [])"
            }
                + (reading.diagnostics(text: nil, root: nil)
                + table.diagnostics(text: nil, root: nil)).map { "\($0.code) \($0.rendered)" }
                + section.texts.sorted { $0.key < $1.key }.flatMap { target, texts in
                    texts.map { "\(target) \($0.place) \($0.text)" }
                }
                + reading.resolvedValues + reading.missingHere.sorted() + reading.secretsMissing
                + reading.touched.sorted() + section.tablesUsed.sorted()
        }
    }

    private func found(_ nodes: [YAMLNode], together: Bool) throws -> Found {
        let resolver = SecretResolver(environment: ["SET": "C0SECRET", "TOKEN": "xoxb-token"])
        func reading(_ file: String) -> Reading {
            Reading(file: file, resolver: resolver, mode: .check(secrets: false))
        }
        let table = reading("c.csv")
        let rows = [("a", "C0A"), ("b", "not a channel"), ("c", "C0C")].enumerated().map {
            TableDraft.Row(
                key: $1.0, value: Placed(value: $1.1, position: Position(line: $0 + 1, column: 1)))
        }
        var section = RouteSection(
            sources: ["s"], targets: ["t", "chat"], kinds: ["chat": try kind()],
            tables: [
                "c": TableDraft(
                    table: LookupTable(name: "c", rows.map { ($0.key, $0.value.value) }),
                    rows: rows, reading: table)
            ], tableNames: ["c", "broken"], tablesUsed: [], reading: reading("routes.yaml"))
        let known =
            together ? section.readTogether(nodes) : Array(repeating: nil, count: nodes.count)
        if together {
            #expect(
                known.indices.filter { known[$0] == nil } == Self.odd.keys.sorted(),
                "those alone are left to be read in their turn")
        }
        let routes = nodes.indices.map { known[$0] ?? section.read(nodes[$0]) }
        return Found(section: section, routes: routes, table: table)
    }

    private func items(_ root: YAMLNode) -> [YAMLNode]? {
        if case .list(let items) = root.content { items } else { nil }
    }

    private func kind() throws -> TargetKind {
        let text = """
            version: 1
            sources: { s: { verify: { scheme: bearer, secret: "${TOKEN}" } } }
            targets: { chat: { kind: slack-api, token: "${TOKEN}", channel: C0OWN } }
            routes: [{ name: r, match: all, to: chat }]
            """
        let result = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml",
            resolver: SecretResolver(environment: ["TOKEN": "xoxb-token"]), mode: .serve)
        return try #require(result.configuration?.targets["chat"]?.target.kind)
    }

    @Test("routes, problems, texts, secrets and tables are those of reading one by one")
    func same() throws {
        let text = (0..<2_403).map { number in
            "- { \(Self.odd[number] ?? Self.plain[number] ?? Self.route(number, "t")) }\n"
        }.joined()
        let root = try #require(
            YAMLReader.read(
                text, into: Reading(file: "", resolver: SecretResolver(), mode: .serve)))
        let nodes = try #require(items(root))
        #expect(nodes.count > Limits.routesReadTogetherMin)
        let (one, several) = (
            try found(nodes, together: false), try found(nodes, together: true)
        )
        #expect(one.lines == several.lines)
        #expect(one.routes.count { $0 == nil } == 1)
        #expect(one.section.tablesUsed == ["c"] && one.section.texts["chat"]?.count == 6)
        #expect(one.section.reading.hasErrors && one.table.hasErrors)
    }

    @Test("few are left to be read one by one")
    func few() throws {
        let root = try #require(
            YAMLReader.read(
                "- { \(Self.route(1, "t")) }\n",
                into: Reading(file: "", resolver: SecretResolver(), mode: .serve)))
        let section = RouteSection(
            sources: ["s"], targets: ["t"], kinds: [:], tables: [:], tableNames: [],
            tablesUsed: [],
            reading: Reading(file: "", resolver: SecretResolver(), mode: .serve))
        let known = section.readTogether([root])
        #expect(known.count == 1 && known.allSatisfy { $0 == nil })
    }
}
