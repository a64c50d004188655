import Model

extension Preset {
    /// Xobin's AI interviews. Its assessments' change events are taken too, as `other`.
    ///
    /// AI-interview bodies have no event name: `invite_status` tells what happened. The recording's
    /// address stands under a key that changes, so that no pointer reaches it.
    package static let xobin = Preset(
        name: "xobin",
        title: "Xobin",
        documentation:
            "https://app.xobin.com/api/docs/ai-interviews/settings/add-specific-webhook.html",
        evidence: .partlyDocumented,
        notes: [
            "The submission's body is shown in part; report_link, pdf_link, score and "
                + "custom_field_id are those of the report route.",
            "The scale of score is not documented; score_max is left to the source's fields.",
            "No signature is documented: Basic or a header, set with the webhook.",
            "custom_field_id is what was given when the candidate was invited; it is taken for the "
                + "candidate's id in the applicant tracking system.",
        ],
        mapping: EventMapping(
            type: [.at("event"), .at("invite_status")],
            milestones: ["Started": .started, "Completed": .reportReady],
            interview: [.at("ai_interview_id")],
            definition: [.at("ai_interview_id")],
            run: [.at("response_id")],
            fields: [
                "candidate_name": [.at("candidate_name")],
                "candidate_email": [.at("candidate_email")],
                "candidate_id": [.at("candidate_id")],
                "score": [.at("score")],
                "report_url": [.at("report_link"), .at("pdf_link")],
                "ats_candidate": [.at("custom_field_id")],
            ],
            dedupe: [
                .place(.at("invite_status")), .place(.at("response_id")), .bodyHash,
            ]),
        verification: [.basic, .header, .pathToken])
}
