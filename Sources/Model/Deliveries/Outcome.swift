/// How an attempt ended. A failed delivery is data, not an error.
package struct Outcome: Equatable, Sendable {
    package enum Class: String, Sendable, CaseIterable {
        /// The target accepted it.
        case delivered
        /// Trouble that passes: try again later.
        case retry
        /// This message will never work here.
        case dead
        /// The target or destination is at fault: someone must fix it.
        case block
    }

    package var `class`: Class
    /// Says why; for `delivered` its code is `delivered`.
    package var reason: Reason
    /// What the target asked for, already turned into a span from now; not yet capped.
    package var retryAfter: Milliseconds?
    /// The target may have received the message although no good answer came.
    package var isAmbiguous: Bool
    /// Only with `dead`: the answer alone does not say whose fault it is (404, 405, 3xx of a plain
    /// `http` target: a rollout answers so too). It is the message's fault, and final, if the
    /// target succeeded lately; else it is to be treated as `retry`, for an hour at most, and
    /// only then as dead. Who knows the target's successes, the dispatcher, decides (design
    /// section 8).
    package var isContextual: Bool
    /// Only with `block`: the delivery's destination is at fault, not the target as a whole (an
    /// archived channel, while the key works).
    package var concernsDestination: Bool
    /// Only with `retry`: a person says whether it is tried again.
    package var waitsForPerson = false

    package init(
        _ class: Class, _ reason: Reason, retryAfter: Milliseconds? = nil,
        isAmbiguous: Bool = false, isContextual: Bool = false, concernsDestination: Bool = false
    ) {
        precondition(!concernsDestination || `class` == .block, "only a block has a place")
        precondition(!isContextual || `class` == .dead, "only a death can depend on the context")
        self.class = `class`
        self.reason = reason
        self.retryAfter = retryAfter
        self.isAmbiguous = isAmbiguous
        self.isContextual = isContextual
        self.concernsDestination = concernsDestination
    }

    package static let delivered = Outcome(
        .delivered, Reason(code: "delivered", message: "the target accepted it"))
}

/// Why something ended as it did: a stable code, a line for people, and what they can do.
/// Safe to log: no secret, no payload.
package struct Reason: Hashable, Sendable {
    /// Stable, `snake_case`, from a bounded set; `docs/errors.md` lists them.
    package var code: String
    package var message: String
    /// What to do about it; empty when there is nothing to do.
    package var advice: String

    package init(code: String, message: String, advice: String = "") {
        self.code = code
        self.message = message
        self.advice = advice
    }
}
