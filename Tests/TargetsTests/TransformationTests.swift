import Model
import Testing

@testable import Targets

/// Bodies that a program makes: what it is given, and what becomes of its answers.
@Suite("Bodies that a program makes")
struct TransformationTests {
    private struct Program: Transformation {
        var source = "."
        var answer: @Sendable ([UInt8]) -> Result<[UInt8], TransformationFailure>

        func run(
            on input: [UInt8], until stop: StopSign?
        ) -> Result<[UInt8], TransformationFailure> { answer(input) }
    }

    private func target(
        headers: [HTTPTargetSettings.Header] = [],
        _ answer: @escaping @Sendable ([UInt8]) -> Result<[UInt8], TransformationFailure>
    ) throws -> Target {
        try Fixture.http {
            $0.headers = headers
            $0.body = .transformation(Program(answer: answer))
        }
    }

    @Test("its input is the body as it came, and what templates see")
    func input() throws {
        let event = Fixture.event(
            fields: ["score": .number(JSONNumber(91)), "name": .string("A \"B\"")],
            headers: ["Content-Type": "application/json", "X-A": "1", "x-a": "2"],
            body: #"{"n": 12345678901234567890, "u":"\u003c"}"#)
        let target = try target { .success($0) }
        #expect(target.isTransformed && !target.isPrompt(for: event))
        let request = try target.request(for: Fixture.context(event, attempt: 3)).get()
        #expect(request.headers["content-type"] == "application/json")
        let root = try JSONDocument(request.body).root
        #expect(
            (root.member("body")?.sourceBytes).map { String(decoding: $0, as: UTF8.self) }
                == #"{"n": 12345678901234567890, "u":"\u003c"}"#)
        let words = try #require(root.member("event"))
        for (name, value) in [
            ("source", "apriora"), ("type", "session.completed"), ("milestone", "report_ready"),
            ("definition", "pos_91"), ("run", "r-7"), ("event_id", event.id.description),
            ("delivery_id", Fixture.deliveryID.description), ("method", "POST"),
            ("received", Fixture.now.description), ("target", "audit"),
        ] {
            #expect(words.member(name)?.string == value, "\(name)")
        }
        #expect(words.member("fields")?.member("name")?.string == "A \"B\"")
        #expect(words.member("headers")?.member("x-a")?.string == "1")
        // What has no value is not there: `//` stands in for it.
        #expect(words.member("interview") == nil && words.member("query") == nil)
    }

    @Test(
        "a form is its JSON, and what is neither is null",
        arguments: [
            ("a=1&b=2", "application/x-www-form-urlencoded", #"{"a":"1","b":"2"}"#),
            ("plain", "text/plain", "null"),
        ])
    func otherBodies(body: String, type: String, expected: String) throws {
        let event = Fixture.event(headers: ["content-type": type], body: body)
        let request = try target { .success($0) }.request(for: Fixture.context(event)).get()
        let found = try #require(try JSONDocument(request.body).root.member("body"))
        #expect(String(decoding: found.sourceBytes, as: UTF8.self) == expected)
    }

    @Test("its output is the body, without the line break after it")
    func output() throws {
        let request = try target { _ in .success(Array("[1]\n".utf8)) }
            .request(for: Fixture.context()).get()
        #expect(request.body == Array("[1]".utf8))
    }

    @Test("what fails is dead with a code of its own; only what could not begin is tried again")
    func failures() throws {
        let cases: [(Result<[UInt8], TransformationFailure>, String, Bool)] = [
            (.failure(.failed("no", whole: "no")), "transformation_failed", false),
            (.failure(.noOutput), "transformation_no_output", false),
            (.failure(.limit("8 MiB")), "transformation_limit", false),
            (.success(Array("{\"a\":".utf8)), "transformation_not_json", false),
            (.success([0xFF]), "transformation_not_json", false),
            (.failure(.unavailable("no")), "transformation_unavailable", true),
        ]
        for (answer, code, isPassing) in cases {
            let result = try target { _ in answer }.request(for: Fixture.context())
            let failure = #expect(throws: RenderFailure.self) { try result.get() }
            #expect(failure?.reason.code == code)
            #expect(failure?.isPassing == isPassing, "\(code)")
            #expect(failure?.reason.advice.isEmpty == false)
        }
    }

    @Test("only a preview tells the values in what a program says")
    func values() throws {
        let target = try target { _ in .failure(.failed("date …", whole: "date 90000")) }
        let sent = #expect(throws: RenderFailure.self) {
            try target.request(for: Fixture.context()).get()
        }
        #expect(sent?.reason.message.hasSuffix("date …") == true)
        let shown = #expect(throws: RenderFailure.self) {
            try target.preview(of: Fixture.context()).get()
        }
        #expect(shown?.reason.message.hasSuffix("date 90000") == true)
    }

    @Test("a body of another type than JSON is refused with the settings")
    func contentType() throws {
        let header = HTTPTargetSettings.Header(name: "Content-Type", value: "text/plain")
        #expect(throws: TargetError.self) {
            try target(headers: [header]) { .success($0) }
        }
        let fine = HTTPTargetSettings.Header(name: "Content-Type", value: "application/a+json")
        let request = try target(headers: [fine]) { .success($0) }
            .request(for: Fixture.context()).get()
        #expect(request.headers.values("content-type") == ["application/a+json"])
    }

    @Test("who compares very many requests need not run it")
    func comparing() throws {
        let target = try target { _ in .failure(.failed("it ran", whole: "it ran")) }
        var context = Fixture.context(Fixture.event(body: "{\"a\":1}"))
        context.runsPrograms = false
        let request = try target.request(for: context).get()
        #expect(String(decoding: request.body, as: UTF8.self).hasSuffix(#""body":{"a":1}}"#))
    }
}
