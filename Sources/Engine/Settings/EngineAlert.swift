package import Model

/// Something a person should know about. Delivered on an engine thread: be quick, do not block.
package enum EngineAlert: Equatable, Sendable {
    /// Someone must fix it; its queue is kept.
    case targetBlocked(TargetPlace, reason: Reason)
    /// It failed too often; probes go on by themselves.
    case breakerOpen(TargetPlace, reason: Reason)
    /// It sends again after having been blocked or probed.
    case targetRecovered(TargetPlace, after: TargetState)
    /// A person stopped it while it was blocked or probed.
    case targetPaused(TargetPlace)
    /// A delivery was given up, and its line is written. `source`: of its event.
    case deadLetter(TargetPlace, source: String, reason: Reason)
    /// The dead-letter folder cannot be written; deliveries wait as `burying`.
    case deadLettersUnwritable(String)
    /// It can be written again.
    case deadLettersWritable
}
