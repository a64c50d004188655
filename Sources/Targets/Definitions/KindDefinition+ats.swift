import Model

extension KindDefinition {
    /// https://hire.lever.co/developer/documentation#create-a-note
    static let leverNote = KindDefinition(
        name: "lever-note", title: "Lever, a note on an opportunity", group: .ats,
        documentation: "https://hire.lever.co/developer/documentation#create-a-note",
        base: .regions([
            ("global", "https://api.lever.co"), ("eu", "https://api.eu.lever.co"),
        ]),
        path: "/v1/opportunities/{candidate}/notes", credential: .basic("api_key"),
        query: [("perform_as", "perform_as")],
        body: .object([("value", .text("note")), ("secret", .flag("secret_note"))]),
        answers: noteAnswers(), textKey: "note", lookup: .lever, pace: (10, .seconds(1)),
        ownKeys: [
            .init("api_key", .secret, required: true, "A Lever API key."),
            .init("perform_as", .constant, "The id of the Lever user who is shown as the author."),
            .init("secret_note", .flag, "true: only those who may see secret notes see it."),
            region(["global", "eu"]),
        ] + noteKeys("The opportunity's id."))

    /// https://developers.ashbyhq.com/reference/candidatecreatenote: failures are 200 with
    /// `success: false`.
    static let ashbyNote = KindDefinition(
        name: "ashby-note", title: "Ashby, a note on a candidate", group: .ats,
        documentation: "https://developers.ashbyhq.com/reference/candidatecreatenote",
        base: .fixed("https://api.ashbyhq.com"), path: "/candidate.createNote",
        credential: .basic("api_key"),
        body: .object([
            ("candidateId", .text("candidate")), ("note", .text("note")),
            ("isPrivate", .flag("private")), ("sendNotifications", .flag("notify")),
        ]),
        answers: {
            var answers = noteAnswers()
            answers.success = [.success.value("/success", "true")]
            answers.rules.append(
                .init(.success.value("/success", "false"), .dead, .targetMessageRefused))
            return answers
        }(), textKey: "note", lookup: .ashby,
        ownKeys: [
            .init("api_key", .secret, required: true, "An Ashby key with candidatesWrite."),
            .init("private", .flag, "true: a private note."),
            .init("notify", .flag, "true: subscribers are told of it."),
        ] + noteKeys())

    /// https://workable.readme.io/reference/comment
    static let workableComment = KindDefinition(
        name: "workable-comment", title: "Workable, a comment on a candidate", group: .ats,
        documentation: "https://workable.readme.io/reference/comment",
        base: .fixed("https://{subdomain}.workable.com"),
        path: "/spi/v3/candidates/{candidate}/comments",
        credential: .authorization("token", prefix: "Bearer "),
        body: .object([
            ("member_id", .text("member")),
            ("comment", .object([("body", .text("note")), ("policy", .list("policy"))])),
        ]),
        answers: noteAnswers(waits: [.header("X-Rate-Limit-Reset")]), textKey: "note",
        lookup: .workable,
        pace: (10, .seconds(10)),
        ownKeys: [
            .init("subdomain", .hostLabel, required: true, "As in https://NAME.workable.com."),
            .init("token", .secret, required: true, "A token with w_candidates or w_comments."),
            .init("member", .constant, required: true, "The id of the member who comments."),
            .init("policy", .constant, "The role that alone sees it, such as simple or reviewer."),
        ] + noteKeys())

    /// https://developers.smartrecruiters.com/docs/rate-limiting; the call is read in public
    /// clients. Answers may take two minutes.
    static let smartRecruitersMessage = KindDefinition(
        name: "smartrecruiters-message", title: "SmartRecruiters, a message about a candidate",
        group: .ats, documentation: "https://developers.smartrecruiters.com/docs/rate-limiting",
        base: .fixed("https://api.smartrecruiters.com"), path: "/messages/shares",
        credential: .header("api_key", name: "x-smarttoken"),
        body: .object([
            (
                "content",
                .joined([
                    .literal("#[CANDIDATE:"), .key("candidate"), .literal("] "), .key("note"),
                ])
            ),
            (
                "shareWith",
                .object([("users", .list("user")), ("hiringTeamOf", .list("hiring_team_of"))])
            ),
        ]),
        answers: noteAnswers(), oneOf: ["user", "hiring_team_of"], textKey: "note",
        lookup: .smartRecruiters,
        pace: (10, .seconds(1)),
        totalTimeout: .seconds(128),
        ownKeys: [
            .init("api_key", .secret, required: true, "A SmartToken."),
            .init("user", .constant, "The id of a user to share it with."),
            .init("hiring_team_of", .constant, "The id of a job whose hiring team sees it."),
        ] + noteKeys())

    /// https://docs.teamtailor.com/#create-note, JSON:API.
    static let teamtailorNote = KindDefinition(
        name: "teamtailor-note", title: "Teamtailor, a note on a candidate", group: .ats,
        documentation: "https://docs.teamtailor.com",
        base: .regions([
            ("eu", "https://api.teamtailor.com"), ("na", "https://api.na.teamtailor.com"),
        ]),
        path: "/v1/notes", credential: .authorization("api_key", prefix: "Token token="),
        constants: [("x-api-version", "20210218")], contentType: "application/vnd.api+json",
        body: .object([
            (
                "data",
                .object([
                    ("type", .literal("notes")),
                    ("attributes", .object([("note", .text("note"))])),
                    (
                        "relationships",
                        .object([
                            ("candidate", related("candidates", "candidate")),
                            ("user", related("users", "user")),
                        ])
                    ),
                ])
            )
        ]),
        answers: noteAnswers(waits: [.header("X-Rate-Limit-Reset")]), textKey: "note",
        lookup: .teamtailor,
        pace: (50, .seconds(10)),
        ownKeys: [
            .init("api_key", .secret, required: true, "An API key with write access."),
            .init("user", .constant, required: true, "The id of the user who writes it."),
            region(["eu", "na"]),
        ] + noteKeys())

    private static func related(_ type: String, _ key: String) -> BodyShape {
        .object([("data", .object([("type", .literal(type)), ("id", .text(key))]))])
    }
}

extension KindDefinition {
    static func region(_ names: [String]) -> KindKey {
        .init(
            "region", .choice(names), default: names[0],
            "Where the account lives: \(names.joined(separator: ", ")).")
    }

    static func noteKeys(_ candidate: String = "The candidate's id.") -> [KindKey] {
        [
            .init(
                "candidate", .identifier, default: "{{fields.ats_candidate}}",
                "\(candidate) A template; an event without it is not sent."),
            .init(
                KindDefinition.findBy, .finder,
                "Looks the candidate up, where `candidate` is unset or comes out empty."),
            .init(
                "note", .message(.noteLine, max: Limits.noteTextMax),
                default: "a text for each milestone",
                "A template of the text; the event's id is added unless it is in it."),
        ]
    }

    /// A 404 of a candidate's own address is about the candidate, and no reason to stop.
    static func noteAnswers(waits: [WaitPlace] = []) -> AnswerRules {
        var answers = AnswerRules()
        answers.rules = [
            .init(.status(401), .block, .targetCredentialRefused),
            .init(.status(403), .block, .targetCredentialRefused),
            .init(.status(404), .dead, .targetCandidateUnknown),
            .init(.status(422), .dead, .targetMessageRefused),
            .init(.status(429), .retry, .targetThrottled),
        ]
        answers.waits = waits
        return answers
    }
}
