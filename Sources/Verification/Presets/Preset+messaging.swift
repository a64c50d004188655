import Model

/// Chat, telephony, mail and support desks.
extension Preset {
    static let messaging = [slack, discord, twilio, sendGrid, mailgun, telnyx]
    static let support = [intercom, zendesk, hubSpot, hubSpotV2, hubSpotV1]

    static let slack = Preset(
        name: "slack", title: "Slack, Events API",
        documentation: "https://docs.slack.dev/authentication/verifying-requests-from-slack",
        evidence: .documented, notes: ["It wants an answer within 3 s."],
        mapping: EventMapping(
            type: [.at("event", "type"), .at("type")], definition: [.at("event", "channel")],
            dedupe: [.at("event_id")]),
        scheme: .signature(
            SignatureScheme(
                header: "X-Slack-Signature", prefix: "v0=",
                signed: .parts(.literal("v0:"), .timestamp, .literal(":"), .body),
                timestamp: .init(.header("X-Slack-Request-Timestamp")))),
        handshakes: [.slack])

    static let discord = Preset(
        name: "discord", title: "Discord",
        documentation: "https://discord.com/developers/docs/interactions/overview",
        evidence: .documented,
        notes: [
            "public_key is the application's, in hexadecimal.",
            "It probes with wrong signatures and wants 401.",
            "No tolerance is stated; 5 minutes are taken.",
        ],
        mapping: EventMapping(
            type: [.at("event", "type"), .at("type")], definition: [.at("application_id")],
            run: [.at("id")], dedupe: [.at("id")]),
        scheme: .signature(
            SignatureScheme(
                .ed25519, header: "X-Signature-Ed25519", signed: .parts(.timestamp, .body),
                timestamp: .init(.header("X-Signature-Timestamp")))),
        handshakes: [.discord])

    static let twilio = Preset(
        name: "twilio", title: "Twilio",
        documentation: "https://www.twilio.com/docs/usage/webhooks/webhooks-security",
        evidence: .documented,
        notes: [
            "The secret is the account's auth token; url is the address entered there.",
            "JSON bodies are covered by bodySHA256 in the signed address.",
        ],
        mapping: EventMapping(
            type: [.at("EventType"), .query("event")], run: [.at("CallSid"), .at("MessageSid")],
            dedupe: [.bodyHash]),
        scheme: .signature(
            SignatureScheme(
                .hmacSHA1, header: "X-Twilio-Signature", encoding: .base64,
                signed: .parts(.url, .formSorted)
            ).with { $0.bodyHash = .query("bodySHA256") }))

    static let sendGrid = Preset(
        name: "sendgrid", title: "SendGrid, event webhook",
        documentation: "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/"
            + "getting-started-event-webhook-security-features",
        evidence: .documented,
        notes: [
            "public_key is the verification key shown there.",
            "A body is a list of events.",
        ],
        mapping: EventMapping(
            type: [.at("event")], run: [.at("sg_message_id")], dedupe: [.at("sg_event_id")]),
        scheme: .signature(
            SignatureScheme(
                .ecdsaP256, header: "X-Twilio-Email-Event-Webhook-Signature", encoding: .base64,
                signed: .parts(.timestamp, .body),
                timestamp: .init(.header("X-Twilio-Email-Event-Webhook-Timestamp")))),
        batch: JSONPointer(tokens: []))

    static let mailgun = Preset(
        name: "mailgun", title: "Mailgun",
        documentation: "https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/"
            + "securing-webhooks",
        evidence: .partlyDocumented, notes: ["The body is not signed: set path_token too."],
        mapping: EventMapping(
            type: [.at("event-data", "event")], dedupe: [.at("signature", "token")]),
        scheme: .signature(
            SignatureScheme(
                at: .body(.at("signature", "signature")),
                signed: .bodyUnsigned(.timestamp, .json(.at("signature", "token"))),
                timestamp: .init(.body(.at("signature", "timestamp"))))))

    static let telnyx = Preset(
        name: "telnyx", title: "Telnyx",
        documentation: "https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks",
        evidence: .partlyDocumented,
        mapping: EventMapping(
            type: [.at("data", "event_type")], run: [.at("data", "payload", "id")],
            dedupe: [.at("data", "id")]),
        scheme: .signature(
            SignatureScheme(
                .ed25519, header: "telnyx-signature-ed25519", encoding: .base64,
                signed: .parts(.timestamp, .literal("|"), .body),
                timestamp: .init(.header("telnyx-timestamp")))))

    static let intercom = Preset(
        name: "intercom", title: "Intercom",
        documentation: "https://developers.intercom.com/docs/webhooks/setting-up-webhooks",
        evidence: .documented,
        notes: ["The same header name as Bitbucket's, with SHA-1."],
        mapping: EventMapping(
            type: [.at("topic")], run: [.at("data", "item", "id")], dedupe: [.at("id")]),
        scheme: .signature(
            SignatureScheme(.hmacSHA1, header: "X-Hub-Signature", prefix: "sha1=")),
        handshakes: [.ping(.at("topic"), "ping")])

    static let zendesk = Preset(
        name: "zendesk", title: "Zendesk",
        documentation: "https://developer.zendesk.com/documentation/webhooks/verifying/",
        evidence: .documented, notes: ["No tolerance is stated; 5 minutes are taken."],
        mapping: EventMapping(
            type: [.at("type")], run: [.at("detail", "id")], dedupe: [.at("id")]),
        scheme: .signature(
            SignatureScheme(
                header: "X-Zendesk-Webhook-Signature", encoding: .base64,
                signed: .parts(.timestamp, .body),
                timestamp: .init(
                    .header("X-Zendesk-Webhook-Signature-Timestamp"), format: .iso8601))))

    static let hubSpot = Preset(
        name: "hubspot", title: "HubSpot, signatures of version 3",
        documentation: "https://developers.hubspot.com/docs/api/webhooks/validating-requests",
        evidence: .documented, notes: ["url is the address that is entered there."],
        mapping: hubSpotMapping,
        scheme: .signature(
            SignatureScheme(
                header: "X-HubSpot-Signature-v3", encoding: .base64,
                signed: .parts(.method, .urlDecoded, .body, .timestamp),
                timestamp: .init(
                    .header("X-HubSpot-Request-Timestamp"), format: .milliseconds))),
        batch: JSONPointer(tokens: []))

    static let hubSpotV2 = Preset(
        name: "hubspot-v2", title: "HubSpot, signatures of version 2",
        documentation: "https://developers.hubspot.com/docs/api/webhooks/validating-requests",
        evidence: .documented, notes: ["A plain digest: prefer version 3."],
        mapping: hubSpotMapping,
        scheme: .signature(
            SignatureScheme(
                .sha256, header: "X-HubSpot-Signature",
                signed: .parts(.secret, .method, .url, .body))),
        batch: JSONPointer(tokens: []))

    static let hubSpotV1 = Preset(
        name: "hubspot-v1", title: "HubSpot, signatures of version 1",
        documentation: "https://developers.hubspot.com/docs/api/webhooks/validating-requests",
        evidence: .documented, notes: ["A plain digest: prefer version 3."],
        mapping: hubSpotMapping,
        scheme: .signature(
            SignatureScheme(
                .sha256, header: "X-HubSpot-Signature", signed: .parts(.secret, .body))),
        batch: JSONPointer(tokens: []))

    private static let hubSpotMapping = EventMapping(
        type: [.at("subscriptionType")], definition: [.at("portalId")],
        run: [.at("objectId")],
        // Not the body: the number of the attempt is in it.
        dedupe: [.at("eventId"), .at("subscriptionId"), .at("occurredAt")])
}
