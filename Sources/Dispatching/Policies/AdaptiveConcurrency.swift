import Model

/// How many requests to a target may be on their way: finds out what the target can take.
///
/// Grows by one each time as many requests succeeded as are allowed at once (so it doubles in
/// about as many round trips as TCP's congestion avoidance would); halves on a timeout, once per
/// flight.
package struct AdaptiveConcurrency: Sendable {
    /// At least 1.
    package private(set) var limit: Int
    package private(set) var most: Int
    private var successes = 0
    /// Timeouts of attempts that began before the last halving say nothing new.
    private var firstCounting = AttemptToken(0)

    package init(start: Int, most: Int) {
        self.most = max(1, most)
        limit = min(max(1, start), self.most)
    }

    /// `busy`: how many were on their way, this one included. A target that is not kept busy says
    /// nothing about what it could take.
    package mutating func noteGood(busy: Int) {
        guard limit < most, busy * 2 > limit else { return }
        successes += 1
        if successes >= limit {
            limit += 1
            successes = 0
        }
    }

    /// `next`: the token that the next attempt will get.
    package mutating func noteTimeout(of attempt: AttemptToken, next: AttemptToken) {
        guard attempt.value >= firstCounting.value else { return }
        limit = max(1, limit / 2)
        successes = 0
        firstCounting = next
    }

    /// After a reload.
    package mutating func setMost(_ most: Int) {
        self.most = max(1, most)
        limit = min(limit, self.most)
    }
}
