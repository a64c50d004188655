package import Model

/// How a target's deliveries are attempted (design section 8). Every value can be set per target.
package struct DeliveryPolicy: Equatable, Sendable {
    package var retry = RetryPolicy()
    /// Requests to this target on their way at once, at most.
    package var concurrencyMax = 32
    /// Adaptive concurrency begins here.
    package var concurrencyStart = 4
    /// Attempts per time; nil: as fast as concurrency allows. Where deliveries name a destination
    /// inside the target, and the target shares no pace, it holds for each destination.
    package var rate: Rate?
    package var breaker = BreakerPolicy()
    /// Targets with the same word share pace and shard; nil: the target alone.
    package var paceWith: String?
    package var orderByRun = false
    /// Once the first delivery of a lane has failed for this long, the next ones may pass it; nil:
    /// they wait for as long as it takes.
    package var laneSkipAfter: Milliseconds?

    package init() {}
}

package struct Rate: Equatable, Sendable {
    package var count: Int
    package var per: Milliseconds

    /// `count` ≥ 1, `per` > 0.
    package init(count: Int, per: Milliseconds) {
        precondition(count >= 1 && per > .zero)
        self.count = count
        self.per = per
    }
}

package struct RetryPolicy: Equatable, Sendable {
    /// Waits between attempts, each ±`jitter`; the last repeats.
    package var schedule: [Milliseconds] = [
        .seconds(5), .seconds(30), .minutes(2), .minutes(10), .minutes(30), .hours(1), .hours(2),
        .hours(4), .hours(8), .hours(12), .hours(24),
    ]
    /// 0…1.
    package var jitter = 0.2
    /// No retry begins later than this after the delivery's creation; time blocked or paused
    /// does not count.
    package var maxAge = Milliseconds.hours(72)
    /// At most this many attempts; nil: until `maxAge`.
    package var attemptsMax: Int?
    package var retryAfterMax = Milliseconds.hours(1)

    package init() {}
}

package struct BreakerPolicy: Equatable, Sendable {
    /// Opens after this many failures in a row …
    package var failuresInARow = 10
    /// … or when half of at least this many attempts failed within a minute.
    package var attemptsPerMinuteMin = 20
    /// First wait before a probe; doubles up to `probeWaitMax`.
    package var probeWait = Milliseconds.seconds(30)
    package var probeWaitMax = Milliseconds.minutes(10)

    package init() {}
}
