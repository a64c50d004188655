import Dispatching
import Model
import Testing

@Suite("Dispatcher: what survives a stop, and going on after it")
struct ResumeTests {
    private func restarted(_ old: Bench, _ policy: DeliveryPolicy = DeliveryPolicy()) -> Bench {
        var bench = Bench()
        bench.now = old.now
        bench.stored = old.stored
        bench.tell(
            .targets([
                TargetPlan(name: "a", policy: policy, standing: old.standings.last?.standing)
            ]))
        return bench
    }

    @Test("resumed slowly, it sends at that rate until what waited is gone, then as usual")
    func slowly() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.tell(.pause(target: "a", by: "kim"))
        bench.stored = (0..<10).map { _ in bench.delivery("a") }
        bench.tell(.waiting(["a"]))
        bench.pass(.hours(1))
        let rate = Rate(count: 1, per: .seconds(1))
        bench.tell(.resume(target: "a", by: "kim", slowly: rate))
        #expect(bench.standings.last?.standing.slowly == rate)
        #expect(bench.standings.last?.standing.reason == .resumedSlowly(rate))
        for second in 1...10 {
            bench.live(.zero)
            #expect(bench.started.count == 1, "second \(second)")
            bench.end(.delivered)
            bench.live(.seconds(1))
        }
        bench.settle()
        #expect(bench.standings.last?.standing.slowly == nil)
        #expect(bench.standings.last?.standing.reason == nil)
        #expect(bench.standings.last?.standing.state == .sending)
        bench.hand("a", count: 4)
        #expect(bench.started.count == 4)
    }

    @Test("a slow resume goes on slowly after a restart")
    func slowlyRestarted() {
        var old = Bench(targets: ["a": DeliveryPolicy()])
        old.tell(.pause(target: "a", by: "kim"))
        old.stored = (0..<10).map { _ in old.delivery("a") }
        old.tell(.waiting(["a"]))
        old.tell(.resume(target: "a", by: "kim", slowly: Rate(count: 1, per: .minutes(1))))
        var bench = restarted(old)
        bench.settle()
        #expect(bench.started.count == 1)
        bench.live(.minutes(1))
        #expect(bench.started.count == 2)
    }

    @Test("time that a target was stopped in the past is remembered across restarts")
    func excused() {
        var old = Bench(targets: ["a": DeliveryPolicy()])
        let waiting = old.delivery("a", attempts: 1)
        old.tell(.pause(target: "a", by: "kim"))
        old.pass(.hours(100))
        old.tell(.resume(target: "a", by: "kim"))
        old.stored = [waiting]
        var bench = restarted(old)
        bench.settle()
        #expect(bench.started.count == 1, "72 hours have passed, but it is not too old")
        bench.end(.retry, .failed)
        guard case .pending(_, let excused)? = bench.settled.last?.change else {
            Issue.record("the delivery was given up")
            return
        }
        #expect(excused == Milliseconds.hours(100).count)
    }

    @Test("no delivery is excused for more than fourteen days")
    func cap() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        let waiting = bench.delivery("a", attempts: 1)
        bench.tell(.pause(target: "a", by: "kim"))
        bench.pass(.days(18))
        bench.tell(.resume(target: "a", by: "kim"))
        bench.stored = [waiting]
        bench.tell(.waiting(["a"]))
        bench.settle()
        #expect(bench.started.isEmpty)
        #expect(bench.standings.last?.standing.stops.count == 1)
    }

    @Test("an open breaker keeps its doubled wait across a restart")
    func breaker() {
        var old = Bench(targets: ["a": DeliveryPolicy()])
        old.hand("a", count: 13)
        for _ in 0..<13 { old.end(.retry, .failed) }
        for _ in 0..<3 {
            old.live(old.standings.last!.standing.notBefore! - old.now)
            old.end(.retry, .failed)
        }
        #expect(old.standings.last?.standing.probeWait == .minutes(4))
        var bench = restarted(old)
        bench.settle()
        bench.live(.minutes(4) + Milliseconds(-1))
        #expect(bench.started.isEmpty)
        bench.stored = [bench.delivery("a")]
        bench.tell(.waiting(["a"]))
        bench.live(Milliseconds(1))
        #expect(bench.started.count == 1)
        bench.end(.retry, .failed)
        #expect(bench.standings.last?.standing.probeWait == .minutes(8))
    }

    @Test("a Retry-After holds after a restart, also for a target that was paused meanwhile")
    func horizon() {
        var old = Bench(targets: ["a": DeliveryPolicy()])
        old.hand("a")
        old.end(.retry, status: 429, retryAfter: .minutes(30))
        old.tell(.pause(target: "a", by: "kim"))
        var bench = restarted(old)
        bench.tell(.resume(target: "a", by: "kim"))
        bench.hand("a")
        #expect(bench.started.isEmpty)
        bench.live(.minutes(31))
        #expect(bench.started.count == 1)
    }

    @Test("a target's state is told when it changes, not for each delivery")
    func rareWrites() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        for round in 0..<500 {
            bench.hand("a")
            bench.end(round.isMultiple(of: 7) ? .retry : .delivered, .answered, status: 500)
        }
        #expect(bench.standings.isEmpty)
    }
}
