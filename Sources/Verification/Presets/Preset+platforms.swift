import Model

/// Identity, social networks, files and work.
extension Preset {
    static let platforms = [
        okta, workOS, meta, x, dropbox, asana, notion, smartsheet, microsoftGraph, cloudEvents,
        amazonSNS,
    ]

    static let okta = Preset(
        name: "okta", title: "Okta, event hooks",
        documentation: "https://developer.okta.com/docs/concepts/event-hooks/",
        evidence: .documented, notes: ["It wants an answer within 3 s."],
        mapping: EventMapping(
            type: [.at("data", "events", "0", "eventType")], dedupe: [.at("eventId")]),
        verification: [.basic], scheme: .header(name: "Authorization", secrets: []),
        handshakes: [.okta])

    static let workOS = Preset(
        name: "workos", title: "WorkOS",
        documentation: "https://workos.com/docs/events/data-syncing/webhooks",
        evidence: .partlyDocumented,
        mapping: EventMapping(
            type: [.at("event")], run: [.at("data", "id")], dedupe: [.at("id")]),
        scheme: .signature(
            SignatureScheme(
                header: "WorkOS-Signature", prefix: "v1=", signed: .dotted,
                timestamp: .init(.element("t"), format: .milliseconds))))

    static let meta = Preset(
        name: "meta", title: "Meta (Facebook, Instagram, WhatsApp)",
        documentation: "https://developers.facebook.com/docs/graph-api/webhooks/getting-started",
        evidence: .documented, notes: ["handshake_token is the verify token entered there."],
        mapping: EventMapping(
            type: [.at("entry", "0", "changes", "0", "field"), .at("object")],
            definition: [.at("entry", "0", "id")], dedupe: [.bodyHash]),
        scheme: .hex("X-Hub-Signature-256", prefix: "sha256="), handshakes: [.meta])

    static let x = Preset(
        name: "x", title: "X (Twitter), account activity",
        documentation: "https://docs.x.com/x-api/webhooks/introduction", evidence: .documented,
        notes: ["The secret is the application's consumer secret."],
        mapping: EventMapping(definition: [.at("for_user_id")], dedupe: [.bodyHash]),
        scheme: .base64("x-twitter-webhooks-signature", prefix: "sha256="), handshakes: [.x])

    static let dropbox = Preset(
        name: "dropbox", title: "Dropbox",
        documentation: "https://www.dropbox.com/developers/reference/webhooks",
        evidence: .documented,
        notes: ["Notices say only whose files changed: the same body is no repetition."],
        mapping: EventMapping(run: [.at("list_folder", "accounts", "0")]),
        scheme: .hex("X-Dropbox-Signature"), handshakes: [.dropbox])

    static let asana = Preset(
        name: "asana", title: "Asana",
        documentation: "https://developers.asana.com/docs/webhooks-guide", evidence: .documented,
        notes: ["Asana chooses the secret: `signalbox sources pair NAME`, then make the webhook."],
        mapping: EventMapping(
            type: [.at("events", "0", "action")],
            run: [.at("events", "0", "resource", "gid")], dedupe: [.bodyHash]),
        scheme: .hex("X-Hook-Signature"), handshakes: [.asana])

    static let notion = Preset(
        name: "notion", title: "Notion",
        documentation: "https://developers.notion.com/reference/webhooks", evidence: .documented,
        notes: [
            "Notion chooses the secret: `signalbox sources pair NAME`, then make the webhook; "
                + "source-secrets/NAME in the data directory is the token to enter there."
        ],
        mapping: EventMapping(
            type: [.at("type")], run: [.at("entity", "id")], dedupe: [.at("id")]),
        scheme: .hex("X-Notion-Signature", prefix: "sha256="), handshakes: [.notion])

    static let smartsheet = Preset(
        name: "smartsheet", title: "Smartsheet",
        documentation: "https://developers.smartsheet.com/api/smartsheet/guides/webhooks/"
            + "webhook-verification",
        evidence: .documented, notes: ["The secret is the webhook's sharedSecret."],
        mapping: EventMapping(
            type: [.at("events", "0", "eventType")], definition: [.at("scopeObjectId")],
            dedupe: [.at("nonce")]),
        scheme: .hex("Smartsheet-Hmac-SHA256"), handshakes: [.smartsheet])

    static let microsoftGraph = Preset(
        name: "microsoft-graph", title: "Microsoft Graph, change notifications",
        documentation: "https://learn.microsoft.com/en-us/graph/change-notifications-delivery-"
            + "webhooks",
        evidence: .documented,
        notes: [
            "The secret is the subscription's clientState; asterisks stand for it when kept.",
            "It wants an answer within 3 s.",
            "Each notification is an event; one without an id is never a repetition.",
        ],
        mapping: EventMapping(
            type: [.at("changeType")], definition: [.at("subscriptionId")],
            run: [.at("resourceData", "id")], dedupe: [.at("id")]),
        scheme: .bodyToken(.at("value", "0", "clientState"), secrets: []),
        acknowledgement: .status(202), handshakes: [.graph], batch: .at("value"))

    static let cloudEvents = Preset(
        name: "cloudevents", title: "CloudEvents over webhooks (Azure Event Grid, Knative …)",
        documentation: "https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md",
        evidence: .documented,
        notes: [
            "Binary, structured and batched; data of any kind. OPTIONS is answered with consent.",
            "ce:NAME is an attribute, wherever it stands.",
        ],
        mapping: EventMapping(
            type: [.attribute("type")], definition: [.attribute("source")],
            run: [.attribute("subject")], fields: ["event_time": [.attribute("time")]],
            dedupe: [.place(.attribute("source")), .place(.attribute("id"))]),
        verification: [.pathToken, .bearer], handshakes: [.cloudEvents], bodies: .any)

    /// Every account's topics are signed by one key of the region: what makes a message ours is the
    /// topic's name, which is therefore ours to say.
    static let amazonSNS = Preset(
        name: "aws-sns", title: "Amazon SNS, subscriptions by HTTPS",
        documentation: "https://docs.aws.amazon.com/sns/latest/dg/"
            + "sns-verify-signature-of-message.html",
        evidence: .documented,
        notes: [
            "value is the topic's ARN: other accounts' topics are signed by the same key.",
            "public_key is that of the certificate that SigningCertURL names: openssl x509 "
                + "-pubkey -noout. It is not fetched; list the next one beside it when it changes.",
            "The topic's SignatureVersion must be 2 (1 is SHA-1), raw message delivery off.",
            "SubscriptionConfirmation comes as an event: open the SubscribeURL of its body.",
            "MessageAttributes are not signed: match on Message and Subject only.",
        ],
        mapping: EventMapping(type: [.at("Type")], dedupe: [.at("MessageId")]),
        scheme: .signature(
            SignatureScheme(
                .rsaSHA256, at: .body(.at("Signature")), encoding: .base64,
                signed: .bodyUnsigned(
                    .literal("Message\n"), .json(.at("Message")), .literal("\n"),
                    .line(.at("MessageId")), .line(.at("Subject")), .line(.at("SubscribeURL")),
                    .line(.at("Timestamp")), .line(.at("Token")), .literal("TopicArn\n"), .value,
                    .literal("\n"), .line(.at("Type"))),
                timestamp: .init(
                    .body(.at("Timestamp")), format: .iso8601, tolerance: .hours(1)))),
        bodies: .any)
}

extension Acknowledgement {
    static func status(_ status: Int) -> Acknowledgement {
        var acknowledgement = Acknowledgement()
        acknowledgement.status = status
        return acknowledgement
    }

    static func body(_ text: String) -> Acknowledgement {
        var acknowledgement = Acknowledgement()
        acknowledgement.body = text
        return acknowledgement
    }
}
