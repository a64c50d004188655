package import Model

/// When a delivery is tried again, or that it is not.
///
/// Default schedule, after attempt:   1    2     3    4     5     6    7    8    9    10    11…
///                            wait:   5 s  30 s  2 m  10 m  30 m  1 h  2 h  4 h  8 h  12 h  24 h
/// each ±20 %. A Retry-After counts when it asks for longer, up to `retryAfterMax`.
package struct RetrySchedule: Sendable {
    package enum Next: Equatable, Sendable {
        case at(Timestamp)
        /// Given up, and why.
        case never(Reason)
    }

    /// The wait after `attempts` attempts, without jitter.
    package static func wait(_ policy: RetryPolicy, afterAttempts attempts: Int) -> Milliseconds {
        guard let last = policy.schedule.last else { return .seconds(5) }
        let index = max(0, attempts - 1)
        return index < policy.schedule.count ? policy.schedule[index] : last
    }

    /// The moment after which no retry begins.
    package static func deadline(
        _ policy: RetryPolicy, createdAt: Timestamp, excused: Milliseconds
    ) -> Timestamp {
        createdAt + policy.maxAge + min(max(excused, .zero), Limits.excusedMax)
    }

    /// `attempts`: how many were made, the one that just failed included.
    package static func next(
        _ policy: RetryPolicy, createdAt: Timestamp, excused: Milliseconds, attempts: Int,
        retryAfter: Milliseconds?, now: Timestamp, using generator: inout some RandomNumberGenerator
    ) -> Next {
        if let most = policy.attemptsMax, attempts >= most {
            return .never(.attemptsUsedUp(attempts))
        }
        let jitter = min(max(policy.jitter, 0), 1)
        let wait = wait(policy, afterAttempts: attempts)
            .scaled(by: 1 + jitter * Double.random(in: -1...1, using: &generator))
        let asked = cappedRetryAfter(policy, retryAfter) ?? .zero
        let due = now + max(wait, asked, Milliseconds(1))
        guard due <= deadline(policy, createdAt: createdAt, excused: excused) else {
            return .never(.tooOld(policy.maxAge))
        }
        return .at(due)
    }

    /// Nil when nothing was asked for, or a moment that has passed.
    package static func cappedRetryAfter(
        _ policy: RetryPolicy, _ retryAfter: Milliseconds?
    ) -> Milliseconds? {
        guard let retryAfter, retryAfter > .zero else { return nil }
        return min(retryAfter, policy.retryAfterMax)
    }
}
