import Model
import Verification

/// Why a request is not taken. The raw value is the metric's `reason`.
package enum Refusal: String, CaseIterable, Hashable, Sendable {
    case notFound = "not_found"
    case unknownSource = "unknown_source"
    case sourceDisabled = "source_disabled"
    case methodNotAllowed = "method_not_allowed"
    case headersTooLarge = "headers_too_large"
    case bodyTooLarge = "body_too_large"
    case tooManyHops = "too_many_hops"
    case missingCredentials = "missing_credentials"
    case wrongCredentials = "wrong_credentials"
    case staleTimestamp = "stale_timestamp"
    case malformedSignature = "malformed_signature"
    /// A token signed with a key that it names and the source does not have.
    case unknownKey = "unknown_key"
    /// The right secret or key, after its end.
    case expiredSecret = "expired_secret"
    /// Not one of the source's `allow_from`.
    case addressNotAllowed = "address_not_allowed"
    /// Verified, but more than the source's `rate`.
    case rateLimited = "rate_limited"
    /// Its address failed too often: it gets no hearing for a while.
    case tooManyFailures = "too_many_failures"
    /// A secret that nobody waits for: see `Pairing`.
    case pairingClosed = "pairing_closed"
    case invalidHandshake = "invalid_handshake"
    case unsupportedMediaType = "unsupported_media_type"
    /// RFC 9112 section 6.1: what another coding hides was never read.
    case unsupportedTransferCoding = "unsupported_transfer_coding"
    case malformedJSON = "malformed_json"
    case jsonTooDeep = "json_too_deep"
    case jsonTooManyValues = "json_too_many_values"
    case invalidIdentity = "invalid_identity"
    case invalidCloudEvent = "invalid_cloud_event"
    /// More events in one request than are taken as one unit.
    case batchTooLarge = "batch_too_large"
    /// Fewer bytes came than were announced, or the framing broke.
    case incompleteBody = "incomplete_body"
    case requestTimeout = "request_timeout"
    case tooManyBodies = "too_many_bodies"
    case storeUnavailable = "store_unavailable"
    case shuttingDown = "shutting_down"
    case diskLow = "disk_low"
    case backlogFull = "backlog_full"

    init(_ refusal: Verdict.Refusal) {
        self =
            switch refusal {
            case .missingCredentials: .missingCredentials
            case .wrongCredentials: .wrongCredentials
            case .unknownKey: .unknownKey
            case .expiredSecret: .expiredSecret
            case .staleTimestamp: .staleTimestamp
            case .malformedSignature: .malformedSignature
            }
    }

    package var status: Int {
        switch self {
        case .notFound, .unknownSource: 404
        case .sourceDisabled, .pairingClosed, .addressNotAllowed: 403
        case .methodNotAllowed: 405
        case .headersTooLarge: 431
        case .bodyTooLarge, .batchTooLarge: 413
        case .tooManyHops: 508
        case .missingCredentials, .wrongCredentials, .staleTimestamp, .malformedSignature,
            .unknownKey, .expiredSecret:
            401
        case .rateLimited, .tooManyFailures: 429
        case .unsupportedMediaType: 415
        case .malformedJSON, .jsonTooDeep, .jsonTooManyValues, .invalidIdentity, .incompleteBody,
            .invalidHandshake, .invalidCloudEvent:
            400
        case .requestTimeout: 408
        case .unsupportedTransferCoding: 501
        case .tooManyBodies, .storeUnavailable, .shuttingDown, .diskLow, .backlogFull: 503
        }
    }

    /// The code in the answer. Says no more than the raw value, and for 401 nothing about why.
    package var code: String { status == 401 ? "unauthorized" : rawValue }

    /// The problem's title (RFC 9457 section 3.1.3): the same for every occurrence.
    var title: String {
        switch self {
        case .notFound: "Nothing is here"
        case .unknownSource: "No source has this name"
        case .sourceDisabled: "The source is disabled"
        case .methodNotAllowed: "This method is not answered here"
        case .headersTooLarge: "The header fields are too large"
        case .bodyTooLarge: "The body is too large"
        case .tooManyHops: "The request passed through too many relays"
        case .missingCredentials, .wrongCredentials, .staleTimestamp, .malformedSignature,
            .unknownKey, .expiredSecret:
            "Not authorized"
        case .addressNotAllowed: "This address may not send here"
        case .rateLimited: "The source sends more than it may"
        case .tooManyFailures: "Too many requests from this address were refused"
        case .pairingClosed: "Nobody waits for a secret of this source"
        case .invalidHandshake: "The handshake cannot be answered"
        case .unsupportedMediaType: "The body's media type is not taken"
        case .unsupportedTransferCoding: "Of transfer codings only chunked is taken"
        case .malformedJSON: "The body is not JSON"
        case .jsonTooDeep: "The body is nested too deeply"
        case .jsonTooManyValues: "The body has too many values"
        case .invalidCloudEvent: "The event is no CloudEvent of version 1.0"
        case .batchTooLarge: "The request brings too many events"
        case .invalidIdentity: "The event's type or an id cannot be taken"
        case .incompleteBody: "The body did not come whole"
        case .requestTimeout: "The request took too long to arrive"
        case .tooManyBodies: "Too much is on its way at once"
        case .storeUnavailable: "The event could not be stored"
        case .shuttingDown: "The gateway is shutting down"
        case .diskLow: "The gateway's disk is nearly full"
        case .backlogFull: "Too many deliveries wait already"
        }
    }

    /// For `Retry-After`, in seconds; nil when trying again would not help.
    var retryAfterSeconds: Int? {
        switch self {
        case .tooManyBodies: 1
        case .shuttingDown: 2
        case .storeUnavailable: 5
        case .backlogFull: 10
        case .diskLow: 30
        default: nil
        }
    }

    /// What is left of the request may be long, or is not what it seems.
    var closesConnection: Bool {
        switch self {
        case .headersTooLarge, .bodyTooLarge, .incompleteBody, .requestTimeout, .tooManyBodies,
            .shuttingDown, .unsupportedTransferCoding, .tooManyFailures:
            true
        default: false
        }
    }

    /// RFC 9457, with the code as a member of its own.
    func answer(detail: String? = nil) -> IngressAnswer {
        var json = JSONWriter()
        json.object { json in
            json.member("type", "about:blank")
            json.member("title", title)
            json.member("status", status)
            json.member("code", code)
            if let detail { json.member("detail", detail) }
        }
        var headers = [IngressAnswer.Header("content-type", "application/problem+json")]
        if let retryAfterSeconds {
            headers.append(.init("retry-after", String(retryAfterSeconds)))
        }
        return IngressAnswer(
            status: status, headers: headers, body: json.bytes,
            closesConnection: closesConnection, refusal: self)
    }
}
