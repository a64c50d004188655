import Admin
import Model
import Settings
import Store
import Testing

@Suite("Admin API: explain, plan, configurations")
struct RulesTests {
    private static let rules = """
        version: 1
        sources: { xobin: { verify: { scheme: none }, type: /type } }
        targets: { audit: { kind: http, url: "https://example.com/audit" } }
        routes: [{ name: high, match: { where: { body.a: { gte: 5 } } }, to: [audit] }]
        """

    private func configuration(_ text: String) throws -> Configuration {
        let result = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml",
            resolver: SecretResolver(environment: [:]), mode: .check)
        return try #require(result.configuration)
    }

    private func keep(_ text: String, _ fixture: AdminFixture) throws -> String {
        let configuration = try configuration(text)
        fixture.store.keep(
            ConfigurationRecord(
                version: configuration.version, activatedAt: AdminFixture.now, by: "start",
                files: configuration.files)
        ) { _ in }
        return configuration.version
    }

    private func planBody(_ text: String, before: String? = nil) -> String {
        var json = JSONWriter()
        json.object { json in
            json.key("files")
            json.array { json in
                json.object { json in
                    json.member("name", "routes.yaml")
                    json.member("text", text)
                }
            }
            json.member("since", "24h")
            if let before { json.member("before", before) }
        }
        return json.text
    }

    @Test("the history lists what was in force, and gives its files back")
    func history() throws {
        let fixture = AdminFixture()
        #expect(try fixture.get("/api/configurations/current").status == 404)
        let first = try keep(Self.rules, fixture)
        let second = try keep(Self.rules + "\n# edited\n", fixture)
        let list = try fixture.get("/api/configurations", "limit=5")
        #expect(list.text("/configurations/0/version") == second)
        #expect(list.text("/configurations/1/version") == first)
        #expect(list.text("/configurations/0/by") == "start")
        let one = try fixture.get("/api/configurations/\(first)")
        #expect(one.text("/files/0/text") == Self.rules)
        #expect(try fixture.get("/api/configurations/current").text("/version") == second)
        #expect(try fixture.get("/api/configurations/cfg_gone").status == 404)
    }

    @Test("an old event is explained by the rules that planned it, or by those in force")
    func explained() async throws {
        let fixture = AdminFixture(
            configuration: try configuration(Self.rules.replacing("gte: 5", with: "gte: 0")))
        let version = try keep(Self.rules, fixture)
        let event = AdminFixture.event(1, version: version, body: Array(#"{"a":1}"#.utf8))
        _ = try await fixture.store.append(
            AppendUnit([PlannedEvent(event: event, deliveries: [])]))
        let then = try fixture.call(
            "POST", "/api/explain", body: #"{"event":"\#(event.id)"}"#)
        #expect(then.text("/configuration") == version)
        #expect(then.text("/routes/0/outcome") == "refused")
        #expect(then.text("/routes/0/clauses/0/path") == "body.a")
        let now = try fixture.call(
            "POST", "/api/explain", body: #"{"event":"\#(event.id)","current":true}"#)
        #expect(now.text("/routes/0/outcome") == "taken")
        #expect(now.text("/planned/0/request/url") == "https://example.com/audit")
        #expect(try fixture.call("POST", "/api/explain", body: "{}").status == 400)
    }

    @Test("an explanation says what became of each delivery that is stored of the event")
    func outcomes() async throws {
        let fixture = AdminFixture(configuration: try configuration(Self.rules))
        let stored = try await fixture.store(
            1, body: Array(#"{"a":7}"#.utf8), to: ["audit", "hiring"])
        let called = try fixture.call(
            "POST", "/api/deliveries/\(stored.deliveries[1])/cancel", body: #"{"reason":"late"}"#)
        #expect(called.status == 200)
        let answer = try fixture.call(
            "POST", "/api/explain", body: #"{"event":"\#(stored.event)","current":true}"#)
        #expect(
            answer.texts("deliveries", "id") == stored.deliveries.reversed().map(\.description))
        #expect(answer.texts("deliveries", "state") == ["cancelled", "pending"])
        #expect(answer.text("/deliveries/0/reason/message") == "called off by tester: late")
        #expect(answer.texts("planned", "target") == ["audit"])
        let headers = try #require(
            answer.json.value(at: ["planned", "0", "request", "headers"]))
        let id = headers.elements.first { $0.member("name")?.string == "webhook-id" }
        #expect(id?.member("value")?.string == stored.deliveries[0].description)
    }

    @Test("routes are listed with all that they say")
    func routes() throws {
        let fixture = AdminFixture(
            configuration: try configuration(
                """
                version: 1
                sources: { xobin: { verify: { scheme: none }, type: /type } }
                targets:
                  audit: { kind: http, url: "https://example.com/audit" }
                  chat: { kind: slack-api, token: "${T}", channel: C0ALL }
                tables: { channels: { hr: C0HR } }
                routes:
                  - { name: plain, match: { where: { body.v: { any: { a: 1 } } } }, to: [audit] }
                  - name: special
                    match: { source: xobin }
                    to:
                      - { target: chat, text: "{{source}}",
                          channel: { table: channels, key: "{{fields.team}}", default: C0TRIAGE } }
                      - { target: chat, channel: C0ONE }
                    until: 2026-12-01
                    once_per: run
                    stale_after: 2h
                """))
        let answer = try fixture.get("/api/routes")
        #expect(answer.texts("routes", "name") == ["plain", "special"])
        #expect(answer.text("/routes/0/match/0") == "body.v any { a eq 1 }")
        #expect(answer.text("/routes/0/to/0/target") == "audit")
        for key in ["until", "once_per", "stale_after_ms", "to/0/table", "to/0/text"] {
            #expect(answer.text("/routes/0/\(key)") == nil, "\(key)")
        }
        #expect(answer.text("/routes/1/until") == "2026-12-02T00:00:00.000Z")
        #expect(answer.text("/routes/1/once_per") == "run")
        #expect(answer.text("/routes/1/stale_after_ms") == "7200000")
        #expect(answer.text("/routes/1/to/0/table") == "channels")
        #expect(answer.text("/routes/1/to/0/key") == "{{fields.team}}")
        #expect(answer.text("/routes/1/to/0/destination") == "C0TRIAGE")
        #expect(answer.text("/routes/1/to/0/text") == "true")
        #expect(answer.text("/routes/1/to/1/destination") == "C0ONE")
        #expect(answer.text("/routes/1/to/1/text") == nil)
    }

    @Test("without the rules of that time the answer says so")
    func forgotten() async throws {
        let fixture = AdminFixture()
        let event = AdminFixture.event(1, version: "cfg_gone")
        _ = try await fixture.store.append(
            AppendUnit([PlannedEvent(event: event, deliveries: [])]))
        let answer = try fixture.call(
            "POST", "/api/explain", body: #"{"event":"\#(event.id)"}"#)
        #expect(answer.status == 404)
        #expect(answer.text("/detail")?.contains("cfg_gone") == true)
    }

    @Test("a plan tells what an edit would change, and refuses a file with mistakes")
    func planned() async throws {
        let fixture = AdminFixture(configuration: try configuration(Self.rules))
        for number in 0..<3 {
            let event = AdminFixture.event(number, body: Array(#"{"a":\#(number + 3)}"#.utf8))
            _ = try await fixture.store.append(
                AppendUnit([PlannedEvent(event: event, deliveries: [])]))
        }
        let edited = Self.rules.replacing("gte: 5", with: "gte: 4")
        let plan = try fixture.call("POST", "/api/plan", body: planBody(edited))
        #expect(plan.text("/events") == "3")
        #expect(plan.text("/changed_events") == "1")
        #expect(plan.text("/changes/0/kind") == "added")
        #expect(plan.text("/changes/0/deliveries") == "1")
        #expect(plan.text("/next") == nil)
        let broken = try fixture.call(
            "POST", "/api/plan", body: planBody(edited.replacing("audit]", with: "audti]")))
        #expect(broken.status == 422)
        #expect(broken.text("/lines/0")?.contains("no target is named 'audti'") == true)
        #expect(try fixture.call("POST", "/api/plan", body: "{}").status == 400)
    }
}
