/// What a target answered, as much of it as is kept.
package struct OutboundResponse: Sendable {
    package var status: Int
    package var packedHeaders: PackedHeaders
    /// The first `Limits.responseSnippetBytes` bytes, or as many as the request asked for.
    package var body: [UInt8]
    /// How long the body was as far as it was read; reading stops at `Limits.responseReadBytes`.
    package var bodyBytes: Int
    package var timings: TransferTimings

    package init(
        status: Int, packedHeaders: PackedHeaders, body: [UInt8], bodyBytes: Int,
        timings: TransferTimings
    ) {
        self.status = status
        self.packedHeaders = packedHeaders
        self.body = body
        self.bodyBytes = bodyBytes
        self.timings = timings
    }

    package init(
        status: Int, headers: HeaderList = HeaderList(), body: [UInt8] = [], bodyBytes: Int? = nil,
        timings: TransferTimings = TransferTimings()
    ) {
        self.init(
            status: status, packedHeaders: PackedHeaders(headers), body: body,
            bodyBytes: bodyBytes ?? body.count, timings: timings)
    }

    /// The header fields as text; made anew at each use.
    package var headers: HeaderList { packedHeaders.list }
}

/// Where the time of one transfer went; microseconds from its start. 0: did not come to that.
package struct TransferTimings: Equatable, Sendable {
    package var resolvedMicroseconds: Int64 = 0
    package var connectedMicroseconds: Int64 = 0
    package var firstByteMicroseconds: Int64 = 0
    package var totalMicroseconds: Int64 = 0
    package var connectionReused = false

    package init() {}
}

/// Why no usable answer came.
package struct TransportFailure: Error, Equatable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case nameNotResolved = "name_not_resolved"
        /// The address guard said no: see `detail` for the rule and how to allow it.
        case addressRefused = "address_refused"
        case connectionRefused = "connection_refused"
        case connectTimeout = "connect_timeout"
        case tls = "tls_failed"
        case timeout = "timeout"
        case tooSlow = "too_slow"
        /// The connection broke after the request began.
        case connectionLost = "connection_lost"
        /// The answer is not HTTP, or lies about its length.
        case malformedResponse = "malformed_response"
        case proxyFailed = "proxy_failed"
        /// The request cannot be sent as it stands (an invalid URL); trying again will not help.
        case unsendable = "unsendable"
        /// We gave it up: shutdown.
        case cancelled = "cancelled"
    }

    package var kind: Kind
    /// One line for people; without URL, credentials or payload.
    package var detail: String
    /// The target may have received the whole request: a repetition can be a second copy.
    package var mayHaveBeenReceived: Bool
    package var timings: TransferTimings

    package var isTimeout: Bool { [.timeout, .connectTimeout, .tooSlow].contains(kind) }

    package init(
        _ kind: Kind, detail: String = "", mayHaveBeenReceived: Bool = false,
        timings: TransferTimings = TransferTimings()
    ) {
        self.kind = kind
        self.detail = detail
        self.mayHaveBeenReceived = mayHaveBeenReceived
        self.timings = timings
    }
}

/// How one transfer ended.
package typealias TransferResult = Result<OutboundResponse, TransportFailure>
