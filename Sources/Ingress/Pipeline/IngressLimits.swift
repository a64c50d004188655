package import Model

/// The bounds of one listener; defaults are those of `Limits`. A body's own limit is its source's.
package struct IngressLimits: Sendable {
    /// Names and values of all header fields, and the path.
    package var headerBytesMax = Limits.headerBytesMax
    /// Fields are objects with a cost of their own; senders have about twenty.
    package var headerFieldsMax = 200
    /// From a request's head to the end of its body; also how long a connection may be silent.
    package var requestTime = Limits.requestTime
    /// Bodies that have come and are not answered yet, over all requests.
    package var bodiesInFlightBytesMax = Limits.bodiesInFlightBytesMax
    /// A longer body that is not wanted ends the connection instead of being skipped.
    package var skippedBytesMax = 64 << 10
    /// How long a connection stays half open after an answer that ends it, so that the sender reads
    /// the answer instead of a reset (RFC 9112 section 9.6).
    package var lingerTime = Milliseconds.seconds(2)

    /// Open connections; more wait in the kernel until one ends, which silent ones do after
    /// `requestTime`. Each takes a file descriptor, which the store and targets need too.
    package var connectionsMax = 10_000

    package init() {}
}
