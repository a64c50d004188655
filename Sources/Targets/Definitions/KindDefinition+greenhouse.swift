import Model

extension KindDefinition {
    /// https://developers.greenhouse.io/harvest.html#post-add-note
    static let greenhouseNote: KindDefinition = {
        var kind = KindDefinition(
            name: "greenhouse-note", title: "Greenhouse (Harvest v1), a note on a candidate",
            group: .ats,
            documentation: "https://developers.greenhouse.io/harvest.html#post-add-note",
            base: .fixed("https://harvest.greenhouse.io"),
            path: "/v1/candidates/{candidate}/activity_feed/notes", credential: .basic("api_key"),
            headers: [("on-behalf-of", "on_behalf_of")],
            body: .object([
                ("user_id", .text("on_behalf_of")), ("body", .text("note")),
                ("visibility", .text("visibility")),
            ]),
            answers: noteAnswers(waits: [.header("X-RateLimit-Reset")]),
            conflicts: [
                ("api_key", KindOAuth.clientID), ("api_key", KindOAuth.clientSecret),
                ("api_key", KindOAuth.tokenURL),
            ], oneOf: ["api_key"], textKey: "note", lookup: .greenhouse,
            pace: (50, .seconds(10)), ownKeys: greenhouseKeys)
        kind.versions = [.init(key: "api", value: "v3", definition: greenhouseNoteV3)]
        return kind
    }()

    /// The route is the one of
    /// https://harvestdocs.greenhouse.io/docs/write-endpoint-migration-guide; the body is read in
    /// public clients. The author is the token's `sub`, and stands in the body too.
    private static let greenhouseNoteV3: KindDefinition = {
        var oauth = KindOAuth(
            tokenURLs: [("", "https://auth.greenhouse.io/token")], authentication: .basic,
            prefix: "Bearer ", refreshKey: nil)
        oauth.subjectKey = "on_behalf_of"
        return KindDefinition(
            name: "greenhouse-note", title: "Greenhouse (Harvest v3), a note on a candidate",
            group: .ats,
            documentation:
                "https://harvestdocs.greenhouse.io/docs/write-endpoint-migration-guide",
            base: .fixed("https://harvest.greenhouse.io"), path: "/v3/notes", oauth: oauth,
            body: .object([
                ("candidate_id", .number("candidate")), ("user_id", .number("on_behalf_of")),
                ("body", .text("note")), ("visibility", .text("visibility")),
                ("note_type", .literal("NOTE")),
            ]),
            answers: noteAnswers(waits: [.header("X-RateLimit-Reset")]),
            conflicts: [(KindOAuth.clientID, "api_key")],
            needs: [(KindOAuth.clientID, KindOAuth.clientSecret)], oneOf: [KindOAuth.clientID],
            textKey: "note", lookup: .greenhouseV3, pace: (50, .seconds(10)),
            ownKeys: greenhouseKeys)
    }()

    private static let greenhouseKeys: [KindKey] =
        [
            .init(
                "api", .choice(["v1", "v3"]), default: "v1",
                "Which Harvest: v1 with an `api_key`; v3 with an OAuth client, whose scope "
                    + "has harvest:notes:create."),
            .init("api_key", .secret, "With v1: a Harvest key that may add notes."),
            .init(KindOAuth.clientID, .constant, "With v3: the id of an OAuth client."),
            .init(KindOAuth.clientSecret, .secret, "The client's secret."),
            .init(
                KindOAuth.tokenURL, .base,
                "In place of the vendor's token endpoint, for tests and proxies."),
            .init(
                "on_behalf_of", .constant, required: true,
                "The id of the Greenhouse user who is shown as the author."),
            .init(
                "visibility", .choice(["admin_only", "private", "public"]), required: true,
                "Who sees the note: admin_only, private or public."),
        ] + noteKeys()
}
