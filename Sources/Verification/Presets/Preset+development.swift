import Model

/// Code, tickets and incidents.
extension Preset {
    static let development = [
        github, gitlab, gitlabToken, bitbucket, linear, standardWebhooks, svix, pagerDuty,
    ]

    static let github = Preset(
        name: "github", title: "GitHub",
        documentation: "https://docs.github.com/en/webhooks/using-webhooks/"
            + "validating-webhook-deliveries",
        evidence: .documented,
        notes: ["Choose application/json there.", "The older sha1 header is not looked at."],
        mapping: EventMapping(
            type: [.header("x-github-event")], definition: [.at("repository", "full_name")],
            dedupe: [.header("x-github-delivery")]),
        scheme: .hex("X-Hub-Signature-256", prefix: "sha256="),
        handshakes: [.ping(.header("x-github-event"), "ping")])

    static let gitlab = Preset(
        name: "gitlab", title: "GitLab, signing token",
        documentation: "https://docs.gitlab.com/user/project/integrations/webhooks/",
        evidence: .partlyDocumented,
        mapping: gitlabMapping, verification: [.header], scheme: .standardWebhooks)

    static let gitlabToken = Preset(
        name: "gitlab-token", title: "GitLab, secret token",
        documentation: "https://docs.gitlab.com/user/project/integrations/webhooks/",
        evidence: .documented,
        mapping: gitlabMapping, scheme: .header(name: "X-Gitlab-Token", secrets: []))

    private static let gitlabMapping = EventMapping(
        type: [.at("object_kind"), .header("x-gitlab-event")],
        definition: [.at("project", "path_with_namespace")],
        dedupe: [.header("x-gitlab-event-uuid")])

    static let bitbucket = Preset(
        name: "bitbucket", title: "Bitbucket",
        documentation: "https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/",
        evidence: .documented,
        mapping: EventMapping(
            type: [.header("x-event-key")], definition: [.at("repository", "full_name")],
            dedupe: [.header("x-request-uuid")]),
        scheme: .hex("X-Hub-Signature", prefix: "sha256="))

    static let linear = Preset(
        name: "linear", title: "Linear", documentation: "https://linear.app/developers/webhooks",
        evidence: .documented,
        mapping: EventMapping(
            type: [.at("type")], definition: [.at("data", "teamId")], run: [.at("data", "id")],
            dedupe: [.header("linear-delivery")]),
        scheme: .signature(
            SignatureScheme(
                header: "Linear-Signature",
                timestamp: .init(
                    .body(.at("webhookTimestamp")), format: .milliseconds,
                    tolerance: .minutes(1)))))

    static let standardWebhooks = Preset(
        name: "standard-webhooks",
        title: "Standard Webhooks (Clerk, Resend, OpenAI, incident.io …)",
        documentation: "https://www.standardwebhooks.com", evidence: .documented,
        notes: ["whsec_ secrets, and whpk_ public keys (v1a)."],
        mapping: EventMapping(type: [.at("type")], dedupe: [.header("webhook-id")]),
        scheme: .standardWebhooks)

    static let svix = Preset(
        name: "svix", title: "Svix, with its older header names",
        documentation: "https://docs.svix.com/receiving/verifying-payloads/how-manual",
        evidence: .documented,
        mapping: EventMapping(
            type: [.at("type"), .at("event_type")], dedupe: [.header("svix-id")]),
        scheme: .standardWebhooks)

    static let pagerDuty = Preset(
        name: "pagerduty", title: "PagerDuty",
        documentation: "https://developer.pagerduty.com/docs/webhooks/webhook-signatures/",
        evidence: .partlyDocumented,
        mapping: EventMapping(
            type: [.at("event", "event_type")], definition: [.at("event", "data", "service", "id")],
            run: [.at("event", "data", "id")], dedupe: [.at("event", "id")]),
        scheme: .hex("X-PagerDuty-Signature", prefix: "v1="))
}
