package import Model

/// Whether a target is sent to, and why not. One word, one reason; stored, so that it survives a
/// restart.
package struct Standing: Equatable, Sendable {
    package var state: TargetState
    package var since: Timestamp
    package var reason: Reason?
    /// Who paused or resumed it; empty when the gateway itself changed the state.
    package var by: String
    /// No attempt before this moment (Retry-After, next probe).
    package var notBefore: Timestamp?

    package init(
        _ state: TargetState, since: Timestamp, reason: Reason? = nil, by: String = "",
        notBefore: Timestamp? = nil
    ) {
        self.state = state
        self.since = since
        self.reason = reason
        self.by = by
        self.notBefore = notBefore
    }
}
