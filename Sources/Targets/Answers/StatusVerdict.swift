import Model

/// What a status that is not 2xx means when the kind has no words of its own (design section 8).
enum StatusVerdict {
    static func outcome(of response: OutboundResponse, now: Timestamp) -> Outcome {
        let status = response.status
        let reason = reason(response)
        let text = reason.reason(detail: "HTTP \(status)")
        switch reason {
        case .redirect, .notFound, .methodNotAllowed:
            return Outcome(.dead, text, isContextual: true)
        case .unauthorized, .paymentRequired, .forbidden, .proxyAuthentication, .gone:
            return Outcome(.block, text)
        case .requestTimeout, .tooEarly, .tooManyRequests, .idempotencyConflict, .serverError,
            .unexpectedStatus:
            return Outcome(
                .retry, text, retryAfter: RetryAfter.span(in: response.headers, now: now),
                // A gateway that lost its server cannot know what the server took.
                isAmbiguous: [500, 502, 504].contains(status))
        default: return Outcome(.dead, text)
        }
    }

    private static func reason(_ response: OutboundResponse) -> TargetReason {
        switch response.status {
        case 300...399: .redirect
        case 400: .badRequest
        case 401: .unauthorized
        case 402: .paymentRequired
        case 403: .forbidden
        case 404: .notFound
        case 405: .methodNotAllowed
        case 406: .notAcceptable
        case 407: .proxyAuthentication
        case 408: .requestTimeout
        case 409: isIdempotencyConflict(response) ? .idempotencyConflict : .conflict
        case 410: .gone
        case 411: .lengthRequired
        case 413: .payloadTooLarge
        case 414: .urlRefusedAsTooLong
        case 415: .unsupportedMediaType
        case 422: .unprocessable
        case 425: .tooEarly
        case 429: .tooManyRequests
        case 431: .headersTooLarge
        case 400...499: .clientError
        case 500...599: .serverError
        default: .unexpectedStatus
        }
    }

    /// Whether a 409 speaks of our Idempotency-Key: a copy is still being worked on.
    /// Source: draft-ietf-httpapi-idempotency-key-header section 2.6.
    private static func isIdempotencyConflict(_ response: OutboundResponse) -> Bool {
        String(decoding: response.body, as: UTF8.self).lowercased().contains("idempotency")
    }
}
