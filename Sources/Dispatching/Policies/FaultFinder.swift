package import Model

/// Decides who is at fault when a target says that it will not take a message: the message, or the
/// target (design section 8).
///
/// - A block-class answer while nothing succeeded lately: the target.
/// - The same among successes: the message is tried once more; when others have succeeded in
///   between and it is refused again, it is the message. Three such answers in a row, whatever the
///   messages: the target. So a revoked key costs no delivery, and one forbidden message blocks no
///   target.
/// - A dead-class answer: the message; the fifth in a row without a success: the target.
/// - A death that depends on the context (404, 405 and redirects of a plain `http` target) without
///   a recent success: perhaps a rollout; retried for an hour first.
package struct FaultFinder: Sendable {
    package enum Verdict: Equatable, Sendable {
        case delivered
        case retry
        /// Try this message again soon: it is not clear yet who is at fault.
        case suspect
        case dead
        case block
    }

    private var lastSuccess: Timestamp?
    private var successes: UInt64 = 0
    package private(set) var deathsInARow = 0
    private var blocksInARow = 0
    /// How many successes there had been when it became suspect.
    private var suspects: [DeliveryID: UInt64] = [:]

    package init() {}

    /// `age`: of the delivery, excused time left out.
    package mutating func judge(
        _ outcome: Outcome, delivery: DeliveryID, age: Milliseconds, now: Timestamp
    ) -> Verdict {
        switch outcome.class {
        case .delivered:
            lastSuccess = now
            successes += 1
            deathsInARow = 0
            blocksInARow = 0
            if !suspects.isEmpty { suspects[delivery] = nil }
            return .delivered
        case .retry:
            return .retry
        case .dead:
            if outcome.isContextual, !succeededLately(now), age < Limits.rolloutTime {
                return .retry
            }
            deathsInARow += 1
            return deathsInARow >= Limits.deathsInARowMax ? .block : .dead
        case .block:
            return judgeBlock(delivery, now)
        }
    }

    /// The target is blocked, or sends again: what was suspected before no longer counts.
    package mutating func reset() {
        deathsInARow = 0
        blocksInARow = 0
        lastSuccess = nil
        suspects = [:]
    }

    /// The delivery has come to its end.
    package mutating func forget(_ delivery: DeliveryID) {
        if !suspects.isEmpty { suspects[delivery] = nil }
    }

    private mutating func judgeBlock(_ delivery: DeliveryID, _ now: Timestamp) -> Verdict {
        blocksInARow += 1
        guard succeededLately(now), blocksInARow < Limits.blocksInARowMax else { return .block }
        if let then = suspects[delivery], successes > then {
            suspects[delivery] = nil
            blocksInARow = 0
            return .dead
        }
        guard suspects.count < Limits.suspectsMax else { return .block }
        suspects[delivery] = successes
        return .suspect
    }

    private func succeededLately(_ now: Timestamp) -> Bool {
        guard let lastSuccess else { return false }
        return now - lastSuccess <= Limits.successRecent
    }
}
