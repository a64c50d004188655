package import Model

/// Whether a target is sent to, and why not. One word, one reason; stored, so that it survives a
/// restart.
package struct Standing: Equatable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        /// As fast as policy allows. Becomes any of the others.
        case sending
        /// Its breaker is open: one attempt now and then. Becomes sending, blocked or paused.
        case probing
        /// Someone must fix it; one attempt every ten minutes. Becomes sending or paused.
        case blocked
        /// A person stopped it. Becomes sending when a person resumes it.
        case paused
    }

    package var state: State
    package var since: Timestamp
    package var reason: Reason?
    /// Who paused or resumed it; empty when the gateway itself changed the state.
    package var by: String
    /// No attempt before this moment (Retry-After, next probe).
    package var notBefore: Timestamp?

    package init(
        _ state: State, since: Timestamp, reason: Reason? = nil, by: String = "",
        notBefore: Timestamp? = nil
    ) {
        self.state = state
        self.since = since
        self.reason = reason
        self.by = by
        self.notBefore = notBefore
    }
}
