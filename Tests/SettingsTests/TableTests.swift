import Model
import Routing
import Targets
import Testing

@testable import Settings

@Suite("Tables")
struct TableTests {
    private static func yaml(_ tables: String, _ channel: String, more: String = "") -> String {
        """
        version: 1
        sources: { s: { verify: { scheme: bearer, secret: "${S}" } } }
        targets:
          t: { kind: slack-api, token: "${S}", channel: C0OWN }
        tables:
        \(tables)
        routes:
          - name: r
            match: all
            to: [{ target: t, channel: \(channel)\(more) }]
        """
    }

    private func load(_ yaml: String, csv: String? = nil) -> LoadResult {
        var files = [ConfigurationFile(name: "routes.yaml", bytes: Array(yaml.utf8))]
        if let csv { files.append(ConfigurationFile(name: "t/c.csv", bytes: Array(csv.utf8))) }
        return ConfigurationLoader.load(
            files: files, resolver: SecretResolver(environment: ["S": "resolved-secret"]),
            mode: .serve)
    }

    private func channel(_ result: LoadResult, definition: String) throws -> String {
        let configuration = try #require(
            result.configuration, "\(result.errors.map(\.rendered).joined())")
        let facts = EventFacts(
            source: "s", identity: EventIdentity(type: "x", definition: definition),
            receivedAt: Timestamp(milliseconds: 1_767_607_660_123))
        return try #require(configuration.routes.match(facts).planned.first).destination
    }

    private static let lookup = #"{ table: c, key: "{{definition}}", default: C0REST }"#

    @Test("an inline table gives a route its channel, ids as written")
    func inline() throws {
        let result = load(Self.yaml("  c: { 007: C0BOND, x: C0X }", Self.lookup))
        #expect(try channel(result, definition: "007") == "C0BOND")
        #expect(try channel(result, definition: "7") == "C0REST")
    }

    @Test("a CSV file is one of the configuration's files: quotes, comments, columns for people")
    func csv() throws {
        let text = "key,value\r\n# jobs\r\n4217, C0BACKEND ,Backend\r\n\"a \"\"b\"\", c\",C0ABC\n\n"
        let result = load(Self.yaml("  c: t/c.csv", Self.lookup), csv: text)
        #expect(try channel(result, definition: "4217") == "C0BACKEND")
        #expect(try channel(result, definition: #"a "b", c"#) == "C0ABC")
        #expect(result.configuration?.files.map(\.name) == ["routes.yaml", "t/c.csv"])
        let other = load(Self.yaml("  c: t/c.csv", Self.lookup), csv: text + "x,y\n")
        #expect(other.configuration?.version != result.configuration?.version)
    }

    @Test("mistakes in a CSV file are shown with its own lines")
    func csvMistakes() {
        let result = load(
            Self.yaml("  c: t/c.csv", Self.lookup),
            csv: "4217,C0BACKEND\n4217,C0OTHER\nlonely\n\"open,C0X\n9,not a channel\n")
        #expect(
            result.diagnostics.map(\.rendered).joined() == """
                t/c.csv:2:1: error: '4217' stands in line 1 already
                4217,C0OTHER
                ^
                t/c.csv:3:1: error: expected a key, a comma and a value, such as \
                xobin/4217,C0BACKEND
                lonely
                ^
                t/c.csv:4:1: error: a quoted text does not end on its line
                "open,C0X
                ^
                hint: quotes within quotes are doubled: ""
                t/c.csv:5:3: error: expected a channel's id such as C0BACKEND, without templates
                9,not a channel
                  ^

                """)
    }

    @Test("a text of the route goes with every channel that the table gives")
    func texts() throws {
        let result = load(
            Self.yaml("  c: { x: C0X }", Self.lookup, more: ", text: \"for {{definition}}\""))
        let configuration = try #require(result.configuration)
        for (definition, channel) in [("x", "C0X"), ("y", "C0REST")] {
            let now = Timestamp(milliseconds: 1_767_607_660_123)
            let event = Event(
                id: .make(at: now), source: "s",
                identity: EventIdentity(type: "x", definition: definition), headers: HeaderList(),
                body: [],
                receivedAt: now, configurationVersion: "")
            let planned = try #require(
                configuration.routes.match(EventFacts(event)).planned.first)
            let request = try configuration.preview(
                of: event, to: planned, now: now
            ).get()
            let body = String(decoding: request.body, as: UTF8.self)
            #expect(body.contains("for \(definition)") && body.contains(channel), "\(body)")
        }
    }
}
