import Model
import Testing

@testable import Dispatching

@Suite("Dispatcher: bounds")
struct BoundsTests {
    @Test("a target that let an attempt time out gives back what it cannot use soon")
    func slow() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 64)
        #expect(bench.dispatcher.heldCount == 64)
        bench.end(.retry, .timedOut)
        #expect(bench.dispatcher.heldCount <= 8)
        #expect(bench.settled.count == 64 - bench.dispatcher.heldCount)
        let admitted = bench.admitted["a"] ?? 64
        #expect(admitted <= 8)
        bench.end(.delivered)
        #expect((bench.admitted["a"] ?? 0) >= 32)
    }

    @Test("a target that has not answered for seconds gives back what it holds, before a timeout")
    func quiet() {
        var bench = Bench(targets: ["a": DeliveryPolicy()])
        bench.hand("a", count: 64)
        bench.pass(.seconds(2))
        bench.tell(.waiting(["a"]))
        #expect(bench.dispatcher.heldCount == 64)
        bench.pass(.seconds(2))
        bench.tell(.waiting(["a"]))
        #expect(bench.dispatcher.heldCount <= 8)
        #expect(bench.started.count == 4)
    }

    @Test("a paced target leaves no timer behind for each of its attempts")
    func timers() {
        var policy = DeliveryPolicy()
        policy.rate = Rate(count: 10, per: .seconds(1))
        var bench = Bench(targets: ["a": policy])
        bench.hand("a")
        bench.end(.retry, .failed)
        bench.tell(.recorded(bench.settled))
        for _ in 0..<2_000 {
            bench.settled = []
            bench.hand("a", count: 1)
            bench.hand("a", count: 1)
            bench.pass(Milliseconds(200))
            while !bench.started.isEmpty { bench.end(.delivered) }
            bench.tell(.recorded(bench.settled))
            if !bench.claims.isEmpty {
                bench.claims = []
                let later = bench.now + .hours(24)
                bench.tell(.claimed(ClaimAnswer(nextDue: ["a": later])))
            }
        }
        #expect(bench.dispatcher.timerCount < 300)
    }
}
