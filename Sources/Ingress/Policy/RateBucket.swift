import Model
import Synchronization
import Verification

/// Counts requests against a rate: the generic cell rate algorithm, one number for all threads.
/// As many as the rate says may come at once; then they are let in as they would trickle out.
/// Source: https://www.itu.int/rec/T-REC-I.371 annex A (virtual scheduling).
final class RateBucket: Sendable {
    /// When the next request would be on time, in microseconds.
    private let nextMicroseconds = Atomic<Int64>(.min)

    /// Nil: it may pass, and counts. Else: how long until one may.
    func take(_ rate: SourceRate, now: Timestamp) -> Milliseconds? {
        let now = now.milliseconds * 1000
        let span = rate.per.count * 1000
        let interval = max(1, span / Int64(rate.count))
        var seen = nextMicroseconds.load(ordering: .relaxed)
        while true {
            let next = max(seen, now) + interval
            // The rate may have become smaller, or the clock been put back: never longer than that.
            if seen != .min, next - now > span, seen - now <= 2 * span {
                return Milliseconds((next - now - span + 999) / 1000)
            }
            let new = seen != .min && seen - now > 2 * span ? now + interval : next
            let (done, current) = nextMicroseconds.compareExchange(
                expected: seen, desired: new, ordering: .relaxed)
            if done { return nil }
            seen = current
        }
    }
}
