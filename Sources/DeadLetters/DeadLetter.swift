package import Model

/// A delivery given up on, with everything needed to understand it and to send it again.
package struct DeadLetter: Sendable {
    package var delivery: Delivery
    package var event: Event
    /// Why it was given up.
    package var reason: Reason
    /// Oldest first.
    package var attempts: [Attempt]
    package var diedAt: Timestamp
    /// The configuration by which it was attempted last.
    package var configurationVersion: String
    /// A shell command that repeats its request; empty when none could be made.
    package var curl: String

    package init(
        delivery: Delivery, event: Event, reason: Reason, attempts: [Attempt], diedAt: Timestamp,
        configurationVersion: String, curl: String
    ) {
        self.delivery = delivery
        self.event = event
        self.reason = reason
        self.attempts = attempts
        self.diedAt = diedAt
        self.configurationVersion = configurationVersion
        self.curl = curl
    }

    /// Where its line belongs, below the dead-letter folder: `<target>/<yyyy-mm-dd>.ndjson`, by the
    /// UTC day on which it died.
    package var file: String { "\(TargetFolder.name(of: delivery.target))/\(diedAt.day).ndjson" }
}
