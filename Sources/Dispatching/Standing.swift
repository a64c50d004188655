package import Model

/// Whether a target, or a destination inside it, is sent to, and why not. One word, one reason;
/// stored, so that it survives a restart.
package struct Standing: Equatable, Sendable {
    package var state: TargetState
    package var since: Timestamp
    package var reason: Reason?
    /// Who paused or resumed it; empty when the gateway itself changed the state.
    package var by: String
    /// No attempt before this moment (Retry-After, next probe).
    package var notBefore: Timestamp?
    /// Which of the target's destinations it is about; empty: the target as a whole.
    package var destination = ""
    /// While probing: the wait that led to `notBefore`; the next one is twice as long.
    package var probeWait: Milliseconds?
    /// At most so fast until what waited is gone: as a person said who resumed it.
    package var slowly: Rate?
    /// When it was blocked or paused before.
    package var stops: [Stop] = []

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
