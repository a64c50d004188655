import Dispatching
import Model
import Testing

@Suite("Dispatcher: targets that are not sent to")
struct StandingTests {
    private func state(_ bench: Bench) -> TargetState? { bench.standings.last?.standing.state }

    /// Answers a claim with `count` due deliveries and more behind them.
    private func claimed(_ bench: inout Bench, _ target: String, count: Int) {
        let deliveries = (0..<count).map { _ in bench.delivery(target, attempts: 1) }
        bench.tell(.claimed(ClaimAnswer(deliveries: deliveries, nextDue: [target: bench.now])))
    }

    @Test(
        "ten failures open the breaker; the queue goes to the store; one probe goes out at a time")
    func breaker() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 40)
        for _ in 0..<10 { bench.end(.retry, .failed) }
        #expect(state(bench) == .probing)
        #expect(bench.started.count == 3, "those on their way end")
        #expect(bench.dispatcher.heldCount == 3)
        #expect(bench.admitted["a"] == 0)
        for _ in 0..<3 { bench.end(.retry, .failed) }
        bench.tell(.recorded(bench.settled))
        bench.claims = []
        bench.pass(.seconds(29))
        #expect(bench.claims.isEmpty)
        bench.pass(.seconds(1))
        #expect(bench.claims.count == 1)
        claimed(&bench, "a", count: 8)
        #expect(bench.started.count == 1)
        #expect(bench.dispatcher.heldCount == 1)
        bench.end(.delivered)
        #expect(state(bench) == .sending)
        #expect(bench.admitted["a"] ?? 0 > 0)
    }

    @Test("a target that is added sends, and those that were there keep their state")
    func added() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 10)
        for _ in 0..<10 { bench.end(.retry, .failed) }
        #expect(state(bench) == .probing)
        let count = bench.standings.count
        bench.tell(
            .moreTargets(
                ["a", "b"].map { TargetPlan(name: $0, policy: DeliveryPolicy()) }))
        #expect(!bench.standings[count...].contains { $0.target == "a" })
        bench.started = []
        bench.hand("b", count: 1)
        #expect(bench.started.map(\.leased.delivery.target) == ["b"])
        // Left out of the next whole list: gone like any other.
        bench.configure(["a": DeliveryPolicy()])
        bench.started = []
        bench.hand("b", count: 1)
        #expect(bench.started.isEmpty)
    }

    @Test("a failed probe doubles the wait")
    func failedProbe() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 14)
        for _ in 0..<13 { bench.end(.retry, .failed) }
        bench.tell(.recorded(bench.settled))
        bench.pass(.seconds(30))
        claimed(&bench, "a", count: 1)
        bench.end(.retry, .failed)
        #expect(bench.standings.last?.standing.notBefore == bench.now + .minutes(1))
    }

    @Test("a revoked key blocks the target; its delivery returns; a later success recovers it")
    func block() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 6)
        bench.end(.block, status: 401)
        #expect(state(bench) == .blocked)
        #expect(
            bench.settled.first?.change
                == .pending(dueAt: bench.now, excusedMilliseconds: 0))
        for _ in 0..<3 { bench.end(.block, status: 401) }
        #expect(bench.settled.allSatisfy { if case .pending = $0.change { true } else { false } })
        bench.tell(.recorded(bench.settled))
        bench.claims = []
        bench.pass(.minutes(9))
        #expect(bench.claims.isEmpty)
        bench.pass(.minutes(1))
        #expect(bench.claims.count == 1)
        claimed(&bench, "a", count: 2)
        #expect(bench.started.count == 1)
        bench.end(.delivered)
        #expect(state(bench) == .sending)
    }

    @Test("five deaths in a row block the target instead of emptying its queue")
    func deaths() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 10)
        for _ in 0..<8 where !bench.started.isEmpty { bench.end(.dead, status: 400) }
        #expect(bench.settled.filter { $0.change == .burying }.count == 4)
        #expect(state(bench) == .blocked)
        #expect(bench.standings.last?.standing.reason?.code == "rejects_everything")
    }

    @Test("what cannot be made five times in a row waits, and others are tried each second")
    func unsendable() throws {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 6)
        for _ in 0..<5 { bench.end(.dead, .unsendable) }
        #expect(bench.settled.filter { $0.change == .burying }.count == 4)
        #expect(state(bench) == .blocked)
        #expect(bench.standings.last?.standing.reason?.code == "messages_unsendable")
        let later = bench.now + Limits.blockedProbeWait
        #expect(dueAt(bench.settled.last) == later, "it makes way")
        bench.tell(.waiting(["a"]))
        for good in [false, true] {
            bench.started = []
            bench.claims = []
            bench.pass(.seconds(1))
            try #require(!bench.claims.isEmpty)
            claimed(&bench, "a", count: 1)
            #expect(bench.started.count == 1)
            if good { bench.end(.delivered) } else { bench.end(.dead, .unsendable) }
        }
        #expect(state(bench) == .sending)
    }

    private func dueAt(_ settlement: Settlement?) -> Timestamp? {
        guard case .pending(let due, _) = settlement?.change else { return nil }
        return due
    }

    @Test("time in which the target was blocked does not make a delivery too old")
    func excused() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        let waiting = bench.delivery("a", attempts: 1)
        bench.hand("a")
        bench.end(.block, status: 401)
        bench.pass(.hours(100))
        bench.tell(.waiting(["a"]))
        bench.tell(.resume(target: "a", by: "kim"))
        bench.tell(.claimed(ClaimAnswer(deliveries: [waiting])))
        #expect(bench.started.count == 1)
        bench.end(.retry, .failed)
        guard case .pending(_, let excused) = bench.settled.last?.change else {
            Issue.record("the delivery was given up")
            return
        }
        #expect(excused == Milliseconds.hours(100).count)
    }

    @Test("a person pauses and resumes; what was queued waits in the store meanwhile")
    func pause() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 10)
        bench.tell(.pause(target: "a", reason: "", by: "kim"))
        #expect(bench.standings.last?.standing.by == "kim")
        let since = bench.standings.last?.standing.since
        bench.now = bench.now + .seconds(1)
        bench.tell(.pause(target: "a", reason: "moving house", by: "kim"))
        #expect(bench.standings.last?.standing.reason?.message == "moving house")
        #expect(bench.standings.last?.standing.since == since)
        #expect(bench.settled.count == 6)
        bench.end(.delivered)
        bench.tell(.recorded(bench.settled))
        bench.claims = []
        bench.pass(.hours(5))
        #expect(bench.started.count == 3)
        #expect(bench.claims.isEmpty)
        bench.tell(.resume(target: "a", by: "lee"))
        #expect(state(bench) == .sending)
        #expect(bench.claims.count == 1)
    }

    @Test("a pause says why; pausing again changes the reason and nothing else")
    func pauseReason() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.tell(.pause(target: "a", by: "kim"))
        #expect(bench.standings.last?.standing.reason == .paused(""))
        let since = bench.standings.last?.standing.since
        bench.now = bench.now + .minutes(1)
        bench.tell(.pause(target: "a", reason: "the team moves house", by: "lee"))
        #expect(
            bench.standings.last?.standing
                == Standing(
                    .paused, since: since ?? .zero, reason: .paused("the team moves house"),
                    by: "kim"))
        let told = bench.standings.count
        bench.tell(.pause(target: "a", by: "kim"))
        #expect(bench.standings.count == told)
    }

    @Test(
        "a stored state is honoured after a restart",
        arguments: [
            Standing(.paused, since: .zero, reason: .paused(""), by: "kim"),
            Standing(
                .blocked, since: .zero, reason: Reason(code: "x", message: "y"),
                notBefore: .distantFuture),
            Standing(.probing, since: .zero, notBefore: .distantFuture),
            Standing(.sending, since: .zero, notBefore: .distantFuture),
        ])
    func restart(standing: Standing) {
        var bench = Bench()
        bench.tell(
            .targets([TargetPlan(name: "a", policy: DeliveryPolicy(), standing: standing)]))
        bench.hand("a")
        #expect(bench.claims.isEmpty)
        #expect(bench.started.isEmpty)
        #expect(bench.settled.count == 1)
    }

    @Test("a removed target's deliveries go back to the store; when it returns, they are asked for")
    func removed() {
        var bench = Bench(targets: ["a": DeliveryPolicy(), "b": DeliveryPolicy()])
        bench.hand("a", count: 10)
        bench.configure(["b": DeliveryPolicy()])
        #expect(bench.settled.count == 6)
        bench.end(.delivered)
        #expect(bench.settled.last?.change == .delivered)
        bench.tell(.recorded(bench.settled))
        bench.hand("a")
        #expect(bench.settled.count == 8)
        #expect(bench.started.count == 3)
        bench.claims = []
        bench.configure(["a": DeliveryPolicy(), "b": DeliveryPolicy()])
        #expect(bench.claims.first?["a"] != nil)
    }

    @Test("a target that comes back is in the state that was stored meanwhile")
    func comesBack() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.tell(.pause(target: "a", by: "kim"))
        bench.configure([:])
        let sending = Standing(.sending, since: bench.now, by: "lee")
        bench.tell(
            .targets([TargetPlan(name: "a", policy: DeliveryPolicy(), standing: sending)]))
        bench.hand("a")
        #expect(bench.started.count == 1)
    }

    @Test("what could not be made for want of something here counts for nothing, and waits")
    func postponed() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 40)
        let standing = state(bench)
        let begun = bench.started.count + Limits.postponedInARowMax - 1
        while !bench.started.isEmpty { bench.end(.retry, .postponed) }
        #expect(bench.settled.count == begun, "the others need not all find out")
        #expect(state(bench) == standing, "the breaker has not seen it")
        for settlement in bench.settled {
            #expect(settlement.attempt == nil)
            #expect(
                settlement.change
                    == .pending(
                        dueAt: bench.now + Limits.postponedWait,
                        excusedMilliseconds: Limits.postponedWait.count))
        }
        bench.pass(Limits.postponedWait)
        #expect(!bench.started.isEmpty)
        bench.end(.delivered)
        bench.end(.retry, .postponed)
        #expect(!bench.started.isEmpty, "one alone is about its event")
    }
}
