import Model
import Targets
import Testing

/// What each vendor documents of its answers, and how each of them ends.
struct KindAnswerTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let kind: String
        let status: Int
        let body: String
        let expected: Outcome.Class

        init(_ kind: String, _ status: Int, _ body: String, _ expected: Outcome.Class) {
            self.kind = kind
            self.status = status
            self.body = body
            self.expected = expected
        }

        var testDescription: String { "\(kind) \(status) \(body)" }
    }

    private static let teams429 =
        "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP "
        + "error 429 with ContextId tcid=0"

    /// Chats. Slack's incoming webhooks have a table of their own, in `SlackTargetTests`.
    private static let chat: [Row] = [
        Row("slack-api", 200, #"{"ok":true,"channel":"C1","ts":"1.2"}"#, .delivered),
        Row("slack-api", 200, "", .retry), Row("slack-api", 200, "<html>", .retry),
        Row("slack-api", 200, #"{"ok":false}"#, .retry),
        Row("slack-api", 200, #"{"ok":false,"error":"a_new_word"}"#, .retry),
        Row("slack-api", 429, #"{"ok":false,"error":"ratelimited"}"#, .retry),
        Row("slack-api", 429, "", .retry), Row("slack-api", 503, "", .retry),
        Row("slack-workflow", 200, #"{"ok":true}"#, .delivered),
        Row("slack-workflow", 200, #"{"ok":false,"error":"channel_not_found"}"#, .block),
        Row("slack-workflow", 400, "", .dead), Row("slack-workflow", 403, "", .block),
        Row("slack-workflow", 404, "", .block), Row("slack-workflow", 429, "", .retry),
        Row("teams", 200, "1", .delivered), Row("teams", 202, "", .delivered),
        Row("teams", 200, teams429, .retry),
        Row("teams", 200, teams429.replacing("429", with: "502"), .retry),
        Row("teams", 400, "Bad payload", .dead), Row("teams", 401, "", .block),
        Row("teams", 403, "", .block), Row("teams", 404, "", .block),
        Row("teams", 410, "", .block), Row("teams", 413, "", .dead),
        Row("teams", 429, "", .retry), Row("teams", 500, "", .retry),
        Row("discord", 200, #"{"id":"1"}"#, .delivered), Row("discord", 204, "", .delivered),
        Row("discord", 400, #"{"code":50006}"#, .dead), Row("discord", 401, "", .block),
        Row("discord", 403, "", .block), Row("discord", 404, #"{"code":10015}"#, .block),
        Row("discord", 429, "{}", .retry), Row("discord", 500, "", .retry),
        Row("google-chat", 200, #"{"name":"spaces/A/messages/B"}"#, .delivered),
        Row("google-chat", 400, "", .dead), Row("google-chat", 401, "", .block),
        Row("google-chat", 403, "", .block), Row("google-chat", 404, "", .block),
        Row("google-chat", 429, "", .retry), Row("google-chat", 503, "", .retry),
    ]

    private static let slackWords: [(Outcome.Class, [String])] = [
        (
            .retry,
            [
                "ratelimited", "internal_error", "fatal_error", "service_unavailable",
                "request_timeout",
            ]
        ),
        (
            .dead,
            [
                "no_text", "msg_too_long", "invalid_blocks", "invalid_blocks_format",
                "invalid_arguments", "invalid_json", "json_not_object", "too_many_attachments",
            ]
        ),
        (
            .block,
            [
                "channel_not_found", "not_in_channel", "is_archived", "restricted_action",
                "restricted_action_read_only_channel", "invalid_auth", "not_authed",
                "account_inactive", "token_revoked", "token_expired", "no_permission",
                "missing_scope", "not_allowed_token_type", "ekm_access_denied",
                "org_login_required", "team_added_to_org",
            ]
        ),
    ]

    /// What is the same at every ATS, and what each adds.
    private static let ats: [Row] =
        KindCatalog.all.filter { $0.group == .ats }.flatMap { kind in
            [
                Row(kind.name, 401, "", .block), Row(kind.name, 403, "", .block),
                Row(kind.name, 402, "", .block), Row(kind.name, 410, "", .block),
                Row(kind.name, 404, "", .dead), Row(kind.name, 422, "", .dead),
                Row(kind.name, 400, "", .dead), Row(kind.name, 405, "", .dead),
                Row(kind.name, 302, "", .dead), Row(kind.name, 429, "", .retry),
                Row(kind.name, 408, "", .retry), Row(kind.name, 425, "", .retry),
                Row(kind.name, 500, "", .retry), Row(kind.name, 502, "", .retry),
                Row(kind.name, 503, "", .retry), Row(kind.name, 504, "", .retry),
            ]
        } + [
            Row("greenhouse-note", 201, "{}", .delivered),
            Row("greenhouse-note", 200, "{}", .delivered),
            Row("greenhouse-note", 422, #"{"message":"Invalid","errors":[]}"#, .dead),
            Row("lever-note", 201, #"{"data":{"id":"1"}}"#, .delivered),
            Row("ashby-note", 200, #"{"success":true,"results":{}}"#, .delivered),
            Row("ashby-note", 200, #"{"success":false,"errors":["not_found"]}"#, .dead),
            Row("ashby-note", 200, "", .retry), Row("ashby-note", 200, "<html>", .retry),
            Row("workable-comment", 201, "{}", .delivered),
            Row("smartrecruiters-message", 201, "{}", .delivered),
            Row("teamtailor-note", 201, #"{"data":{}}"#, .delivered),
            Row("bamboohr-comment", 201, "", .delivered),
            Row("recruitee-note", 201, "{}", .delivered),
            Row("jazzhr-note", 200, "{}", .delivered),
            Row("zoho-recruit-note", 201, #"{"data":[{"status":"success"}]}"#, .delivered),
            Row(
                "zoho-recruit-note", 202, #"{"data":[{"code":"INVALID_DATA","status":"error"}]}"#,
                .dead),
            Row("zoho-recruit-note", 200, "", .retry),
            Row("merge-activity", 201, #"{"model":{}}"#, .delivered),
            Row("kombo-note", 200, #"{"status":"success"}"#, .delivered),
        ]

    private func outcome(_ row: Row, _ headers: HeaderList = HeaderList()) throws -> Outcome {
        try KindFixture.target(row.kind).outcome(
            of: Fixture.answer(row.status, row.body, headers: headers), now: Fixture.now)
    }

    @Test("every documented answer ends as it should", arguments: chat + ats)
    func documented(row: Row) throws {
        let outcome = try outcome(row)
        #expect(outcome.class == row.expected)
        #expect(TargetReason(rawValue: outcome.reason.code) != nil)
        #expect(row.expected != .block || !outcome.reason.advice.isEmpty)
    }

    @Test("Slack's words decide within a 200")
    func slackAPI() throws {
        for (expected, words) in Self.slackWords {
            for word in words {
                let row = Row("slack-api", 200, #"{"ok":false,"error":"\#(word)"}"#, expected)
                let outcome = try outcome(row)
                #expect(outcome.class == expected, "\(word)")
                #expect(outcome.isAmbiguous == (word == "fatal_error"), "\(word)")
                let isOfChannel =
                    ["channel_not_found", "not_in_channel", "is_archived"].contains(word)
                    || word.hasPrefix("restricted_action")
                #expect(outcome.concernsDestination == isOfChannel, "\(word)")
            }
        }
    }

    @Test("every vendor's way to say when to come back is understood")
    func waits() throws {
        let soon = String(Fixture.now.seconds + 7)
        for (row, headers, seconds) in [
            (Row("greenhouse-note", 429, "", .retry), ["Retry-After": "9"], 9),
            (Row("greenhouse-note", 429, "", .retry), ["X-RateLimit-Reset": soon], 7),
            (Row("workable-comment", 429, "", .retry), ["X-Rate-Limit-Reset": soon], 7),
            (Row("teamtailor-note", 429, "", .retry), ["X-Rate-Limit-Reset": "4"], 4),
            (Row("bamboohr-comment", 503, "", .retry), ["Retry-After": "30"], 30),
            (Row("discord", 429, #"{"retry_after":2.5}"#, .retry), [:], 2.5),
            (Row("discord", 429, "{}", .retry), ["X-RateLimit-Reset-After": "1.25"], 1.25),
            (Row("slack-api", 429, "", .retry), ["Retry-After": "30"], 30),
            (Row("teams", 429, "", .retry), ["Retry-After": "3"], 3),
        ] as [(Row, HeaderList, Double)] {
            let outcome = try outcome(row, headers)
            #expect(
                outcome.retryAfter == Milliseconds(Int64(seconds * 1000)),
                "\(row.testDescription)")
        }
        let row = Row("lever-note", 429, "", .retry)
        #expect(try outcome(row, ["X-RateLimit-Reset": soon]).retryAfter == nil)
        #expect(try outcome(Row("discord", 400, #"{"retry_after":2}"#, .dead)).retryAfter == nil)
    }
}
