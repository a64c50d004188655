import Model

extension KindDefinition {
    /// https://documentation.bamboohr.com/reference/post-application-comment-1; throttling is
    /// said to be a 503 with Retry-After.
    static let bambooHRComment = KindDefinition(
        name: "bamboohr-comment", title: "BambooHR, a comment on an application", group: .ats,
        documentation: "https://documentation.bamboohr.com/reference/post-application-comment-1",
        base: .fixed("https://{subdomain}.bamboohr.com"),
        path: "/api/v1/applicant_tracking/applications/{candidate}/comments",
        credential: .basic("api_key", password: "x"),
        body: .object([("type", .literal("comment")), ("comment", .text("note"))]),
        answers: {
            var answers = noteAnswers()
            answers.rules.append(.init(.status(503), .retry, .targetThrottled))
            return answers
        }(), textKey: "note", lookup: .bambooHR,
        ownKeys: [
            .init("subdomain", .hostLabel, required: true, "As in https://NAME.bamboohr.com."),
            .init("api_key", .secret, required: true, "An API key of a user who may comment."),
        ] + noteKeys("The application's id."))

    /// https://docs.recruitee.com/reference; the body is read in public clients.
    static let recruiteeNote = KindDefinition(
        name: "recruitee-note", title: "Recruitee, a note on a candidate", group: .ats,
        documentation: "https://docs.recruitee.com/reference",
        base: .fixed("https://api.recruitee.com"),
        path: "/c/{company}/candidates/{candidate}/notes",
        credential: .authorization("token", prefix: "Bearer "),
        body: .object([("note", .object([("body", .text("note"))]))]),
        answers: noteAnswers(), textKey: "note", lookup: .recruitee,
        ownKeys: [
            .init("company", .constant, required: true, "The company's id."),
            .init("token", .secret, required: true, "A personal API token."),
        ] + noteKeys())

    /// https://apidoc.jazzhrapis.com; read in public clients.
    static let jazzHRNote = KindDefinition(
        name: "jazzhr-note", title: "JazzHR, a note on an applicant", group: .ats,
        documentation: "https://apidoc.jazzhrapis.com",
        base: .fixed("https://api.resumatorapi.com"), path: "/v1/notes",
        credential: .query("api_key", name: "apikey"),
        body: .object([
            ("applicant_id", .text("candidate")), ("contents", .text("note")),
            ("user_id", .text("user")), ("security", .text("security")),
        ]),
        answers: noteAnswers(), textKey: "note",
        ownKeys: [
            .init("api_key", .secret, required: true, "The account's API key."),
            .init("user", .constant, "The id of the user who writes it."),
            .init("security", .constant, "Who sees it, in JazzHR's own numbers."),
        ] + noteKeys("The applicant's id."))

    /// https://www.zoho.com/recruit/developer-guide/apiv2/create-notes.html: a failure is a status
    /// within a 2xx. An access token lasts an hour; it is asked for at
    /// https://www.zoho.com/accounts/protocol/oauth/multi-dc.html, in China at the host of
    /// https://www.zoho.com/crm/developer/docs/api/multi-dc.html.
    static let zohoRecruitNote = KindDefinition(
        name: "zoho-recruit-note", title: "Zoho Recruit, a note on a candidate", group: .ats,
        documentation: "https://www.zoho.com/recruit/developer-guide/apiv2/create-notes.html",
        base: .regions([
            ("com", "https://recruit.zoho.com"), ("eu", "https://recruit.zoho.eu"),
            ("in", "https://recruit.zoho.in"), ("com.au", "https://recruit.zoho.com.au"),
            ("com.cn", "https://recruit.zoho.com.cn"), ("jp", "https://recruit.zoho.jp"),
        ]),
        path: "/recruit/v2/Notes", credential: .authorization("token", prefix: "Zoho-oauthtoken "),
        oauth: KindOAuth(
            tokenURLs: ["com", "eu", "in", "com.au", "com.cn", "jp"].map {
                (region: $0, url: "https://accounts.zoho.\($0)/oauth/v2/token")
            }, authentication: .body, prefix: "Zoho-oauthtoken "),
        body: .object([
            (
                "data",
                .array([
                    .object([
                        ("Note_Title", .text("title")), ("Note_Content", .text("note")),
                        ("Parent_Id", .text("candidate")), ("se_module", .literal("Candidates")),
                    ])
                ])
            )
        ]),
        answers: {
            var answers = noteAnswers()
            answers.success = [.success.value("/data/0/status", "success")]
            answers.rules.append(
                .init(.success.value("/data/0/status", "error"), .dead, .targetMessageRefused))
            return answers
        }(), conflicts: [("token", KindOAuth.clientID)], needs: KindOAuth.needs,
        oneOf: ["token", KindOAuth.clientID], textKey: "note", lookup: .zohoRecruit,
        ownKeys: KindOAuth.refreshingKeys + [
            .init("token", .secret, "An access token, which lasts an hour: for trying it out."),
            .init(
                "title", .message(.noteLine, max: 120), default: "Interview",
                "A template of the note's title."),
            region(["com", "eu", "in", "com.au", "com.cn", "jp"]),
        ] + noteKeys())

    /// https://docs.merge.dev/ats/activities/
    static let mergeActivity = KindDefinition(
        name: "merge-activity", title: "Merge, an activity on a candidate", group: .ats,
        documentation: "https://docs.merge.dev/ats/activities/",
        base: .regions([
            ("us", "https://api.merge.dev"), ("eu", "https://api-eu.merge.dev"),
            ("ap", "https://api-ap.merge.dev"),
        ]),
        path: "/api/ats/v1/activities", credential: .authorization("api_key", prefix: "Bearer "),
        headers: [("x-account-token", "account_token")],
        body: .object([
            (
                "model",
                .object([
                    ("activity_type", .literal("NOTE")), ("subject", .text("title")),
                    ("body", .text("note")), ("visibility", .text("visibility")),
                    ("candidate", .text("candidate")), ("user", .text("user")),
                ])
            ),
            ("remote_user_id", .text("remote_user")),
        ]),
        answers: noteAnswers(), textKey: "note", lookup: .merge, pace: (100, .minutes(1)),
        ownKeys: [
            .init("api_key", .secret, required: true, "Merge's key of your production access."),
            .init("account_token", .secret, required: true, "The token of the linked account."),
            .init(
                "visibility", .choice(["ADMIN_ONLY", "PRIVATE", "PUBLIC"]), required: true,
                "Who sees it: ADMIN_ONLY, PRIVATE or PUBLIC."),
            .init(
                "title", .message(.noteLine, max: 120), default: "Interview",
                "A template of the activity's subject."),
            .init("user", .constant, "The Merge id of the user who writes it."),
            .init("remote_user", .constant, "The user's id in the ATS, where that is asked for."),
            region(["us", "eu", "ap"]),
        ] + noteKeys("The candidate's Merge id."))

    /// https://docs.kombo.dev/ats/v1/post-applications-application-id-notes
    static let komboNote = KindDefinition(
        name: "kombo-note", title: "Kombo, a note on an application", group: .ats,
        documentation: "https://docs.kombo.dev/ats/v1/post-applications-application-id-notes",
        base: .regions([("eu", "https://api.kombo.dev"), ("us", "https://api.us.kombo.dev")]),
        path: "/v1/ats/applications/{candidate}/notes",
        credential: .authorization("api_key", prefix: "Bearer "),
        headers: [("x-integration-id", "integration_id")],
        body: .object([("content", .text("note")), ("content_type", .literal("PLAIN_TEXT"))]),
        answers: noteAnswers(), textKey: "note", lookup: .kombo,
        ownKeys: [
            .init("api_key", .secret, required: true, "A Kombo API key."),
            .init("integration_id", .constant, required: true, "The integration's id."),
            region(["eu", "us"]),
        ] + noteKeys("The application's id."))
}
