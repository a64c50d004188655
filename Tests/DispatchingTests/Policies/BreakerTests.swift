import Dispatching
import Model
import Testing

@Suite("Breaker")
struct BreakerTests {
    private let policy = BreakerPolicy()

    @Test("ten failures in a row open it, nine do not")
    func inARow() {
        var breaker = Breaker()
        for _ in 0..<9 {
            let opened = breaker.noteBad(policy, isProbe: false, at: .zero)
            #expect(!opened)
        }
        let opened = breaker.noteBad(policy, isProbe: false, at: .zero)
        #expect(opened)
        #expect(breaker.probeAt == Timestamp.zero + .seconds(30))
    }

    @Test("half of twenty attempts within a minute open it")
    func halfOfTwenty() {
        var breaker = Breaker()
        var opened = false
        for index in 0..<20 {
            let now = Timestamp(seconds: Int64(index))
            if index % 2 == 0 {
                _ = breaker.noteGood(at: now)
            } else {
                opened = breaker.noteBad(policy, isProbe: false, at: now)
            }
        }
        #expect(opened)
    }

    @Test("the same failures spread over longer do not open it")
    func spread() {
        var breaker = Breaker()
        for index in 0..<100 {
            let now = Timestamp(seconds: Int64(index) * 10)
            if index % 2 == 0 {
                _ = breaker.noteGood(at: now)
            } else {
                let opened = breaker.noteBad(policy, isProbe: false, at: now)
                #expect(!opened)
            }
        }
    }

    @Test("each failed probe doubles the wait, up to ten minutes; others count for nothing")
    func doubling() {
        var breaker = Breaker(openUntil: .zero, wait: .seconds(30))
        for wait in [60, 120, 240, 480, 600, 600] as [Int64] {
            let late = breaker.noteBad(policy, isProbe: false, at: .zero)
            #expect(!late)
            _ = breaker.noteBad(policy, isProbe: true, at: .zero)
            #expect(breaker.probeAt == Timestamp(seconds: wait))
        }
    }

    @Test("one success closes it, and old failures are forgotten")
    func closing() {
        var breaker = Breaker()
        for _ in 0..<10 { _ = breaker.noteBad(policy, isProbe: false, at: .zero) }
        let closed = breaker.noteGood(at: .zero)
        #expect(closed)
        #expect(!breaker.isOpen)
        let opened = breaker.noteBad(policy, isProbe: false, at: .zero)
        #expect(!opened)
    }
}
