import Dispatching
import Testing

@Suite("Adaptive concurrency")
struct AdaptiveConcurrencyTests {
    @Test("it grows with success to its maximum and no further")
    func growth() {
        var concurrency = AdaptiveConcurrency(start: 4, most: 32)
        #expect(concurrency.limit == 4)
        for _ in 0..<4 { concurrency.noteGood(busy: 4) }
        #expect(concurrency.limit == 5)
        for _ in 0..<2000 { concurrency.noteGood(busy: concurrency.limit) }
        #expect(concurrency.limit == 32)
    }

    @Test("a target that is not kept busy proves nothing")
    func idle() {
        var concurrency = AdaptiveConcurrency(start: 4, most: 32)
        for _ in 0..<1000 { concurrency.noteGood(busy: 1) }
        #expect(concurrency.limit == 4)
    }

    @Test("timeouts halve it once per flight, down to one")
    func shrinking() {
        var concurrency = AdaptiveConcurrency(start: 16, most: 32)
        for token in 1...16 as ClosedRange<UInt64> {
            concurrency.noteTimeout(of: AttemptToken(token), next: AttemptToken(17))
        }
        #expect(concurrency.limit == 8)
        for token in 17...40 as ClosedRange<UInt64> {
            concurrency.noteTimeout(of: AttemptToken(token), next: AttemptToken(token + 1))
        }
        #expect(concurrency.limit == 1)
    }

    @Test("a smaller maximum holds at once")
    func reload() {
        var concurrency = AdaptiveConcurrency(start: 16, most: 32)
        concurrency.setMost(3)
        #expect(concurrency.limit == 3)
    }
}
