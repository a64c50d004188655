import Model

/// Applicant tracking systems and other HR software.
extension Preset {
    static let applicantTracking = [
        greenhouse, lever, ashby, workable, smartRecruiters, recruitee, bambooHR, seek, hireHive,
        recruitly,
    ]

    static let greenhouse = Preset(
        name: "greenhouse", title: "Greenhouse",
        documentation: "https://developers.greenhouse.io/webhooks.html", evidence: .documented,
        notes: [
            "It wants exactly 200.", "Escaped Unicode is signed as it was sent.",
            "7 attempts in 15 hours.",
        ],
        mapping: EventMapping(
            type: [.at("action")],
            milestones: [
                "candidate_stage_change": .decision, "hire_candidate": .decision,
                "reject_candidate": .decision,
            ],
            interview: [.at("payload", "application", "id")],
            definition: [.at("payload", "application", "jobs", "0", "id")],
            run: [.at("payload", "application", "id")],
            fields: [
                "candidate_name": [.at("payload", "application", "candidate", "first_name")],
                "candidate_email": [
                    .at(
                        "payload", "application", "candidate", "email_addresses", "0", "value")
                ],
                "candidate_id": [.at("payload", "application", "candidate", "id")],
                "ats_candidate": [.at("payload", "application", "candidate", "id")],
            ], dedupe: [.header("greenhouse-event-id")]),
        scheme: .hex("Signature", prefix: "sha256 "), handshakes: [.ping(.at("action"), "ping")])

    static let lever = Preset(
        name: "lever", title: "Lever",
        documentation: "https://hire.lever.co/developer/documentation#webhooks",
        evidence: .documented,
        notes: [
            "token and triggeredAt are signed, the body is not: set path_token too.",
            "A page that speaks of a Lever-Signature header contradicts the vendor's.",
        ],
        mapping: EventMapping(
            type: [.at("event")],
            milestones: [
                "candidateHired": .decision, "candidateStageChange": .decision,
                "candidateArchiveChange": .decision, "interviewCreated": .started,
            ],
            interview: [.at("data", "interviewId"), .at("data", "opportunityId")],
            run: [.at("data", "opportunityId")],
            fields: [
                "candidate_id": [.at("data", "candidateId")],
                "ats_candidate": [.at("data", "opportunityId")],
            ], dedupe: [.at("id")]),
        scheme: .signature(
            SignatureScheme(
                at: .body(.at("signature")),
                signed: .bodyUnsigned(.json(.at("token")), .timestamp),
                timestamp: .init(.body(.at("triggeredAt")), format: .milliseconds))))

    static let ashby = Preset(
        name: "ashby", title: "Ashby",
        documentation: "https://developers.ashbyhq.com/docs/authenticating-webhooks",
        evidence: .documented, notes: ["Requests are signed only when a secret is set there."],
        mapping: EventMapping(
            type: [.at("action")],
            milestones: ["candidateHire": .decision, "candidateStageChange": .decision],
            interview: [.at("data", "application", "id")],
            definition: [.at("data", "application", "job", "id")],
            run: [.at("data", "application", "id")],
            fields: [
                "candidate_name": [.at("data", "application", "candidate", "name")],
                "candidate_email": [
                    .at("data", "application", "candidate", "primaryEmailAddress", "value")
                ],
                "candidate_id": [.at("data", "application", "candidate", "id")],
                "ats_candidate": [.at("data", "application", "candidate", "id")],
            ], dedupe: [.at("action"), .bodyHash]),
        scheme: .hex("Ashby-Signature", prefix: "sha256="),
        handshakes: [.ping(.at("action"), "ping")])

    static let workable = Preset(
        name: "workable", title: "Workable",
        documentation: "https://workable.readme.io/reference/webhooks",
        evidence: .partlyDocumented,
        notes: [
            "Hexadecimal is general knowledge.", "It wants 200.",
            "The secret is the account's token, or the OAuth application's secret.",
        ],
        mapping: EventMapping(
            type: [.at("event_type")],
            milestones: ["candidate_hired": .decision, "candidate_moved": .decision],
            interview: [.at("data", "id")],
            definition: [.at("data", "job", "shortcode")], run: [.at("data", "id")],
            fields: [
                "candidate_name": [.at("data", "name")],
                "candidate_email": [.at("data", "email")],
                "candidate_id": [.at("data", "id")], "ats_candidate": [.at("data", "id")],
            ], dedupe: [.at("event_type"), .at("id")]),
        scheme: .hex("X-Workable-Signature"))

    static let smartRecruiters = Preset(
        name: "smartrecruiters", title: "SmartRecruiters",
        documentation: "https://developers.smartrecruiters.com/docs/webhooks",
        evidence: .documented,
        notes: ["Up to 16 secrets are live; an old one lasts 24 hours."],
        mapping: EventMapping(
            type: [.header("event-name")],
            milestones: [
                "application.status.updated": .decision, "offer.created": .decision,
            ],
            interview: [.at("application_id")], definition: [.at("job_id")],
            run: [.at("application_id")],
            fields: [
                "candidate_id": [.at("candidate_id")], "ats_candidate": [.at("candidate_id")],
            ], dedupe: [.header("event-id")]),
        scheme: .signature(
            SignatureScheme(
                header: "smartrecruiters-signature", prefix: "v1=", separator: ";",
                signed: .parts(
                    .timestamp, .literal("."), .body, .literal("."), .header("event-id"),
                    .literal("."), .header("event-name"), .literal("."),
                    .header("event-version"), .literal("."), .header("link")),
                timestamp: .init(.header("smartrecruiters-timestamp")))),
        handshakes: [.hookSecret])

    static let recruitee = Preset(
        name: "recruitee", title: "Recruitee",
        documentation: "https://docs.recruitee.com/reference/webhooks",
        evidence: .partlyDocumented,
        mapping: EventMapping(
            type: [.at("event_subtype"), .at("event_type")],
            milestones: ["requalified": .decision, "disqualified": .decision],
            interview: [.at("payload", "candidate", "id")],
            definition: [.at("payload", "offer", "id")],
            run: [.at("payload", "candidate", "id")],
            fields: [
                "candidate_name": [.at("payload", "candidate", "name")],
                "candidate_email": [.at("payload", "candidate", "emails", "0")],
                "candidate_id": [.at("payload", "candidate", "id")],
                "ats_candidate": [.at("payload", "candidate", "id")],
            ], dedupe: [.at("id")]),
        scheme: .hex("X-Recruitee-Signature"), handshakes: [.ping(.at("test"), "true")])

    static let bambooHR = Preset(
        name: "bamboohr", title: "BambooHR",
        documentation: "https://documentation.bamboohr.com/docs/webhooks",
        evidence: .documented,
        notes: [
            "The order of body and time is general knowledge.",
            "The private key is shown once, when the webhook is made.",
        ],
        mapping: EventMapping(
            type: [.at("type"), .at("employees", "0", "action")],
            run: [.at("employees", "0", "id")],
            fields: ["candidate_id": [.at("employees", "0", "id")]], dedupe: [.bodyHash]),
        scheme: .signature(
            SignatureScheme(
                header: "X-BambooHR-Signature", signed: .parts(.body, .timestamp),
                timestamp: .init(.header("X-BambooHR-Timestamp")))))

    static let seek = Preset(
        name: "seek", title: "SEEK",
        documentation: "https://developer.seek.com/events/push/webhook-requests",
        evidence: .documented,
        mapping: EventMapping(
            type: [.at("events", "0", "type")],
            interview: [.at("events", "0", "candidateApplicationProfileId")],
            definition: [.at("events", "0", "positionProfileId")],
            run: [.at("events", "0", "candidateApplicationProfileId")],
            dedupe: [.at("deliveryId")]),
        scheme: .signature(SignatureScheme(.hmacSHA512, header: "Seek-Signature")))

    static let hireHive = Preset(
        name: "hirehive", title: "HireHive",
        documentation: "https://developer.hirehive.com/webhooks", evidence: .documented,
        mapping: EventMapping(
            type: [.at("type")], interview: [.at("data", "id")],
            definition: [.at("data", "job", "id"), .at("data", "job_id")],
            run: [.at("data", "id")], dedupe: [.header("webhook-id")]),
        scheme: .standardWebhooks)

    static let recruitly = Preset(
        name: "recruitly", title: "Recruitly", documentation: "https://docs.recruitly.io/webhooks",
        evidence: .documented, notes: ["The header's value never changes: it is a password."],
        mapping: EventMapping(
            type: [.at("event"), .at("type")], run: [.at("data", "id")], dedupe: [.bodyHash]),
        verification: [.basic], scheme: .header(name: "x-recruitly-signature", secrets: []))
}
