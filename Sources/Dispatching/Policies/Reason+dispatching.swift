package import Model

/// The reasons that the dispatcher itself gives. Codes are listed in docs/errors.md.
extension Reason {
    package static func attemptsUsedUp(_ count: Int) -> Reason {
        Reason(
            code: "attempts_used_up", message: "\(count) attempts failed, and no more are allowed",
            advice: "fix the target, then redrive the dead letter")
    }

    package static func tooOld(_ age: Milliseconds) -> Reason {
        Reason(
            code: "too_old", message: "it could not be delivered within \(age)",
            advice: "fix the target, then redrive the dead letter")
    }

    /// What a person said who paused a target; may be empty.
    package static func paused(_ words: String) -> Reason {
        Reason(code: "paused", message: words.isEmpty ? "paused by hand" : words)
    }

    package static func resumedSlowly(_ rate: Rate) -> Reason {
        Reason(
            code: "resumed_slowly",
            message: "not faster than \(rate.count) in \(rate.per) until what waited is gone",
            advice: "resume it without a rate to go at full pace")
    }

    package static let stale = Reason(
        code: "stale", message: "it was not worth sending any more (stale_after)")

    package static func breakerOpen(_ trouble: Reason) -> Reason {
        Reason(
            code: "breaker_open",
            message: "too many attempts failed; the last one: \(trouble.message)",
            advice: trouble.advice.isEmpty
                ? "nothing, if the target comes back by itself" : trouble.advice)
    }

    package static func deathsInARow(_ count: Int, last trouble: Reason) -> Reason {
        Reason(
            code: "rejects_everything",
            message: "it refused \(count) messages in a row; the last one: \(trouble.message)",
            advice: "check the target's address and its message, then resume it")
    }

    package static func unsendableInARow(_ count: Int, last trouble: Reason) -> Reason {
        Reason(
            code: "messages_unsendable",
            message: "\(count) messages in a row could not be made; the last one: "
                + trouble.message,
            advice: "correct the target's message: what waits is made anew")
    }

    package static let shuttingDown = Reason(
        code: "shutdown", message: "the gateway was stopping")

    package static let retryAfterAsked = Reason(
        code: "retry_after", message: "the target asked to wait")
}
