import Dispatching
import Model
import Testing

@Suite("Dispatcher: sending")
struct SendingTests {
    @Test("a target starts with four attempts at once, and goes on as they end")
    func concurrency() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 10)
        #expect(bench.started.count == 4)
        bench.end(.delivered)
        #expect(bench.started.count == 4)
        #expect(bench.settled.map(\.change) == [.delivered])
    }

    @Test("targets take turns, whatever the length of their queues")
    func fairness() {
        let settings = DispatchSettings(inFlightMax: 4)
        var bench = Bench(
            targets: ["a": DeliveryPolicy(), "b": DeliveryPolicy()], settings: settings)
        bench.hand("a", count: 50)
        bench.hand("b", count: 5)
        var order: [String] = []
        for _ in 0..<15 {
            order.append(bench.started[0].leased.delivery.target)
            bench.end(.delivered)
        }
        #expect(order.filter { $0 == "b" }.count == 5)
    }

    @Test("fresh deliveries and retries take turns")
    func retriesAndFresh() {
        var policy = DeliveryPolicy()
        policy.concurrencyStart = 1
        policy.concurrencyMax = 1
        var bench = Bench(targets: ["a": policy])
        bench.hand("a", count: 20)
        bench.hand("a", count: 20, attempts: 1)
        var retries = 0
        for _ in 0..<10 {
            bench.end(.delivered)
            if bench.started[0].leased.attempts > 0 { retries += 1 }
        }
        #expect(retries == 5)
    }

    @Test("a quarter of all places is kept for targets that last answered well")
    func reserve() {
        var targets: [String: DeliveryPolicy] = ["well": DeliveryPolicy()]
        for index in 0..<20 { targets["sick\(index)"] = DeliveryPolicy() }
        var bench = Bench(targets: targets, settings: DispatchSettings(inFlightMax: 16))
        bench.hand("well")
        bench.end(.delivered)
        for index in 0..<20 { bench.hand("sick\(index)", count: 4) }
        #expect(bench.started.count == 12)
        bench.hand("well", count: 4)
        #expect(bench.started.count == 16)
    }

    @Test("a lookup takes a place in the pace: what comes next waits twice as long")
    func lookups() {
        var policy = DeliveryPolicy()
        policy.rate = Rate(count: 1, per: .seconds(1))
        var bench = Bench(targets: ["a": policy])
        bench.tell(.handedOver((0..<3).map { _ in bench.delivery("a") }))
        #expect(bench.started.count == 1)
        bench.tell(.lookedUp(bench.started[0].token))
        bench.pass(Milliseconds(1999))
        #expect(bench.started.count == 1)
        bench.pass(Milliseconds(1))
        #expect(bench.started.count == 2)
        bench.pass(.seconds(1))
        #expect(bench.started.count == 3)
    }

    @Test("a rate holds for all targets that share a pace")
    func pacing() {
        var policy = DeliveryPolicy()
        policy.rate = Rate(count: 1, per: .seconds(1))
        policy.paceWith = "slack"
        var bench = Bench(targets: ["a": policy, "b": policy])
        bench.hand("a", count: 10)
        bench.hand("b", count: 10)
        #expect(bench.started.count == 1)
        for second in 2...6 {
            bench.pass(.seconds(1))
            #expect(bench.started.count == second)
        }
        let names = Set(bench.started.map(\.leased.delivery.target))
        #expect(names == ["a", "b"])
    }

    @Test("Retry-After stops the whole pacing group until then")
    func retryAfter() {
        var policy = DeliveryPolicy()
        policy.paceWith = "slack"
        var bench = Bench(targets: ["a": policy, "b": policy, "c": DeliveryPolicy()])
        bench.hand("a")
        bench.end(.retry, status: 429, retryAfter: .seconds(30))
        bench.hand("b", count: 1)
        bench.hand("c", count: 1)
        #expect(bench.started.map(\.leased.delivery.target) == ["c"])
        // So long a wait is spent in the store.
        #expect(bench.admitted["b"] == 0)
        #expect(bench.settled.last?.delivery != nil)
        #expect(bench.standings.last?.standing.notBefore == bench.now + .seconds(30))
        bench.pass(.seconds(31))
        #expect(bench.admitted["b"] == 512)
    }

    @Test("two deliveries of one lane are never in memory together")
    func lanes() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        let first = bench.delivery("a", lane: "run 1")
        let second = bench.delivery("a", lane: "run 1")
        bench.tell(.handedOver([first]))
        bench.tell(.handedOver([second]))
        #expect(bench.started.count == 1)
        #expect(bench.settled.map(\.delivery) == [second.delivery.id])
        bench.end(.delivered)
        bench.claims = []
        bench.tell(.recorded([bench.settled[1]]))
        #expect(bench.claims.count == 1, "the next of the lane is asked for at once")
    }

    @Test("a delivery that is not worth sending any more is cancelled, not sent")
    func stale() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        let created = bench.now
        bench.pass(.hours(3))
        bench.tell(
            .handedOver([bench.delivery("a", createdAt: created, expiresAt: created + .hours(2))]))
        #expect(bench.started.isEmpty)
        #expect(bench.settled.first?.reason?.code == "stale")
        #expect(bench.settled.first?.change == .cancelled(by: "stale_after"))
    }

    @Test("a first attempt is always made; a retry that is too old goes to the dead letters")
    func tooOld() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        let created = bench.now
        bench.pass(.hours(80))
        bench.tell(.handedOver([bench.delivery("a", createdAt: created)]))
        bench.tell(.handedOver([bench.delivery("a", attempts: 2, createdAt: created)]))
        #expect(bench.started.count == 1)
        #expect(bench.settled.map(\.change) == [.burying])
        #expect(bench.settled.first?.reason?.code == "too_old")
    }

    @Test("too many outcomes that are not recorded stop new attempts until they are")
    func unrecorded() {
        var bench = Bench(
            targets: ["a": DeliveryPolicy()], settings: DispatchSettings(unrecordedMax: 5))
        bench.hand("a", count: 30)
        while !bench.started.isEmpty { bench.end(.delivered) }
        #expect(bench.settled.count < 12)
        let before = bench.settled.count
        bench.tell(.recorded(bench.settled))
        #expect(!bench.started.isEmpty)
        bench.end(.delivered)
        #expect(bench.settled.count == before + 1)
    }

    @Test("shutting down starts nothing more, gives back what waits, and says when it is done")
    func drain() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 10)
        bench.tell(.drain)
        #expect(bench.settled.count == 6)
        #expect(bench.admitted["a"] == 0)
        for _ in 0..<4 {
            #expect(bench.drained == 0)
            bench.end(.delivered)
        }
        #expect(bench.drained == 1)
        bench.hand("a")
        #expect(bench.started.isEmpty)
        #expect(bench.settled.count == 11)
    }
}
