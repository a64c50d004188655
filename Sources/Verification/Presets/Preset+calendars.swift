import Model

/// Appointments, meetings and forms.
extension Preset {
    static let calendars = [calendly, calCom, savvyCal]
    static let meetings = [zoom, recallAI, teamsOutgoing, typeform, docuSign]

    static let calendly = Preset(
        name: "calendly", title: "Calendly",
        documentation: "https://developer.calendly.com/api-docs/"
            + "ZG9jOjM2MzE2MDM4-webhook-signatures",
        evidence: .documented,
        mapping: EventMapping(
            type: [.at("event")],
            milestones: ["invitee.created": .other, "invitee.canceled": .failed],
            interview: [.at("payload", "event")],
            definition: [.at("payload", "scheduled_event", "event_type")],
            run: [.at("payload", "uri")],
            fields: [
                "candidate_name": [.at("payload", "name")],
                "candidate_email": [.at("payload", "email")],
            ], dedupe: [.at("event"), .at("payload", "uri"), .at("created_at")]),
        scheme: .timed("Calendly-Webhook-Signature", tolerance: .minutes(3)))

    static let calCom = Preset(
        name: "cal-com", title: "Cal.com",
        documentation: "https://cal.com/docs/developing/guides/automation/webhooks",
        evidence: .partlyDocumented,
        notes: ["Requests are signed only when a secret is set there."],
        mapping: EventMapping(
            type: [.at("triggerEvent")],
            milestones: [
                "MEETING_STARTED": .started, "MEETING_ENDED": .ended,
                "RECORDING_READY": .mediaReady, "BOOKING_CANCELLED": .failed,
            ],
            interview: [.at("payload", "uid")],
            definition: [.at("payload", "eventTypeId"), .at("payload", "type")],
            run: [.at("payload", "uid")],
            fields: [
                "candidate_name": [.at("payload", "attendees", "0", "name")],
                "candidate_email": [.at("payload", "attendees", "0", "email")],
                "recording_url": [.at("payload", "downloadLink")],
            ], dedupe: [.bodyHash]),
        scheme: .hex("X-Cal-Signature-256"))

    static let savvyCal = Preset(
        name: "savvycal", title: "SavvyCal",
        documentation: "https://developers.savvycal.com/webhooks", evidence: .partlyDocumented,
        mapping: EventMapping(
            type: [.at("type")], milestones: ["event.canceled": .failed],
            interview: [.at("payload", "id")], definition: [.at("payload", "link", "id")],
            run: [.at("payload", "id")],
            fields: [
                "candidate_name": [.at("payload", "scheduler", "display_name")],
                "candidate_email": [.at("payload", "scheduler", "email")],
            ], dedupe: [.at("id")]),
        scheme: .hex("x-savvycal-signature", prefix: "sha256="))

    static let zoom = Preset(
        name: "zoom", title: "Zoom", documentation: "https://developers.zoom.us/docs/api/webhooks/",
        evidence: .documented,
        notes: ["It validates the address again every 72 hours, and wants an answer in 3 s."],
        mapping: EventMapping(
            type: [.at("event")],
            milestones: [
                "meeting.started": .started, "meeting.ended": .ended,
                "recording.completed": .mediaReady,
            ],
            interview: [.at("payload", "object", "id")],
            definition: [.at("payload", "object", "id")],
            run: [.at("payload", "object", "uuid")],
            fields: ["recording_url": [.at("payload", "object", "share_url")]],
            dedupe: [.at("event"), .at("payload", "object", "uuid"), .at("event_ts")]),
        scheme: .signature(
            SignatureScheme(
                header: "x-zm-signature", prefix: "v0=",
                signed: .parts(.literal("v0:"), .timestamp, .literal(":"), .body),
                timestamp: .init(.header("x-zm-request-timestamp")))),
        handshakes: [.zoom])

    static let recallAI = Preset(
        name: "recall-ai", title: "Recall.ai",
        documentation: "https://docs.recall.ai/docs/webhooks", evidence: .documented,
        notes: ["Nothing is signed until the workspace has a secret."],
        mapping: EventMapping(
            type: [.at("event")],
            milestones: [
                "bot.in_call_recording": .started, "bot.call_ended": .ended,
                "bot.done": .reportReady, "recording.done": .mediaReady, "bot.fatal": .failed,
            ],
            interview: [.at("data", "bot", "id"), .at("data", "bot_id")],
            run: [.at("data", "bot", "id"), .at("data", "bot_id")],
            dedupe: [.bodyHash]),
        scheme: .standardWebhooks)

    static let teamsOutgoing = Preset(
        name: "teams-outgoing", title: "Microsoft Teams, outgoing webhook",
        documentation: "https://learn.microsoft.com/en-us/microsoftteams/platform/"
            + "webhooks-and-connectors/how-to/add-outgoing-webhook",
        evidence: .documented,
        mapping: EventMapping(
            type: [.at("type")], interview: [.at("conversation", "id")],
            run: [.at("conversation", "id")], dedupe: [.at("id")]),
        scheme: .signature(
            SignatureScheme(header: "Authorization", prefix: "HMAC ", encoding: .base64)
                .with { $0.secretEncoding = .base64 }),
        acknowledgement: .body("{\"type\":\"message\",\"text\":\"Received.\"}"))

    static let typeform = Preset(
        name: "typeform", title: "Typeform",
        documentation: "https://www.typeform.com/developers/webhooks/secure-your-webhooks/",
        evidence: .documented,
        mapping: EventMapping(
            type: [.at("event_type")], milestones: ["form_response": .ended],
            interview: [.at("form_response", "form_id")],
            definition: [.at("form_response", "form_id")],
            run: [.at("form_response", "token")],
            fields: ["score": [.at("form_response", "calculated", "score")]],
            dedupe: [.at("event_id")]),
        scheme: .base64("Typeform-Signature", prefix: "sha256="))

    static let docuSign = Preset(
        name: "docusign", title: "DocuSign Connect",
        documentation: "https://developers.docusign.com/platform/webhooks/connect/hmac/",
        evidence: .documented,
        notes: ["One header for each key, X-DocuSign-Signature-1 to -10: any of them counts."],
        mapping: EventMapping(
            type: [.at("event")], milestones: ["envelope-completed": .decision],
            interview: [.at("data", "envelopeId")], run: [.at("data", "envelopeId")],
            dedupe: [.at("event"), .at("data", "envelopeId"), .at("generatedDateTime")]),
        scheme: .signature(
            SignatureScheme(
                at: .headers((1...10).map { "X-DocuSign-Signature-\($0)" }), encoding: .base64)))
}
