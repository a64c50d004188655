import Model

// Words without a page of Slack's are from public clients.
extension KindDefinition {
    /// https://docs.slack.dev/changelog/2016/05/17/changes-to-errors-for-incoming-webhooks and
    /// https://docs.slack.dev/apis/web-api/rate-limits
    static let slack = KindDefinition(
        name: "slack", title: "Slack incoming webhook", group: .chat,
        documentation:
            "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
        base: .webhook,
        foreignPaths: [
            (
                "triggers",
                "is a workflow trigger (/triggers/), not an incoming webhook (/services/); "
                    + "make an incoming webhook, or use kind: slack-workflow"
            )
        ],
        contentType: "application/json; charset=utf-8", body: .message(.slack),
        answers: slackWebhookAnswers, conflicts: [("text", "blocks")], textKey: "text",
        pace: (1, .seconds(1)), ownKeys: slackMessageKeys)

    /// https://docs.slack.dev/reference/methods/chat.postMessage
    static let slackAPI = KindDefinition(
        name: "slack-api", title: "Slack chat.postMessage", group: .chat,
        documentation: "https://docs.slack.dev/reference/methods/chat.postMessage",
        base: .fixed("https://slack.com/api"), path: "/chat.postMessage",
        credential: .authorization("token", prefix: "Bearer "),
        contentType: "application/json; charset=utf-8", body: .message(.slackAPI),
        answers: slackAPIAnswers, conflicts: [("text", "blocks")],
        needs: [(Threads.update, Threads.by)], destinationKey: "channel",
        threads: Threads(
            message: JSONPointer(tokens: ["ts"]), updatePath: "/chat.update"),
        textKey: "text", pace: (1, .seconds(1)),
        ownKeys: [
            .init("token", .secret, required: true, "A bot token, xoxb-…, with chat:write."),
            .init(
                "channel", .identifier, required: true,
                "The id of the channel; a route's `channel` comes first."),
            .init(
                Threads.by, .choice(["run"]),
                "`run`: the messages of one run stand in one thread below the first; they keep "
                    + "their order, as with `order_by: run`."),
            .init(
                Threads.update, .flag,
                "true: the run's later messages replace the first one in its place."),
        ] + slackMessageKeys)

    /// https://slack.com/help/articles/360041352714
    static let slackWorkflow = KindDefinition(
        name: "slack-workflow", title: "Slack workflow trigger", group: .chat,
        documentation: "https://slack.com/help/articles/360041352714", base: .webhook,
        foreignPaths: [
            ("services", "is an incoming webhook (/services/): use kind: slack for it")
        ],
        contentType: "application/json; charset=utf-8", body: .variables("variables"),
        answers: slackWorkflowAnswers, pace: (1, .seconds(1)),
        ownKeys: [
            .init(
                "variables", .variables(countMax: 50), required: true,
                "The workflow's variables with a template for each; nothing else is sent.")
        ])

    private static let slackMessageKeys: [KindKey] = [
        .init(
            "text", .message(.mrkdwn, max: Limits.slackTextMax),
            "A template in Slack's mrkdwn, values escaped; unset: a message for each milestone."),
        .init(
            "blocks", .list(.mrkdwnJSON, countMax: 50),
            "A template of a JSON array of Block Kit blocks, in place of `text`."),
    ]

    private typealias Ruling = AnswerRules.Ruling

    private static let slackMessageWords: [String: AnswerRules.Ruling] = [
        "no_text": Ruling(.dead, .slackMessageRefused),
        "invalid_blocks": Ruling(.dead, .slackMessageRefused),
        "invalid_blocks_format": Ruling(.dead, .slackMessageRefused),
        "too_many_attachments": Ruling(.dead, .slackMessageRefused),
        "msg_too_long": Ruling(.dead, .slackMessageRefused),
        "rate_limited": Ruling(.retry, .slackRateLimited),
        "ratelimited": Ruling(.retry, .slackRateLimited),
    ]

    private static let slackWebhookAnswers: AnswerRules = {
        var answers = AnswerRules()
        answers.success = [.status(200).word("ok")]
        answers.wordPlaces = [nil, JSONPointer("/error")]
        answers.words = slackMessageWords.merging([
            "invalid_payload": Ruling(.dead, .slackMessageRefused),
            "user_not_found": Ruling(.dead, .slackMessageRefused),
            "action_prohibited": Ruling(.block, .slackPostingForbidden),
            "posting_to_general_channel_denied": Ruling(.block, .slackPostingForbidden),
            "invalid_token": Ruling(.block, .slackWebhookDisabled),
            "channel_not_found": Ruling(.block, .slackChannelUnusable),
            "channel_is_archived": Ruling(.block, .slackChannelUnusable),
            "no_active_hooks": Ruling(.block, .slackWebhookDisabled),
            "no_service": Ruling(.block, .slackWebhookDisabled),
            "no_service_id": Ruling(.block, .slackWebhookDisabled),
            "no_team": Ruling(.block, .slackWebhookDisabled),
            "team_disabled": Ruling(.block, .slackWebhookDisabled),
            "rollup_error": Ruling(.retry, .slackTrouble),
        ]) { $1 }
        answers.rules = slackStatusRules
        answers.unexpected = .slackUnexpectedAnswer
        return answers
    }()

    private static let slackStatusRules: [AnswerRules.Rule] = [
        .init(.status(404), .block, .slackWebhookDisabled),
        .init(.status(410), .block, .slackWebhookDisabled),
        .init(.status(429), .retry, .slackRateLimited),
        .init(.status(500...599), .retry, .slackTrouble),
    ]

    /// The words are on https://docs.slack.dev/reference/methods/chat.postMessage#errors and in
    /// public SDKs; their classes are ours.
    private static let slackAPIAnswers: AnswerRules = {
        var answers = AnswerRules()
        answers.success = [.success.value("/ok", "true")]
        answers.wordPlaces = [JSONPointer("/error")]
        var words = slackMessageWords
        for word in [
            "invalid_arguments", "invalid_json", "json_not_object", "invalid_attachments",
            "metadata_too_large", "markdown_text_conflict",
        ] { words[word] = Ruling(.dead, .slackMessageRefused) }
        for word in ["internal_error", "service_unavailable", "request_timeout"] {
            words[word] = Ruling(.retry, .slackTrouble)
        }
        words["fatal_error"] = Ruling(.retry, .slackTrouble, isAmbiguous: true)
        for word in ["channel_not_found", "not_in_channel", "is_archived"] {
            words[word] = Ruling(.block, .slackChannelUnusable, concernsDestination: true)
        }
        for word in [
            "restricted_action", "restricted_action_read_only_channel",
            "restricted_action_thread_only_channel", "restricted_action_non_threadable_channel",
            "restricted_action_thread_locked",
        ] { words[word] = Ruling(.block, .slackPostingForbidden, concernsDestination: true) }
        // https://docs.slack.dev/reference/methods/chat.update#errors, and
        // https://docs.slack.dev/reference/methods/chat.postMessage#errors for the one about
        // replies; thread_not_found is documented for conversations.replies alone.
        for word in [
            "message_not_found", "cant_update_message", "edit_window_closed",
            "cannot_reply_to_message", "thread_not_found",
        ] { words[word] = Ruling(.retry, .slackThreadGone) }
        for word in [
            "no_permission", "missing_scope",
            "not_allowed_token_type", "ekm_access_denied", "org_login_required",
            "team_added_to_org",
        ] { words[word] = Ruling(.block, .slackPostingForbidden) }
        for word in [
            "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired",
        ] { words[word] = Ruling(.block, .targetCredentialRefused) }
        answers.words = words
        answers.rules = [
            .init(.status(429), .retry, .slackRateLimited),
            .init(.status(500...599), .retry, .slackTrouble),
        ]
        answers.unexpected = .slackUnexpectedAnswer
        return answers
    }()

    private static let slackWorkflowAnswers: AnswerRules = {
        var answers = AnswerRules()
        answers.success = [.success.value("/ok", "true")]
        answers.wordPlaces = [nil, JSONPointer("/error")]
        answers.words = slackWebhookAnswers.words
        answers.rules = slackStatusRules + [.init(.status(403), .block, .slackPostingForbidden)]
        answers.unexpected = .slackUnexpectedAnswer
        return answers
    }()
}
