package import Model

/// Keeps a rate: attempts are spread evenly, and what was not used is not saved up.
///
/// Over any span of `rate.per` at most `count` attempts begin, plus what five milliseconds are
/// worth (timers are no finer): nothing extra at up to 200 per second, half a percent above.
package struct TokenBucket: Sendable {
    package private(set) var rate: Rate
    /// One attempt costs `rate.per` of these, one millisecond brings `rate.count`.
    private var level: Int64
    private var filledAt: Timestamp?

    package init(_ rate: Rate) {
        self.rate = rate
        level = rate.per.count
    }

    private var most: Int64 { max(rate.per.count, 5 * Int64(rate.count)) }

    /// Nil when an attempt may begin now, else when.
    package mutating func readyAt(_ now: Timestamp) -> Timestamp? {
        fill(now)
        guard level < rate.per.count else { return nil }
        let count = Int64(rate.count)
        return now + Milliseconds((rate.per.count - level + count - 1) / count)
    }

    /// Call only when `readyAt` said nil.
    package mutating func take() {
        precondition(level >= rate.per.count)
        level -= rate.per.count
    }

    /// Without having asked whether it may begin; the next ones begin that much later.
    package mutating func takeMore() { level -= rate.per.count }

    private mutating func fill(_ now: Timestamp) {
        if let filledAt {
            let elapsed = max(0, (now - filledAt).count)
            let (gain, overflow) = elapsed.multipliedReportingOverflow(by: Int64(rate.count))
            level = overflow || gain > most ? most : min(most, level + gain)
        }
        filledAt = now
    }
}
