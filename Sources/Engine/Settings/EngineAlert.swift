package import Model

/// Something a person should know about. Delivered on an engine thread: be quick, do not block.
package enum EngineAlert: Equatable, Sendable {
    /// Someone must fix it; its queue is kept.
    case targetBlocked(target: String, reason: Reason)
    /// It failed too often; probes go on by themselves.
    case breakerOpen(target: String, reason: Reason)
    /// It sends again after having been blocked or probed.
    case targetRecovered(target: String, after: TargetState)
    /// The dead-letter folder cannot be written; deliveries wait as `burying`.
    case deadLettersUnwritable(String)
    /// It can be written again.
    case deadLettersWritable
}
