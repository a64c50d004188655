package import Model

/// What a `CurlTransport` is built with; the same for all shards.
package struct CurlSettings: Sendable {
    /// Transfers on their way at once, in this transport. More still works, but then each finished
    /// one may close a kept connection, which is slow (`CURLMOPT_MAXCONNECTS` counts busy ones
    /// too).
    package var inFlightMax = Limits.inFlightMax
    /// A kept connection is not used again when it is older than this, so that a moved name is
    /// noticed.
    package var connectionLifetime = Milliseconds.minutes(10)
    /// … or when it was idle for this long.
    package var connectionIdle = Milliseconds.minutes(2)
    /// Sent unless the request names its own.
    package var userAgent = "signalbox"
    /// Kept of a response's body; the rest is counted.
    package var snippetBytes = Limits.responseSnippetBytes
    /// Reading a response's body stops here; the answer still counts by its status.
    package var readBytesMax = Limits.responseReadBytes
    /// Of all header fields of one answer, interim ones included; more is a malformed answer.
    package var headerBytesMax = Limits.responseHeaderBytesMax

    package init() {}
}
