import Dispatching
import Model
import Testing

@Suite("Dispatcher: lanes that are held up")
struct LaneTests {
    private func policy(_ wait: Milliseconds?) -> DeliveryPolicy {
        var policy = DeliveryPolicy()
        policy.orderByRun = true
        policy.laneSkipAfter = wait
        policy.retry.jitter = 0
        return policy
    }

    /// Fails the lane's first for `time`; how many of its records let the others pass.
    private func passes(_ policy: DeliveryPolicy, for time: Milliseconds) -> (Bench, Int) {
        var bench = Bench(targets: ["a": policy, "b": policy])
        bench.tell(.handedOver([bench.delivery("a", lane: "run")]))
        var passes = 0
        let end = bench.now + time
        while bench.now < end {
            while !bench.started.isEmpty {
                bench.end(.retry, .failed)
                passes += bench.settled.count { $0.leavesLane }
            }
            bench.live(.seconds(30))
        }
        return (bench, passes)
    }

    @Test("the first of a lane lets the others pass when it has failed for as long as is said")
    func skip() {
        let (bench, passes) = passes(policy(.minutes(10)), for: .minutes(30))
        #expect(passes == 1)
        #expect(bench.stored.count == 1, "it stays queued")
        #expect(bench.stored.first?.delivery.lane == nil)
    }

    @Test("one that waits for a person lets the others pass at once, where they may pass at all")
    func person() {
        for (wait, leaves) in [(Milliseconds.minutes(10), true), (nil, false)] {
            var bench = Bench(targets: ["a": policy(wait)])
            bench.tell(.handedOver([bench.delivery("a", lane: "run")]))
            var outcome = Outcome(.retry, Reason(code: "lost", message: ""), isAmbiguous: true)
            outcome.waitsForPerson = true
            let report = AttemptReport(.failed, outcome, startedAt: bench.now)
            bench.tell(.finished(bench.started[0].token, report))
            #expect(
                bench.settled.map(\.change)
                    == [.pending(dueAt: .whenToldTo, excusedMilliseconds: 0)])
            #expect(bench.settled.map(\.leavesLane) == [leaves])
        }
    }

    @Test("it is tried once more at that time, however long the schedule would wait")
    func lastTry() {
        var policy = policy(.minutes(10))
        policy.retry.schedule = [.hours(5)]
        let (bench, passes) = passes(policy, for: .minutes(11))
        #expect(passes == 1)
        #expect(bench.stored.first?.attempts == 2)
        #expect((bench.stored.first?.dueAt ?? .zero) > bench.now + .hours(4))
    }

    @Test("without a time the others wait")
    func wait() {
        #expect(passes(policy(nil), for: .hours(10)).1 == 0)
    }

    @Test("deliveries without a lane are not concerned")
    func noLane() {
        var bench = Bench(targets: ["a": policy(.minutes(10))])
        bench.hand("a")
        bench.end(.retry, .failed)
        #expect(bench.settled.first?.leavesLane == false)
        guard case .pending(let due, _)? = bench.settled.first?.change else { return }
        #expect(due == bench.now + .seconds(5))
    }
}
