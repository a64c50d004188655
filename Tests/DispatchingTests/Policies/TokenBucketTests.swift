import Dispatching
import Model
import Testing

@Suite("Token bucket")
struct TokenBucketTests {
    /// Starts whenever it may, as a dispatcher would; moments of all starts within `span`.
    private func starts(_ rate: Rate, span: Int64, from: Int64 = 0) -> [Int64] {
        var bucket = TokenBucket(rate)
        var now = Timestamp(milliseconds: from)
        var starts: [Int64] = []
        while now.milliseconds < from + span {
            if let moment = bucket.readyAt(now) {
                #expect(moment > now)
                now = moment
            } else {
                bucket.take()
                starts.append(now.milliseconds)
            }
        }
        return starts
    }

    @Test(
        "over every span of the rate's time there are no more attempts than it allows",
        arguments: [
            Rate(count: 1, per: .seconds(1)), Rate(count: 50, per: .seconds(1)),
            Rate(count: 7, per: .seconds(3)), Rate(count: 200, per: .seconds(1)),
            Rate(count: 3, per: .minutes(1)),
        ])
    func neverAbove(rate: Rate) {
        let starts = starts(rate, span: rate.per.count * 5)
        for (index, start) in starts.enumerated() {
            let within = starts[index...].prefix { $0 < start + rate.per.count }
            #expect(within.count <= rate.count)
        }
        // And it is not much slower than allowed either.
        #expect(starts.count >= rate.count * 5 * 9 / 10)
    }

    @Test("a fast rate is kept to within half a percent")
    func fast() {
        let starts = starts(Rate(count: 5000, per: .seconds(1)), span: 1000)
        #expect((4975...5025).contains(starts.count))
    }

    @Test("what was not used is not saved up")
    func noSaving() {
        var bucket = TokenBucket(Rate(count: 10, per: .seconds(1)))
        _ = bucket.readyAt(.zero)
        let later = Timestamp(seconds: 3600)
        #expect(bucket.readyAt(later) == nil)
        bucket.take()
        #expect(bucket.readyAt(later) == later + Milliseconds(100))
    }
}
