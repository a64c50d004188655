import Model
import Targets
import Testing
import Verification

struct AnswerTestsTests {
    private func test(_ change: (inout AnswerTest) -> Void) -> AnswerTest {
        var test = AnswerTest()
        change(&test)
        return test
    }

    private func pointer(_ text: String) throws -> JSONPointer { try #require(JSONPointer(text)) }

    private func outcome(
        _ answers: AnswerTests, _ status: Int, _ body: String = "",
        _ headers: HeaderList = HeaderList()
    ) throws -> Outcome {
        try Fixture.http { $0.answers = answers }.outcome(
            of: Fixture.answer(status, body, headers: headers), now: Fixture.now)
    }

    @Test("a 2xx is a success only when it fits success_when, and others may be one too")
    func success() throws {
        var answers = AnswerTests()
        let place = try pointer("/ok")
        answers.success = [
            test { $0.values = [.init(place, ["true"])] }, test { $0.statuses = [409...409] },
        ]
        #expect(try outcome(answers, 200, #"{"ok":true}"#).class == .delivered)
        #expect(try outcome(answers, 409, "already there").class == .delivered)
        let other = try outcome(answers, 200, #"{"ok":false}"#)
        #expect(other.class == .retry && other.isAmbiguous)
        #expect(other.reason.code == "answer_no_success")
        #expect(try outcome(answers, 500, #"{"ok":true}"#).class == .retry)
        #expect(try outcome(answers, 400, #"{"ok":true}"#).class == .dead)
    }

    @Test("block, dead and retry are looked at in this order, before success")
    func order() throws {
        var answers = AnswerTests()
        let place = try pointer("/error")
        answers.block = [test { $0.texts = ["suspended", "closed"] }]
        answers.dead = [test { $0.values = [.init(place, [])] }]
        answers.retry = [test { $0.headers = [.init("X-Busy", ["yes"])] }]
        #expect(try outcome(answers, 200).class == .delivered)
        #expect(try outcome(answers, 200, #"{"error":"closed"}"#).class == .block)
        #expect(try outcome(answers, 200, #"{"error":{"a":1}}"#).class == .dead)
        #expect(try outcome(answers, 200, #"{"error":null}"#).class == .delivered)
        let busy = try outcome(answers, 200, "", ["x-busy": "YES", "Retry-After": "4"])
        #expect(busy.class == .retry && busy.retryAfter == .seconds(4))
        #expect(try outcome(answers, 404).isContextual)
    }

    @Test(
        "how long to wait is read from where the target says it",
        arguments: [
            ("7", 7000), ("2.5", 2500), ("1767607667", 7000), ("1767607667000", 7000),
            ("2026-01-05T10:07:47Z", 7000), ("Mon, 05 Jan 2026 10:07:47 GMT", 7000), ("0", 0),
            ("1767607000", 0), ("-1", nil), ("soon", nil), ("", nil), ("nan", nil), ("1e400", nil),
        ] as [(String, Int64?)])
    func waits(text: String, milliseconds: Int64?) throws {
        var answers = AnswerTests()
        answers.waits = [WaitPlace(.header("X-Reset"))]
        let outcome = try outcome(answers, 429, "", ["X-Reset": text])
        #expect(outcome.retryAfter == milliseconds.map { Milliseconds($0) })
    }

    @Test("Retry-After comes first, and milliseconds are read as such")
    func waitUnits() throws {
        var answers = AnswerTests()
        answers.waits = [WaitPlace(.body(try pointer("/wait")), unit: .milliseconds)]
        #expect(try outcome(answers, 503, #"{"wait":250}"#).retryAfter == Milliseconds(250))
        let both = try outcome(answers, 503, #"{"wait":250}"#, ["Retry-After": "9"])
        #expect(both.retryAfter == .seconds(9))
    }

    @Test("a plain target without such tests judges by the status, as before")
    func without() throws {
        #expect(try outcome(AnswerTests(), 200, "anything").class == .delivered)
        #expect(try outcome(AnswerTests(), 403).class == .block)
    }

    @Test("a code in headers of the receiver's choice is one that its verifier takes")
    func code() throws {
        let scheme = SignatureScheme(
            header: "X-Signature", prefix: "sha256=",
            signed: try SignedTemplate("{id}.{timestamp}.{body}"),
            timestamp: .init(header: "X-Time", tolerance: .minutes(5)),
            secrets: [try Fixture.secret("a-shared-secret")])
        let target = try Fixture.http { $0.code = scheme }
        let request = try target.request(for: Fixture.context(Fixture.event(body: "{\"a\":1}")))
            .get()
        #expect(request.headers["x-time"] == String(Fixture.now.seconds))
        #expect(request.headers.values("webhook-id").count == 1)
        let verifier = try Verifier(.signature(scheme))
        let verdict = verifier.verify(
            VerifiableRequest(
                method: request.method, headers: request.headers,
                body: request.body), now: Fixture.now)
        #expect(verdict == .ok(secretIndex: 0))
    }

    @Test("a header's secret may have words before it")
    func prefix() throws {
        let secret = try Fixture.secret("k3y-value")
        let target = try Fixture.http {
            $0.credential = .header(name: "Authorization", prefix: "Token token=", value: secret)
        }
        let request = try target.request(for: Fixture.context()).get()
        #expect(request.headers["authorization"] == "Token token=k3y-value")
        #expect(
            target.snippet(of: OutboundResponse(status: 400, body: Array("k3y-value".utf8)))
                == "•••")
    }
}
