import Model

extension KindDefinition {
    /// Workflows ("When a Teams webhook request is received") and the older connectors take the
    /// same card. A connector reports throttling within a 200:
    /// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
    static let teams = KindDefinition(
        name: "teams", title: "Microsoft Teams", group: .chat,
        documentation: "https://learn.microsoft.com/microsoftteams/platform/"
            + "webhooks-and-connectors/how-to/connectors-using",
        base: .webhook, bodyBytesMax: Limits.teamsBodyBytesMax, body: .message(.teams),
        answers: {
            var answers = AnswerRules()
            let inside = "Microsoft Teams endpoint returned HTTP error"
            answers.rules = [
                .init(.success.text("\(inside) 429"), .retry, .targetThrottled),
                .init(.success.text(inside), .retry, .targetTrouble),
                .init(.status(404), .block, .targetEndpointDisabled),
                .init(.status(429), .retry, .targetThrottled),
            ]
            return answers
        }(), textKey: "text",
        // 60 in 30 s, 100 in an hour: the burst's rate, since the hour's says when it is full.
        pace: (1, .seconds(1)),
        ownKeys: [
            .init(
                "text", .message(.markdown, max: Limits.teamsTextMax),
                "A template in Markdown, values escaped; unset: a card for each milestone.")
        ])

    /// https://discord.com/developers/docs/resources/webhook#execute-webhook: without `wait` a
    /// message that was not saved gives no error. Ten thousand 401, 403 or 429 in ten minutes ban
    /// the address, so the first stops the target.
    static let discord = KindDefinition(
        name: "discord", title: "Discord webhook", group: .chat,
        documentation: "https://discord.com/developers/docs/resources/webhook#execute-webhook",
        base: .webhook, parameters: [("wait", "true")], body: .message(.discord),
        answers: {
            var answers = AnswerRules()
            answers.rules = [
                .init(.status(401), .block, .targetCredentialRefused),
                .init(.status(403), .block, .targetCredentialRefused),
                .init(.status(404), .block, .targetEndpointDisabled),
                .init(.status(429), .retry, .targetThrottled),
            ]
            answers.waits = [.body("/retry_after"), .header("X-RateLimit-Reset-After")]
            return answers
        }(), textKey: "text", pace: (5, .seconds(2)),
        ownKeys: [
            .init(
                "text", .message(.markdown, max: Limits.discordTextMax),
                "A template in Discord's Markdown, values escaped; unset: a message for each "
                    + "milestone. Nobody is mentioned."),
            .init("username", .constant, "In place of the webhook's own name."),
        ])

    /// https://developers.google.com/workspace/chat/quickstart/webhooks and, for the limits,
    /// https://developers.google.com/workspace/chat/limits: 60 writes a minute for each space.
    static let googleChat = KindDefinition(
        name: "google-chat", title: "Google Chat webhook", group: .chat,
        documentation: "https://developers.google.com/workspace/chat/quickstart/webhooks",
        base: .webhook, contentType: "application/json; charset=UTF-8",
        body: .message(.googleChat),
        answers: {
            var answers = AnswerRules()
            answers.rules = [
                .init(.status(401), .block, .targetCredentialRefused),
                .init(.status(403), .block, .targetCredentialRefused),
                .init(.status(404), .block, .targetEndpointDisabled),
                .init(.status(429), .retry, .targetThrottled),
            ]
            return answers
        }(), textKey: "text", pace: (1, .seconds(1)),
        ownKeys: [
            .init(
                "text", .message(.googleChat, max: Limits.slackTextMax),
                "A template in Google Chat's format; unset: a card for each milestone.")
        ])
}
