/// One HTTP request made for a delivery, as it is kept.
package struct Attempt: Equatable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Carried the message.
        case message
        /// Asked the target for whom the message is, before it.
        case lookup
    }

    /// 1 for the first. A lookup has that of the message that it came before; one that failed, so
    /// that no message followed, has a number of its own.
    package var number: Int
    package var kind: Kind
    package var startedAt: Timestamp
    package var tookMilliseconds: Int64
    /// Nil when no answer came.
    package var status: Int?
    package var outcome: Outcome
    /// The beginning of the answer's body, redacted, at most `Limits.snippetStoredBytes`.
    package var snippet: String

    package init(
        number: Int, kind: Kind = .message, startedAt: Timestamp, tookMilliseconds: Int64,
        status: Int?, outcome: Outcome, snippet: String
    ) {
        self.number = number
        self.kind = kind
        self.startedAt = startedAt
        self.tookMilliseconds = tookMilliseconds
        self.status = status
        self.outcome = outcome
        self.snippet = snippet
    }
}
