import Model
import Settings
import Testing

@Suite("Trials: messages held against a configuration")
struct TrialTests {
    static func configuration(_ text: String) throws -> Configuration {
        let result = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml",
            resolver: SecretResolver(environment: ["KEY": "hunter22hunter22"]), mode: .serve)
        return try #require(result.configuration, "\(result.diagnostics.map(\.rendered))")
    }

    static let rules = """
        version: 1
        sources:
          s:
            verify: { scheme: none }
            type: /type
            run: /run
        targets:
          audit: { kind: http, url: "https://example.com/a?k=${KEY}" }
          note: { kind: http, url: "https://example.com/n", body: '{"n": "{{body.n}}"}' }
        routes:
          - { name: all, match: all, to: [audit] }
          - { name: high, match: { where: { body.n: { gte: 5 } } }, to: [note, audit] }
        """

    private func message(_ body: String, source: String = "s") -> TrialMessage {
        TrialMessage(source: source, body: Array(body.utf8), receivedAt: now)
    }

    private let now = Timestamp(milliseconds: 1_790_000_000_000)

    private func report(_ body: String) throws -> JSONDocument {
        try JSONDocument(
            TrialReport(message(body), by: Self.configuration(Self.rules), now: now).json)
    }

    @Test("says what was read, which rule failed on which clause, and what would be sent")
    func whole() throws {
        let root = try report(#"{"type": "done", "run": 7, "n": 4}"#).root
        #expect(root.member("type")?.string == "done")
        #expect(root.member("run")?.string == "7")
        let routes = try #require(root.member("routes")).elements.map { $0 }
        #expect(routes.compactMap { $0.member("outcome")?.string } == ["taken", "refused"])
        let clause = try #require(routes[1].member("clauses")?.elements.first { _ in true })
        #expect(clause.member("path")?.string == "body.n")
        #expect(clause.member("because")?.string == "other_value")
        let planned = try #require(root.member("planned")).elements.map { $0 }
        #expect(planned.compactMap { $0.member("target")?.string } == ["audit"])
        let request = try #require(planned[0].member("request"))
        #expect(request.member("url")?.string == "https://example.com/a?k=•••")
        #expect(request.member("body")?.string == #"{"type": "done", "run": 7, "n": 4}"#)
    }

    @Test("a target that two rules name is there once, with both")
    func merged() throws {
        let planned = try #require(
            report(#"{"n": 9}"#).root.member("planned")
        ).elements.map { $0 }
        #expect(planned.compactMap { $0.member("target")?.string } == ["audit", "note"])
        #expect(planned[0].member("routes")?.elements.compactMap { $0.string } == ["all", "high"])
        #expect(planned[1].member("request")?.member("body")?.string == #"{"n": "9"}"#)
    }

    @Test("what was stored to be delivered gives its webhook-id to the request to the same place")
    func storedIDs() throws {
        func delivery(_ target: String, origin: DeliveryID? = nil) -> Delivery {
            Delivery(
                id: .make(at: now), webhookID: origin, target: target, routes: [], createdAt: now)
        }
        let first = delivery("audit")
        let made = [delivery("audit", origin: first.id), first]
        let report = try TrialReport(
            message(#"{"n": 9}"#), made: made, by: Self.configuration(Self.rules), now: now)
        let planned = try #require(JSONDocument(report.json).root.member("planned")).elements
        let ids = planned.map { one in
            one.member("request")?.member("headers")?.elements.first {
                $0.member("name")?.string == "webhook-id"
            }?.member("value")?.string
        }
        #expect(ids.count == 2)
        #expect(ids[0] == first.id.description)
        #expect(ids[1] != nil && ids[1] != first.id.description)
    }

    @Test("a message that would not be taken is refused with the reason")
    func refused() throws {
        let configuration = try Self.configuration(Self.rules)
        #expect(throws: TrialRefusal.unknownSource("other", nearest: nil)) {
            try TrialReport(message("{}", source: "other"), by: configuration, now: now)
        }
        #expect(throws: TrialRefusal.unusableIdentity("its type holds a control character")) {
            try TrialReport(message(#"{"type": "a\u0001"}"#), by: configuration, now: now)
        }
        #expect(throws: TrialRefusal.unusableBody("its body is no JSON")) {
            try TrialReport(message(#"{"type":"#), by: configuration, now: now)
        }
    }

    @Test("a preview is of one target, whatever the rules say")
    func preview() throws {
        let rules = try Self.configuration(Self.rules)
        let trial = try TargetTrial(
            target: "note", destination: "", message: message(#"{"n": "a"}"#), by: rules, now: now)
        #expect(trial.isSendable)
        let root = try JSONDocument(trial.json).root
        #expect(root.member("kind")?.string == "http")
        #expect(root.member("request")?.member("body")?.string == #"{"n": "a"}"#)
        let test = try JSONDocument(TargetTrial(target: "audit", by: rules, now: now).json).root
        #expect(test.member("request")?.member("url")?.string == "https://example.com/a?k=•••")
        #expect(test.member("request")?.member("body")?.string?.contains("signalbox.test") == true)
        #expect(throws: TrialRefusal.unknownTarget("notes", nearest: "note")) {
            try TargetTrial(target: "notes", by: rules, now: now)
        }
    }
}
