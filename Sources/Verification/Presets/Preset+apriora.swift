import Model

extension Preset {
    /// Apriora, now Alex.
    ///
    /// `session.started` comes again whenever a candidate resumes: only with the time of the event
    /// does its deduplication key tell a resume from a repetition.
    package static let apriora = Preset(
        name: "apriora",
        title: "Apriora (Alex)",
        documentation: "https://docs.apriora.ai/api-reference/webhooks",
        evidence: .partlyDocumented,
        notes: [
            "The bodies of session.ended and session.completed are not shown; the fields of "
                + "session.started and of GET /reports are assumed.",
            "No signature is documented: use a secret path.",
            "The scale of overallScore is not documented; 100 is assumed.",
        ],
        mapping: EventMapping(
            type: [.at("event")],
            milestones: [
                "session.started": .started,
                "session.paused": .paused,
                "session.ended": .ended,
                "session.completed": .reportReady,
            ],
            interview: [.at("data", "reportId")],
            definition: [.at("data", "positionId")],
            run: [.at("data", "reportId")],
            fields: [
                "candidate_email": [.at("data", "candidateEmail")],
                "candidate_id": [.at("data", "candidateId")],
                "score": [.at("data", "overallScore")],
                "score_max": [.constant(.number(JSONNumber(100)))],
                "report_url": [.at("data", "pdfUrl")],
                "recording_url": [.at("data", "videoUrl")],
            ],
            dedupe: [
                .place(.at("event")), .place(.at("data", "reportId")), .place(.at("data", "time")),
            ]),
        verification: [.pathToken])
}
