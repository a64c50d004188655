import Dispatching
import Model
import Testing

@Suite("Dispatcher: claiming")
struct ClaimingTests {
    @Test("after a start every target is asked for once; an empty store is not asked again")
    func start() {
        var bench = Bench()
        bench.configure(["a": DeliveryPolicy(), "b": DeliveryPolicy()])
        #expect(bench.claims.count == 1)
        #expect(Set(bench.claims[0].keys) == ["a", "b"])
        bench.tell(.claimed(ClaimAnswer()))
        #expect(bench.dispatcher.nextWake == nil)
        bench.pass(.hours(10))
        #expect(bench.claims.count == 1)
    }

    @Test("a retry wakes the dispatcher when it is due, and no sooner")
    func wakeUp() {
        var policy = DeliveryPolicy()
        policy.retry.jitter = 0
        var bench = Bench(targets: ["a": policy])
        bench.hand("a")
        bench.end(.retry, .failed)
        #expect(
            bench.settled.first?.change
                == .pending(dueAt: bench.now + .seconds(5), excusedMilliseconds: 0))
        #expect(bench.dispatcher.nextWake == nil, "not before the store has it")
        bench.tell(.recorded(bench.settled))
        #expect(bench.dispatcher.nextWake == bench.now + .seconds(5))
        bench.pass(Milliseconds(4_999))
        #expect(bench.claims.isEmpty)
        bench.pass(Milliseconds(1))
        #expect(bench.claims.count == 1)
    }

    @Test("a clock that is set back does not make retries wait for it")
    func clockBack() {
        var policy = DeliveryPolicy()
        policy.retry.jitter = 0
        var bench = Bench(targets: ["a": policy])
        bench.hand("a")
        bench.end(.retry, .failed)
        bench.tell(.recorded(bench.settled))
        bench.now = bench.now + .days(-365)
        bench.tell(.tick)
        bench.pass(.seconds(6))
        #expect(bench.claims.count == 1)
    }

    @Test("what came into the store while a claim was under way is claimed next")
    func race() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.tell(.waiting(["a"]))
        #expect(bench.claims.count == 1)
        bench.tell(.waiting(["a"]))
        #expect(bench.claims.count == 1, "one claim at a time")
        bench.tell(.claimed(ClaimAnswer()))
        #expect(bench.claims.count == 2)
        bench.tell(.claimed(ClaimAnswer()))
        #expect(bench.claims.count == 2)
    }

    @Test("a claim that failed is made again, later each time")
    func failing() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.tell(.waiting(["a"]))
        for (index, wait) in [200, 400, 800].enumerated() {
            bench.tell(.claimFailed)
            bench.pass(Milliseconds(Int64(wait) - 1))
            #expect(bench.claims.count == index + 1)
            bench.pass(Milliseconds(1))
            #expect(bench.claims.count == index + 2)
        }
    }

    @Test("no more is claimed than fits; a quarter of the room is kept for what comes now")
    func window() {
        var policy = DeliveryPolicy()
        policy.concurrencyMax = 4
        var bench = Bench(targets: ["a": policy])
        #expect(bench.admitted["a"] == 64)
        bench.hand("a", count: 10)
        bench.tell(.waiting(["a"]))
        #expect(bench.admitted["a"] == 16)
        #expect(bench.claims == [["a": 48]])
    }

    @Test("rows that are due but not given do not make it ask in a circle")
    func shortClaims() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.tell(.waiting(["a"]))
        let due = bench.now
        var asked = 0
        for _ in 0..<600 {
            if bench.claims.count > asked {
                asked = bench.claims.count
                bench.tell(.claimed(ClaimAnswer(nextDue: ["a": due])))
            }
            bench.pass(.seconds(1))
        }
        #expect(asked < 20)
    }

    @Test("while the memory is full of other targets' deliveries it asks less and less often")
    func deferred() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.tell(.waiting(["a"]))
        func deferClaim(_ deliveries: [LeasedDelivery] = []) {
            bench.tell(.claimed(ClaimAnswer(deliveries: deliveries, deferred: ["a"])))
        }
        for wait in [50, 100, 200, 400, 800, 800] as [Int64] {
            let asked = bench.claims.count
            deferClaim()
            bench.pass(Milliseconds(wait - 1))
            #expect(bench.claims.count == asked)
            bench.pass(Milliseconds(1))
            #expect(bench.claims.count == asked + 1)
        }
        // There is a little room again.
        deferClaim([bench.delivery("a")])
        let asked = bench.claims.count
        bench.pass(Milliseconds(50))
        #expect(bench.claims.count == asked + 1)
    }
}
