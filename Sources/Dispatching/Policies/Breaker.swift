package import Model

/// Stops attempts to a target that keeps failing, and lets one through now and then.
///
///     closed ──failures──▶ open(wait) ──wait passed──▶ one probe ──good──▶ closed
///                            ▲                            │
///                            └────── wait doubled ◀──bad──┘
package struct Breaker: Sendable {
    package enum State: Equatable, Sendable {
        /// Everything may go.
        case closed
        /// Nothing before `probeAt`; then one attempt. `wait` is what led to `probeAt`.
        case open(probeAt: Timestamp, wait: Milliseconds)
    }

    package private(set) var state = State.closed
    package private(set) var failuresInARow = 0
    private var minute = MinuteCount()

    package init() {}

    /// As it was before a restart.
    package init(openUntil probeAt: Timestamp, wait: Milliseconds) {
        state = .open(probeAt: probeAt, wait: wait)
    }

    package var isOpen: Bool { state != .closed }

    /// When the next probe may begin; nil while closed.
    package var probeAt: Timestamp? {
        if case .open(let probeAt, _) = state { probeAt } else { nil }
    }

    /// What led to `probeAt`: the next wait is twice as long.
    package var wait: Milliseconds? {
        if case .open(_, let wait) = state { wait } else { nil }
    }

    /// The target took a message, or at least answered sensibly. True: this closed the breaker.
    package mutating func noteGood(at now: Timestamp) -> Bool {
        failuresInARow = 0
        guard isOpen else {
            minute.note(failed: false, at: now)
            return false
        }
        state = .closed
        minute = MinuteCount()
        return true
    }

    /// An attempt failed. True: this opened the breaker, or moved the next probe.
    ///
    /// While it is open only the probe's failure counts: others were on their way already.
    package mutating func noteBad(
        _ policy: BreakerPolicy, isProbe: Bool, at now: Timestamp
    ) -> Bool {
        switch state {
        case .open(_, let wait):
            guard isProbe else { return false }
            let longer = min(wait.scaled(by: 2), policy.probeWaitMax)
            state = .open(probeAt: now + longer, wait: longer)
            return true
        case .closed:
            failuresInARow += 1
            minute.note(failed: true, at: now)
            let (attempts, failures) = minute.sums(at: now)
            guard
                failuresInARow >= policy.failuresInARow
                    || (attempts >= policy.attemptsPerMinuteMin && failures * 2 >= attempts)
            else { return false }
            state = .open(probeAt: now + policy.probeWait, wait: policy.probeWait)
            return true
        }
    }
}

/// Attempts and failures of the last minute, in six steps of ten seconds.
private struct MinuteCount: Sendable {
    private static let stepMilliseconds: Int64 = 10_000
    private var steps = [(step: Int64, attempts: Int, failures: Int)](
        repeating: (-1, 0, 0), count: 6)

    mutating func note(failed: Bool, at now: Timestamp) {
        let step = max(0, now.milliseconds) / Self.stepMilliseconds
        let index = Int(step % Int64(steps.count))
        if steps[index].step != step { steps[index] = (step, 0, 0) }
        steps[index].attempts += 1
        if failed { steps[index].failures += 1 }
    }

    func sums(at now: Timestamp) -> (attempts: Int, failures: Int) {
        let step = max(0, now.milliseconds) / Self.stepMilliseconds
        var sums = (attempts: 0, failures: 0)
        for entry in steps where entry.step > step - Int64(steps.count) && entry.step >= 0 {
            sums.attempts += entry.attempts
            sums.failures += entry.failures
        }
        return sums
    }
}
