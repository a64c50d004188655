import Engine
import Ingress
import Model
import Routing
import Settings
import Store
import Support
import Testing

@testable import Gateway

@Suite("From an alert to deliveries")
struct AlertDeliveryTests {
    private let now = Timestamp(seconds: 1_767_607_660)

    private func configuration(_ rules: String) throws -> Configuration {
        let text = """
            version: 1
            sources: { s: { verify: { scheme: none } } }
            targets:
              a: { kind: http, url: "https://example.com/a" }
              b: { kind: slack-api, token: "${T}", channel: C0OWN }
            \(rules)
            """
        let result = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml",
            resolver: SecretResolver(environment: ["T": "xoxb-hunter22hunter22"]), mode: .serve)
        return try #require(result.configuration, "\(result.diagnostics.map(\.rendered))")
    }

    private func planned(_ alert: Alert, _ rules: String) throws -> PlannedEvent? {
        let configuration = try configuration(rules)
        let snapshot = try IngressSnapshot(
            sources: configuration.sources, routes: configuration.routes,
            configurationVersion: "cfg_1", orderedTargets: ["a"], meter: NullMeter())
        return alert.planned(by: snapshot, at: now, repeatAfter: .hours(1))
    }

    private func alert(
        _ state: Alert.State = .begun, about places: [TargetPlace] = []
    ) -> Alert {
        Alert(
            .targetBlocked, state, severity: .error, message: "x is blocked", since: now,
            avoided: places)
    }

    private static let rules = """
        routes:
          - { name: all, match: all, to: [a] }
          - { name: told, match: { source: signalbox }, to: [a, { target: b, channel: C0X }] }
        alerts: { to: [b] }
        """

    private func places(_ planned: PlannedEvent?) -> [String] {
        planned?.deliveries.map {
            TargetPlace($0.target, destination: $0.destination).description
        } ?? []
    }

    @Test("it goes to `alerts` and to routes that name it, with its explanation")
    func everywhere() throws {
        let planned = try planned(alert(), Self.rules)
        #expect(places(planned) == ["b", "a", "b C0X"])
        #expect(planned?.deliveries.first?.routes == ["alerts"])
        #expect(planned?.deliveries.allSatisfy { $0.expiresAt == nil && $0.lane == nil } == true)
        let event = try #require(planned?.event)
        #expect(event.source == "signalbox" && event.identity.type == "target.blocked")
        #expect(event.identity.fields["message"]?.text == "x is blocked")
        #expect(
            String(decoding: event.explanation, as: UTF8.self)
                == #"{"configuration":"cfg_1","matched":["alerts","told"]}"#)
    }

    @Test("it does not go through what it is about, and says so")
    func avoided() throws {
        let whole = try planned(alert(about: [TargetPlace("b")]), Self.rules)
        #expect(places(whole) == ["a"])
        let event = try #require(whole?.event)
        let explanation = String(decoding: event.explanation, as: UTF8.self)
        #expect(explanation.contains(#""left_out":["b","b C0X"]"#), "\(explanation)")
        let one = try planned(
            alert(about: [TargetPlace("b", destination: "C0X")]), Self.rules)
        #expect(places(one) == ["b", "a"])
        let report = try JSONDocument(
            TrialReport(
                TrialMessage(event), stored: event, by: configuration(Self.rules), now: now
            ).json
        ).root
        #expect(report.member("planned")?.count == 1)
        #expect(report.member("left_out")?.count == 2)
    }

    @Test("that it lasts is not worth sending once it is told again")
    func expiry() throws {
        let lasts = try planned(alert(.lasts), Self.rules)
        #expect(lasts?.deliveries.allSatisfy { $0.expiresAt == now + .hours(1) } == true)
    }

    @Test("where nobody asks for it, there is no event")
    func nobody() throws {
        let all = "routes: [{ name: all, match: all, to: [a, b] }]"
        #expect(try planned(alert(), all) == nil)
        let other = """
            routes: [{ name: x, match: { source: signalbox, type: disk.low }, to: [a, b] }]
            """
        #expect(try planned(alert(), other) == nil)
    }

    @Test("what the engine tells becomes alerts; dead letters of alerts do not")
    func engine() throws {
        let clock = FixedClock(now)
        let desk = AlertDesk(clock: clock)
        let reason = Reason(code: "http_forbidden", message: "HTTP 403")
        desk.note(.deadLetter(TargetPlace("a"), source: "signalbox", reason: reason))
        #expect(!desk.isWaiting)
        desk.note(.deadLetter(TargetPlace("a", destination: "C1"), source: "s", reason: reason))
        desk.note(.deadLetter(TargetPlace("a", destination: "C2"), source: "s", reason: reason))
        desk.note(.targetBlocked(TargetPlace("b"), reason: reason))
        desk.note(.deadLettersUnwritable("no room"))
        clock.set(now + .seconds(10))
        #expect(
            desk.round(.init()).map(\.message) == [
                "b is blocked: HTTP 403", "2 deliveries to a were given up: HTTP 403",
                "dead letters cannot be written: no room",
            ])
        #expect(
            desk.lasting.map(\.message) == [
                "b is blocked: HTTP 403", "2 deliveries to a were given up: HTTP 403",
                "dead letters cannot be written: no room",
            ])
        desk.note(.targetPaused(TargetPlace("b")))
        desk.note(.deadLettersWritable)
        clock.set(now + .seconds(20))
        #expect(
            desk.round(.init()).map(\.message)
                == [
                    "b is no longer in trouble: a person paused it",
                    "dead letters can be written again",
                ])
    }

    @Test("what was blocked before a restart is told of, and its recovery too")
    func restart() {
        let clock = FixedClock(now)
        let desk = AlertDesk(clock: clock)
        desk.takeUp([
            TargetStateRecord(target: "a", state: .blocked, since: Timestamp(seconds: 5)),
            TargetStateRecord(target: "b", state: .paused, since: now),
            TargetStateRecord(target: "c", state: .sending, since: now),
        ])
        clock.set(now + .seconds(10))
        let told = desk.round(.init())
        #expect(told.map(\.subjects.count) == [1])
        #expect(told.first?.since == Timestamp(seconds: 5))
        desk.note(.targetRecovered(TargetPlace("a"), after: .blocked))
        clock.set(now + .seconds(20))
        #expect(desk.round(.init()).map(\.type) == [.targetRecovered])
    }
}
