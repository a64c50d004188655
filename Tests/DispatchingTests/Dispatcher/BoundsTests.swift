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
}
