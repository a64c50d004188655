import Model

/// Interviews held by a machine.
extension Preset {
    static let interviews = [
        apriora, xobin, micro1, alpharun, jobMojito, heyMilo, ribbon, classet, interviewRoom,
        zenHire, tavus, vapi,
    ]

    static let micro1 = Preset(
        name: "micro1", title: "micro1",
        documentation: "https://ai-recruiter.micro1.ai/api-reference/getting-started/webhooks/"
            + "examples",
        evidence: .documented,
        notes: [
            "No signature is documented: use a secret path.",
            "interview.completed and interview_recording.completed are the same under two names.",
            "The scale of ai_match_score is not documented; 100 is assumed.",
        ],
        mapping: EventMapping(
            type: [.at("event")],
            milestones: [
                "interview.started": .started, "interview_report.created": .reportReady,
                "interview_recording.completed": .mediaReady, "interview.completed": .mediaReady,
                "interview_webcam_recording.completed": .mediaReady,
            ],
            interview: [.at("data", "interview_id")],
            definition: [
                .at("data", "micro1_job_id"), .at("data", "job_id"), .at("data", "interview_id"),
            ],
            run: [.at("data", "report_id"), .at("data", "session_id")],
            fields: [
                "candidate_name": [.at("data", "candidate_name")],
                "candidate_email": [.at("data", "candidate_email_id"), .at("data", "email_id")],
                "candidate_id": [.at("data", "candidate_id")],
                "score": [.at("data", "ai_match_score"), .at("data", "resume_score")],
                "score_max": [.number(100)],
                "report_url": [.at("data", "report_url")],
                "recording_url": [
                    .at("data", "interview_recording_player_url"),
                    .at("data", "interview_recording_url"),
                    .at("data", "interview_webcam_recording_player_url"),
                ],
                "ats_candidate": [.at("data", "ats_job_application_id")],
            ],
            dedupe: [.at("event"), .bodyHash]),
        verification: [.pathToken, .header])

    static let alpharun = Preset(
        name: "alpharun", title: "Alpharun",
        documentation: "https://dev.alpharun.com/api-reference/webhook/interview-webhooks",
        evidence: .partlyDocumented,
        notes: [
            "No signature is on the page: use a secret path.",
            "One interview may have several calls, and interview.call.completed for each.",
            "The scale of assessment_score is not documented; score_max is left to the source.",
        ],
        mapping: EventMapping(
            type: [.at("event_type")],
            milestones: [
                "interview.call.completed": .reportReady, "interview.advanced": .decision,
                "interview.rejected": .decision,
            ],
            interview: [.at("interview", "id")],
            definition: [.at("interview", "job_opening_id")],
            run: [.at("interview", "id")],
            fields: [
                "candidate_name": [.at("interview", "contact", "first_name")],
                "candidate_email": [.at("interview", "contact", "email")],
                "score": [.at("interview", "insights", "assessment_score")],
                "recording_url": [.at("interview", "calls", "0", "recording_url")],
            ],
            dedupe: [.at("event_type"), .at("interview", "id"), .bodyHash]),
        verification: [.pathToken, .header])

    static let jobMojito = Preset(
        name: "jobmojito", title: "JobMojito",
        documentation: "https://developer.jobmojito.com/webhooks",
        evidence: .documented,
        notes: [
            "Bodies have no event name: give each event a URL with ?event=interview_result.",
            "interview_id is the definition; the run is id.",
            "interview_result comes again when a score or a decision changes.",
            "No signature: a header that you configure there.",
            "The scale of score is not documented; 100 is assumed.",
        ],
        mapping: EventMapping(
            type: [.query("event"), .at("interview_status")],
            milestones: [
                "interview_result": .reportReady, "interview_collected": .ended,
                "interview_failed": .failed, "abandoned": .failed, "completed": .reportReady,
            ],
            interview: [.at("interview_id")], definition: [.at("interview_id")],
            run: [.at("id")],
            fields: [
                "candidate_name": [.at("candidate_name")],
                "candidate_email": [.at("candidate_email")],
                "score": [.at("score"), .at("ai_analysis_recruiter_score")],
                "score_max": [.number(100)], "report_url": [.at("pdf_export_url")],
                "ats_candidate": [.at("candidate_external_id")],
            ],
            dedupe: [.at("id"), .bodyHash]),
        verification: [.header, .pathToken])

    static let heyMilo = Preset(
        name: "heymilo", title: "HeyMilo",
        documentation: "https://docs.heymilo.ai/api-reference/webhooks/configuration",
        evidence: .partlyDocumented,
        notes: [
            "POST or GET, as chosen there: for GET write methods: [GET]. No signature was found: "
                + "use a secret path.",
            "Only the ids are known; candidate and score are said to be in the body. That a GET "
                + "has the same names in its query is assumed.",
        ],
        mapping: EventMapping(
            type: [.at("event_type"), .query("event_type")],
            milestones: [
                "interview_started": .started, "interview_completed": .ended,
                "report_available": .reportReady,
            ],
            interview: [.at("interview_id"), .query("interview_id")],
            definition: [.at("posting_id"), .query("posting_id")],
            run: [.at("interview_id"), .query("interview_id")],
            dedupe: [.at("event_type"), .at("interview_id"), .bodyHash]),
        verification: [.pathToken, .header])

    static let ribbon = Preset(
        name: "ribbon", title: "Ribbon",
        documentation: "https://docs.ribbon.ai/docs/webhooks", evidence: .documented,
        notes: ["Requests are signed only when a secret is set there."],
        mapping: EventMapping(
            type: [.at("event_type")],
            milestones: [
                "interview_processed": .reportReady, "video_processed": .mediaReady,
                "candidate_status_updated": .decision,
            ],
            interview: [.at("interview_id")], definition: [.at("interview_flow_id")],
            run: [.at("interview_id")],
            fields: [
                "candidate_name": [.at("interviewee_first_name")],
                "candidate_email": [.at("interviewee_email_address")],
                "report_url": [.at("interview_link")],
            ],
            dedupe: [.at("event_type"), .at("interview_id"), .bodyHash]),
        verification: [.pathToken], scheme: .hex("X-Ribbon-Signature"))

    static let classet = Preset(
        name: "classet", title: "Classet",
        documentation: "https://docs.classet.ai/reference/webhooks",
        evidence: .partlyDocumented,
        notes: [
            "Hexadecimal is assumed for the signature.",
            "The event is called candidate.interview.updated and interview.updated there.",
            "Where the candidate's name and ids stand is not shown.",
        ],
        mapping: EventMapping(
            type: [.at("event")],
            milestones: [
                "candidate.interview.updated": .decision, "interview.updated": .decision,
            ],
            interview: [.at("data", "interview_id"), .at("data", "id")],
            run: [.at("data", "interview_id"), .at("data", "id")],
            dedupe: [.at("event"), .bodyHash]),
        verification: [.header], scheme: .hex("x-classet-webhook-signature"))

    static let interviewRoom = Preset(
        name: "interviewroom", title: "InterviewRoom",
        documentation: "https://docs.interviewroom.ai/webhooks/payload",
        evidence: .partlyDocumented,
        notes: [
            "Whether data and json are members of the body is not clear; both forms are read.",
            "Encoding and signed text of ir-signature are assumed: hexadecimal, over the body.",
            "overall_band_score is a band of 9 as language tests have it; assumed.",
        ],
        mapping: EventMapping(
            type: [.at("data", "event"), .at("event")],
            milestones: [
                "JobPost.Application.Submitted": .ended,
                "JobPost.Application.Completed": .reportReady,
                "JobPost.Application.Status": .decision,
            ],
            interview: [.at("json", "interview_id"), .at("interview_id")],
            definition: [.at("json", "job_post_id"), .at("job_post_id")],
            run: [.at("json", "uuid"), .at("uuid")],
            fields: [
                "candidate_name": [.at("json", "name"), .at("name")],
                "candidate_email": [.at("json", "applicant_email"), .at("applicant_email")],
                "score": [.at("json", "overall_band_score"), .at("overall_band_score")],
                "score_max": [.number(9)],
                "recording_url": [.at("json", "playback_url"), .at("playback_url")],
            ],
            dedupe: [.bodyHash]),
        scheme: .hex("ir-signature"))

    static let zenHire = Preset(
        name: "zenhire", title: "ZenHire",
        documentation: "https://platform.zenhire.ai/docs/interview/webhook",
        evidence: .documented,
        mapping: EventMapping(
            type: [.at("status")],
            milestones: ["completed": .reportReady, "failed": .failed],
            interview: [.at("interview_svc_session_id")],
            run: [.at("interview_svc_session_id")], dedupe: [.at("delivery_id")]),
        scheme: .timed("X-Interview-Signature"))

    static let tavus = Preset(
        name: "tavus", title: "Tavus",
        documentation: "https://docs.tavus.io/sections/webhooks-and-callbacks",
        evidence: .documented,
        notes: ["No signature is documented: put a secret path into callback_url."],
        mapping: EventMapping(
            type: [.at("event_type")],
            milestones: [
                "system.replica_joined": .started, "system.shutdown": .ended,
                "application.transcription_ready": .reportReady,
                "application.recording_ready": .mediaReady,
            ],
            interview: [.at("conversation_id")], definition: [.at("properties", "replica_id")],
            run: [.at("conversation_id")],
            dedupe: [.at("event_type"), .at("conversation_id"), .bodyHash]),
        verification: [.pathToken])

    static let vapi = Preset(
        name: "vapi", title: "Vapi",
        documentation: "https://docs.vapi.ai/server-url/server-authentication",
        evidence: .documented,
        notes: [
            "Do not subscribe to assistant-request or tool-calls: they wait for an answer.",
            "Bearer, or an HMAC with header and format of your choice, work too.",
        ],
        mapping: EventMapping(
            type: [.at("message", "type")],
            milestones: ["end-of-call-report": .reportReady, "hang": .failed],
            interview: [.at("message", "call", "id")],
            definition: [.at("message", "call", "assistantId")],
            run: [.at("message", "call", "id")],
            fields: [
                "recording_url": [
                    .at("message", "artifact", "recordingUrl"), .at("message", "recordingUrl"),
                ]
            ],
            dedupe: [.at("message", "type"), .at("message", "call", "id"), .bodyHash]),
        verification: [.bearer, .hmacSHA256],
        scheme: .header(name: "X-Vapi-Secret", secrets: []))
}
