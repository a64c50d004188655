import Model

/// Slack's words for incoming webhooks: the body's word first, then the status.
///
/// Success is 200 with the body `ok`; anything else is none. Sources:
/// https://docs.slack.dev/changelog/2016/05/17/changes-to-errors-for-incoming-webhooks and
/// https://docs.slack.dev/apis/web-api/rate-limits; words not on those pages are from public
/// clients.
enum SlackAnswer {
    static func outcome(of response: OutboundResponse, now: Timestamp) -> Outcome {
        let word = word(of: response.body)
        if word == "ok", response.status == 200 { return .delivered }
        if let (verdict, reason) = words[word] {
            return outcome(verdict, reason, word, response, now)
        }
        let status = "HTTP \(response.status)"
        switch response.status {
        case 200...299:
            // Something answered, and perhaps Slack behind it has taken the message.
            return Outcome(
                .retry, TargetReason.slackUnexpectedAnswer.reason(detail: status),
                isAmbiguous: true)
        case 404, 410:
            return Outcome(.block, TargetReason.slackWebhookDisabled.reason(detail: status))
        case 429: return outcome(.retry, .slackRateLimited, status, response, now)
        case 500...599: return outcome(.retry, .slackTrouble, status, response, now)
        default: return StatusVerdict.outcome(of: response, now: now)
        }
    }

    private static func outcome(
        _ verdict: Outcome.Class, _ reason: TargetReason, _ detail: String,
        _ response: OutboundResponse, _ now: Timestamp
    ) -> Outcome {
        Outcome(
            verdict, reason.reason(detail: detail),
            retryAfter: verdict == .retry
                ? RetryAfter.span(in: response.headers, now: now) : nil)
    }

    /// The answer's word: the whole body, or `error` of a JSON answer. Empty when it is neither.
    private static func word(of body: [UInt8]) -> String {
        guard body.count <= 1024 else { return "" }
        if let document = try? JSONDocument(body), document.root.kind == .object {
            return document.root.member("error")?.string ?? ""
        }
        let text = String(decoding: body, as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static let words: [String: (Outcome.Class, TargetReason)] = [
        "invalid_payload": (.dead, .slackMessageRefused),
        "user_not_found": (.dead, .slackMessageRefused),
        "no_text": (.dead, .slackMessageRefused),
        "invalid_blocks": (.dead, .slackMessageRefused),
        "invalid_blocks_format": (.dead, .slackMessageRefused),
        "too_many_attachments": (.dead, .slackMessageRefused),
        "msg_too_long": (.dead, .slackMessageRefused),
        "action_prohibited": (.block, .slackPostingForbidden),
        "posting_to_general_channel_denied": (.block, .slackPostingForbidden),
        "invalid_token": (.block, .slackWebhookDisabled),
        "channel_not_found": (.block, .slackChannelUnusable),
        "channel_is_archived": (.block, .slackChannelUnusable),
        "no_active_hooks": (.block, .slackWebhookDisabled),
        "no_service": (.block, .slackWebhookDisabled),
        "no_service_id": (.block, .slackWebhookDisabled),
        "no_team": (.block, .slackWebhookDisabled),
        "team_disabled": (.block, .slackWebhookDisabled),
        "rollup_error": (.retry, .slackTrouble),
        "rate_limited": (.retry, .slackRateLimited),
        "ratelimited": (.retry, .slackRateLimited),
    ]
}
