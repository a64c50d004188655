/// Whether a target, or a destination inside it, is sent to. Stored, so that it survives a restart.
package enum TargetState: String, Sendable, CaseIterable {
    /// As fast as policy allows. Becomes any of the others.
    case sending
    /// Its breaker is open: one attempt now and then. Becomes sending, blocked or paused.
    case probing
    /// Someone must fix it; one attempt every ten minutes. Becomes sending or paused.
    case blocked
    /// A person stopped it. Becomes sending when a person resumes it.
    case paused
}
