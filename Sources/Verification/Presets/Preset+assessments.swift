import Model

/// Tests and screenings.
extension Preset {
    static let screening = [talentUnveiled]
    static let assessments = [hackerEarth, codeSignal, vervoe, doSelect, alot]

    static let talentUnveiled = Preset(
        name: "talentunveiled", title: "TalentUnveiled",
        documentation: "https://docs.talentunveiled.com/api-reference/webhooks",
        evidence: .partlyDocumented,
        notes: ["Names within candidate, job and questions are assumed."],
        mapping: EventMapping(
            type: [.at("event_type")], milestones: ["pre_screening.completed": .reportReady],
            interview: [.at("payload", "application", "id"), .at("payload", "id")],
            definition: [.at("payload", "job", "id")],
            run: [.at("payload", "application", "id"), .at("payload", "id")],
            fields: [
                "candidate_name": [.at("payload", "candidate", "name")],
                "candidate_email": [.at("payload", "candidate", "email")],
            ], dedupe: [.header("webhook-id")]),
        scheme: .standardWebhooks)

    static let hackerEarth = Preset(
        name: "hackerearth", title: "HackerEarth",
        documentation: "https://www.hackerearth.com/docs/webhooks/recruiter/v1/overview/",
        evidence: .partlyDocumented,
        notes: ["The '.' between time and body is assumed.", "It wants an answer within 10 s."],
        mapping: EventMapping(
            type: [.at("webhook_event_type")],
            milestones: [
                "CANDIDATE_JOINED_INTERVIEW": .started, "INTERVIEW_COMPLETED": .ended,
                "CANDIDATE_STARTED_TEST": .started, "CANDIDATE_TEST_FINISHED": .reportReady,
            ],
            interview: [
                .at("webhook_payload", "interview_id"), .at("webhook_payload", "test_id"),
            ],
            definition: [.at("webhook_payload", "test_id")],
            run: [.at("webhook_payload", "interview_id")],
            fields: [
                "candidate_email": [
                    .at("webhook_payload", "candidate_email"), .at("webhook_payload", "email"),
                ]
            ], dedupe: [.at("webhook_event_id")]),
        scheme: .timed("HE-Signature"))

    static let codeSignal = Preset(
        name: "codesignal", title: "CodeSignal",
        documentation: "https://developer.codesignal.com/webhooks/",
        evidence: .partlyDocumented,
        notes: [
            "The signature does not cover the body: set path_token too, and url to the address "
                + "that is entered there, token included.",
            "Hexadecimal is assumed.",
            "It wants exactly 200 within 10 s, also for an empty body.",
        ],
        mapping: EventMapping(
            type: [.at("event")],
            milestones: [
                "companyTestSessionFinished": .reportReady, "liveInterviewFinished": .reportReady,
                "companyTestSessionStarted": .started,
            ],
            interview: [.at("payload", "testSessionId")],
            definition: [.at("payload", "testId")],
            run: [.at("payload", "testSessionId")],
            fields: [
                "candidate_name": [.at("payload", "candidateName")],
                "candidate_email": [.at("payload", "candidateEmail")],
                "score": [.at("payload", "score")], "score_max": [.at("payload", "maxScore")],
                "report_url": [.at("payload", "url")],
                "ats_candidate": [.at("payload", "externalId")],
            ],
            dedupe: [.at("event"), .at("payload", "testSessionId"), .at("triggeredOn")]),
        scheme: .signature(
            SignatureScheme(
                header: "X-CodeSignal-Signature",
                signed: .bodyUnsigned(.url, .json(.at("event")), .json(.at("triggeredOn"))))),
        handshakes: [.emptyProbe])

    static let vervoe = Preset(
        name: "vervoe", title: "Vervoe", documentation: "https://github.com/vervoe/api-docs",
        evidence: .partlyDocumented,
        notes: ["The '.' between time and body is assumed.", "It wants 200."],
        mapping: EventMapping(
            type: [.at("status")], milestones: ["complete": .reportReady, "started": .started],
            interview: [.at("candidateAssessmentUuid")],
            run: [.at("candidateAssessmentUuid")],
            fields: [
                "score": [.at("score", "score")], "score_max": [.number(100)],
                "report_url": [.at("integrationCandidateCardUrl")],
            ],
            dedupe: [.at("status"), .at("candidateAssessmentUuid"), .bodyHash]),
        scheme: .timed("Vervoe-Signature", prefix: "hash="))

    static let doSelect = Preset(
        name: "doselect", title: "DoSelect",
        documentation: "https://github.com/doselect/docs.doselect.com", evidence: .documented,
        notes: [
            "No signature is documented: use a secret path.",
            "What happened is meta.action; meta.sender says to what.",
        ],
        mapping: EventMapping(
            type: [.at("meta", "action")],
            milestones: ["start": .started, "end": .ended, "report": .reportReady],
            interview: [.at("object", "test_slug")], definition: [.at("object", "test_slug")],
            run: [.at("object", "report_uri")],
            fields: [
                "candidate_email": [.at("object", "email")],
                "report_url": [.at("object", "report_uri")],
            ], dedupe: [.at("meta", "delivery_id")]),
        verification: [.pathToken])

    static let alot = Preset(
        name: "alot", title: "ALOT", documentation: "https://alottest.com/docs/api/webhooks",
        evidence: .documented, notes: ["The scale of score is assumed to end at 100."],
        mapping: EventMapping(
            type: [.at("type")],
            milestones: ["candidate.completed": .reportReady, "candidate.started": .started],
            interview: [.at("data", "sessionId")], definition: [.at("data", "assessmentId")],
            run: [.at("data", "sessionId")],
            fields: [
                "candidate_name": [.at("data", "candidateName")],
                "candidate_email": [.at("data", "candidateEmail")],
                "score": [.at("data", "score")], "score_max": [.number(100)],
            ], dedupe: [.at("id")]),
        scheme: .hex("X-Alot-Signature", prefix: "sha256="))
}
