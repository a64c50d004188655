import Model
import Routing
import Store
import Testing
import Verification

@testable import Ingress

@Suite("Routes that send once")
struct OnceTests {
    private func states(_ fixture: IngressFixture) throws -> [String] {
        try fixture.store.deliveries(DeliveryQuery()).items.reversed().map { summary in
            summary.reason?.code ?? "made"
        }
    }

    @Test("the second event of a run is stored, and its deliveries are called off with the reason")
    func perRun() async throws {
        let fixture = try IngressFixture(changeRoute: { $0.oncePer = .run })
        for body in [#"{"run":"r1"}"#, #"{"run":"r1","more":1}"#, #"{"run":"r2"}"#] {
            #expect(await fixture.send("/in/open", body: Array(body.utf8)).status == 200)
            // Lists go by id, and ids by time.
            fixture.clock.advance(.seconds(1))
        }
        #expect(try fixture.events().count == 3)
        #expect(try states(fixture) == ["made", "made", "sent_once", "sent_once", "made", "made"])
    }

    @Test("sources do not share their runs, and an event without one is always sent")
    func apart() async throws {
        let fixture = try IngressFixture(
            change: {
                $0["other"] = $0["open"].map { open in
                    Source(name: "other", verifier: .none, mapping: open.mapping)
                }
            }, changeRoute: { $0.oncePer = .run })
        for (path, body) in [
            ("/in/open", #"{"run":"r1"}"#), ("/in/other", #"{"run":"r1"}"#), ("/in/open", "{}"),
            ("/in/open", #"{"x":1}"#),
        ] {
            #expect(await fixture.send(path, body: Array(body.utf8)).status == 200)
        }
        #expect(try states(fixture) == Array(repeating: "made", count: 8))
    }

    @Test("after 90 days it is forgotten")
    func forgotten() async throws {
        let fixture = try IngressFixture(changeRoute: { $0.oncePer = .interview })
        for days in [0, 89, 2] as [Int64] {
            fixture.clock.advance(.days(days))
            _ = await fixture.send("/in/open", body: Array(#"{"interview":7}"#.utf8))
        }
        #expect(try states(fixture) == ["made", "made", "sent_once", "sent_once", "made", "made"])
    }
}
