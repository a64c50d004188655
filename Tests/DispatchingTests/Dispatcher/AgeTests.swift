import Dispatching
import Model
import Testing

@Suite("Dispatcher: age, and clocks that jump")
struct AgeTests {
    @Test("an aged backlog behind a dead target ends when it is probed, tried or not")
    func deadTarget() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 13)
        for _ in 0..<13 { bench.end(.retry, .failed) }
        bench.stored += (0..<600).map { _ in bench.delivery("a") }
        bench.tell(.waiting(["a"]))
        for _ in 0..<450 {
            bench.live(.minutes(10))
            while !bench.started.isEmpty { bench.end(.retry, .failed) }
        }
        bench.settle()
        #expect(bench.stored.isEmpty, "\(bench.stored.count) wait for ever")
    }

    @Test("a backlog that no failing target kept waiting gets its first attempt, however old")
    func firstAttempt() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.stored = (0..<3).map { _ in bench.delivery("a") }
        bench.now = bench.now + .days(20)
        bench.tell(.waiting(["a"]))
        bench.settle()
        #expect(bench.started.count == 3)
    }

    @Test("a clock set ahead, or a machine that slept, makes nothing too old")
    func ahead() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 2)
        bench.end(.retry, .failed)
        bench.settle()
        bench.now = bench.now + .days(5)
        bench.end(.retry, .failed)
        bench.settle()
        #expect(bench.started.count == 1, "the first is tried again")
        #expect(bench.stored.count == 1, "the second waits for its next attempt")
    }

    @Test("after the clock was set back by days, new deliveries are as young as they are")
    func back() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a")
        bench.end(.delivered)
        bench.now = bench.now + .days(-30)
        bench.hand("a")
        bench.end(.retry, .failed)
        guard case .pending? = bench.settled.last?.change else {
            Issue.record("a delivery of this minute is too old")
            return
        }
    }

    @Test("a clock that jumps ahead and back again does not keep a delivery for ever")
    func aheadAndBack() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a")
        bench.now = bench.now + .days(3650)
        bench.tell(.tick)
        bench.now = bench.now + .days(-3650)
        for _ in 0..<600 where !bench.started.isEmpty || !bench.stored.isEmpty {
            while !bench.started.isEmpty { bench.end(.retry, .failed) }
            bench.live(.hours(1))
        }
        #expect(bench.stored.isEmpty && bench.started.isEmpty)
    }

    @Test("probes of an open breaker go round over what waits")
    func rotation() {
        var policy = DeliveryPolicy()
        policy.retry.jitter = 0
        var bench = Bench(targets: ["a": policy])
        bench.hand("a", count: 13)
        for _ in 0..<13 { bench.end(.retry, .failed) }
        bench.settle()
        var probed: Set<DeliveryID> = []
        for _ in 0..<6 {
            bench.live(.minutes(11))
            guard let probe = bench.started.first else { continue }
            #expect(bench.started.count == 1)
            probed.insert(probe.leased.delivery.id)
            bench.end(.retry, .failed)
        }
        #expect(probed.count >= 5)
    }
}
