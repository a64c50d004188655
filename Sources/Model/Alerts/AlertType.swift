/// What an alert is about: the type of its event, and of routes that ask for it.
package enum AlertType: String, CaseIterable, Sendable {
    /// A target, or a destination inside one, has to be fixed by somebody.
    case targetBlocked = "target.blocked"
    /// It sends again after having been blocked or probed.
    case targetRecovered = "target.recovered"
    /// A target fails, and is tried now and then.
    case breakerOpen = "breaker.open"
    /// Deliveries were given up.
    case deadLettersRising = "dead_letters.rising"
    case deadLettersUnwritable = "dead_letters.unwritable"
    /// Deliveries have waited for longer than `backlog_older_than`, or too many wait.
    case backlogOld = "backlog.old"
    /// No event for longer than a source's `expect_every`.
    case sourceSilent = "source.silent"
    /// Much of what a source sends is refused.
    case sourceRefused = "source.refused"
    case diskLow = "disk.low"
    /// Files were read again and refused; the old ones stay in force.
    case reloadFailed = "reload.failed"
    /// A secret, or the listener's certificate, ends soon.
    case secretExpiring = "secret.expiring"
}
