import Model
import Targets
import Testing

struct SlackTargetTests {
    private func text(_ target: Target, _ event: Event) throws -> String {
        let request = try target.request(for: Fixture.context(event)).get()
        return try #require(try JSONDocument(request.body).root.member("text")?.string)
    }

    @Test("the request is the webhook's URL with one JSON text")
    func request() throws {
        let request = try Fixture.slack("hello \"{{run}}\"").request(for: Fixture.context()).get()
        #expect(request.url == "https://hooks.slack.com/services/T0/B0/s3cr3tvalue")
        #expect(request.method == "POST")
        #expect(request.headers["content-type"] == "application/json; charset=utf-8")
        #expect(request.headers["webhook-id"] == Fixture.deliveryID.description)
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"text":"hello \"r-7\""}"#)
    }

    @Test("event values cannot mention, link or break out of the text")
    func escaping() throws {
        let event = Fixture.event(fields: [
            "candidate_name": .string("<!channel> <https://evil|hi> A&B &amp;")
        ])
        let shown = try text(Fixture.slack("{{fields.candidate_name}} <https://x|ok>"), event)
        #expect(
            shown == "&lt;!channel&gt; &lt;https://evil|hi&gt; A&amp;B &amp;amp; <https://x|ok>")
        let usual = try text(Fixture.slack(), event)
        #expect(!usual.contains("<"))
    }

    @Test("without a text of its own every milestone says something useful")
    func defaults() throws {
        let target = try Fixture.slack()
        let score = JSONScalar.number(JSONNumber(91))
        var texts: Set<String> = []
        for milestone in Milestone.allCases {
            let event = Fixture.event(
                milestone: milestone,
                fields: [
                    "candidate_name": .string("Ana\nFake: line"), "score": score,
                    "score_max": .number(JSONNumber(100)), "report_url": .string("https://r/1"),
                ])
            let shown = try text(target, event)
            #expect(shown.contains("Ana Fake: line") && shown.contains("score 91/100"))
            #expect(shown.contains("https://r/1") && shown.contains("apriora"))
            texts.insert(shown)
            let bare = try text(target, Fixture.event(milestone: milestone))
            #expect(bare.contains("apriora") && bare.contains("r-7"))
        }
        #expect(texts.count == Milestone.allCases.count)
    }

    @Test("a text that renders to nothing is not sent")
    func empty() throws {
        #expect(
            try Fixture.slack(" {{fields.none}}\n").failureCode(Fixture.context())
                == "message_empty")
    }

    @Test("a long text is cut between graphemes, never through an entity, and counted escaped")
    func truncation() throws {
        for count in 3990...4010 {
            let value = String(repeating: "x", count: count) + String(repeating: "<", count: 50)
            let event = Fixture.event(fields: ["v": .string(value)])
            let shown = try text(Fixture.slack("{{fields.v}}"), event)
            #expect(shown.unicodeScalars.count <= 4000)
            #expect(shown.hasSuffix("…"))
            let kept = String(shown.dropLast()).drop { $0 == "x" }
            #expect(kept.replacing("&lt;", with: "").isEmpty, "an entity was cut: \(kept)")
        }
        let family = "👩‍👩‍👧‍👦"
        let many = Fixture.event(fields: ["v": .string(String(repeating: family, count: 2000))])
        let shown = try text(Fixture.slack("{{fields.v}}"), many)
        #expect(shown.dropLast().allSatisfy { String($0) == family })
        #expect(shown.unicodeScalars.count <= 4000 && shown.count > 500)
    }

    @Test("a text of exactly the limit is left alone")
    func atTheLimit() throws {
        let event = Fixture.event(fields: ["v": .string(String(repeating: "é", count: 4000))])
        #expect(try text(Fixture.slack("{{fields.v}}"), event).count == 4000)
    }

    @Test(
        "Slack's words are understood, the body's before the status",
        arguments: [
            (200, "ok", Outcome.Class.delivered), (200, "ok\n", .delivered),
            (400, "invalid_payload", .dead), (400, "user_not_found", .dead),
            (400, "no_text", .dead), (400, "invalid_blocks", .dead),
            (400, "too_many_attachments", .dead), (403, "action_prohibited", .block),
            (403, "posting_to_general_channel_denied", .block), (403, "invalid_token", .block),
            (404, "channel_not_found", .block), (404, "no_active_hooks", .block),
            (404, "no_service", .block), (404, "no_service_id", .block), (404, "no_team", .block),
            (404, "team_disabled", .block), (410, "channel_is_archived", .block),
            (429, "rate_limited", .retry), (429, "", .retry), (500, "rollup_error", .retry),
            // The word decides, not the status.
            (200, "invalid_payload", .dead), (200, "no_service", .block),
            (500, "channel_is_archived", .block), (400, "invalid_token", .block),
            (200, #"{"ok":false,"error":"invalid_token"}"#, .block),
            // 200 with anything else is no success.
            (200, "", .retry), (200, "<html>ok</html>", .retry), (200, "OK", .retry),
            (200, #"{"ok":true}"#, .retry), (201, "ok", .retry),
            // Words that are not known: the status.
            (404, "what", .block), (410, "", .block), (400, "what", .dead), (403, "", .block),
            (503, "ok", .retry), (302, "", .dead), (413, "", .dead),
        ])
    func words(status: Int, body: String, expected: Outcome.Class) throws {
        let outcome = try Fixture.slack().outcome(
            of: Fixture.answer(status, body), now: Fixture.now)
        #expect(outcome.class == expected)
        #expect(expected == .delivered || !outcome.reason.advice.isEmpty || expected == .retry)
    }

    @Test("throttling says for how long")
    func retryAfter() throws {
        let answer = Fixture.answer(429, "rate_limited", headers: ["Retry-After": "30"])
        let outcome = try Fixture.slack().outcome(of: answer, now: Fixture.now)
        #expect(outcome.retryAfter == .seconds(30))
        #expect(outcome.reason.code == "slack_rate_limited")
    }

    @Test(
        "a URL that is no incoming webhook is refused without being quoted",
        arguments: [
            "https://hooks.slack.com/triggers/T/1/s3cret", "hooks.slack.com/services/s3cret",
            "https://hooks.slack.com/services/s3cret x",
        ])
    func refused(url: String) throws {
        let error = #expect(throws: TargetError.self) { try Fixture.slack(url: url) }
        #expect(error?.description.contains("s3cret") == false)
    }
}
