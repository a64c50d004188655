package import Model

/// Every reason that this module gives, with its stable code, text and advice. `docs/errors.md`
/// mirrors this list; a test holds that codes are unique and in `snake_case`.
package enum TargetReason: String, Sendable, CaseIterable {
    case delivered = "delivered"

    // No request could be made: dead before any attempt.
    case headerControlByte = "header_control_byte"
    case urlDotSegment = "url_dot_segment"
    case urlPartEmpty = "url_part_empty"
    case urlTooLong = "url_too_long"
    case bodyNotJSON = "body_not_json"
    case templateTooLarge = "template_too_large"
    case messageEmpty = "message_empty"
    case transformationFailed = "transformation_failed"
    case transformationNoOutput = "transformation_no_output"
    case transformationNotJSON = "transformation_not_json"
    case transformationLimit = "transformation_limit"
    /// Not the event's fault: tried again.
    case transformationUnavailable = "transformation_unavailable"

    // No usable answer came. Codes are those of `TransportFailure.Kind`.
    case nameNotResolved = "name_not_resolved"
    case addressRefused = "address_refused"
    case connectionRefused = "connection_refused"
    case connectTimeout = "connect_timeout"
    case tlsFailed = "tls_failed"
    case timeout = "timeout"
    case tooSlow = "too_slow"
    case connectionLost = "connection_lost"
    case malformedResponse = "malformed_response"
    case proxyFailed = "proxy_failed"
    case unsendable = "unsendable"
    case cancelled = "cancelled"

    /// With `after_ambiguous: dead`.
    case ambiguousFailure = "ambiguous_failure"
    /// With `after_ambiguous: wait`.
    case waitsForPerson = "waits_for_person"

    // The status says it.
    case redirect = "http_redirect"
    case badRequest = "http_bad_request"
    case unauthorized = "http_unauthorized"
    case paymentRequired = "http_payment_required"
    case forbidden = "http_forbidden"
    case notFound = "http_not_found"
    case methodNotAllowed = "http_method_not_allowed"
    case notAcceptable = "http_not_acceptable"
    case proxyAuthentication = "http_proxy_authentication"
    case requestTimeout = "http_request_timeout"
    case conflict = "http_conflict"
    case idempotencyConflict = "http_idempotency_conflict"
    case gone = "http_gone"
    case lengthRequired = "http_length_required"
    case payloadTooLarge = "http_payload_too_large"
    case urlRefusedAsTooLong = "http_uri_too_long"
    case unsupportedMediaType = "http_unsupported_media_type"
    case unprocessable = "http_unprocessable"
    case tooEarly = "http_too_early"
    case tooManyRequests = "http_too_many_requests"
    case headersTooLarge = "http_headers_too_large"
    case clientError = "http_client_error"
    case serverError = "http_server_error"
    case unexpectedStatus = "http_unexpected_status"

    // The target's own `success_when`, `block_when`, `dead_when` and `retry_when`.
    case answerNoSuccess = "answer_no_success"
    case answerSaysBlock = "answer_says_block"
    case answerSaysDead = "answer_says_dead"
    case answerSaysRetry = "answer_says_retry"

    // Kinds that know their vendor.
    case identifierMissing = "identifier_missing"
    case identifierUnusable = "identifier_unusable"
    case messageTooLong = "message_too_long"
    case candidateFound = "candidate_found"
    case candidateNotFound = "candidate_not_found"
    case candidateNotUnique = "candidate_not_unique"
    case candidatesTooMany = "candidates_too_many"
    case targetMessageRefused = "target_message_refused"
    case targetCandidateUnknown = "target_candidate_unknown"
    case targetCredentialRefused = "target_credential_refused"
    case targetEndpointDisabled = "target_endpoint_disabled"
    case targetThrottled = "target_throttled"
    case targetTrouble = "target_trouble"
    case targetUnexpectedAnswer = "target_unexpected_answer"

    // Slack's own words.
    case oauthRefused = "oauth_refused"
    case oauthFailed = "oauth_failed"
    case slackThreadGone = "slack_thread_gone"
    case slackMessageRefused = "slack_message_refused"
    case slackPostingForbidden = "slack_posting_forbidden"
    case slackChannelUnusable = "slack_channel_unusable"
    case slackWebhookDisabled = "slack_webhook_disabled"
    case slackRateLimited = "slack_rate_limited"
    case slackTrouble = "slack_trouble"
    case slackUnexpectedAnswer = "slack_unexpected_answer"

    package var code: String { rawValue }

    /// The reason as it is stored and shown. `detail` must be safe to log.
    package func reason(detail: String = "") -> Reason {
        let (message, advice) = text
        return Reason(
            code: code, message: detail.isEmpty ? message : "\(message): \(detail)", advice: advice)
    }
}
