import Model
import Store
import Support
import Testing
import Verification

@testable import Ingress

/// Seeded: a failure names its seed, and comes again with it. `FUZZ_CASES` sets how many cases each
/// seed tries.
@Suite("Damaged requests and the pipeline")
struct IngressFuzzTests {
    private static let bodies = [
        #"{"event":"done","run":"r","a":1,"b":[1,{"c":"\ud83d\ude00"}]}"#,
        #"{"items":[{"run":1},{"run":"two","event":"x"}]}"#,
        #"[{"specversion":"1.0","id":"1","source":"/s","type":"t"}]"#,
        "event=done&run=CA1&list=a&list=b%20c", "payload=%7B%22run%22%3A1%7D", "",
    ]
    private static let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    private static let types = [
        "application/json", "application/cloudevents+json", "application/cloudevents-batch+json",
        "application/x-www-form-urlencoded", "text/plain; charset=utf-8",
    ]

    @Test(
        "whatever comes is answered; only what gets 200 is stored, as it came or a part of it",
        arguments: 0..<4)
    func requests(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed &* 7919 &+ 5)
        var rest = Fuzz.cases(1_000)
        while rest > 0 {
            // A store of its own for so many: they are kept in memory.
            try await requests(min(rest, 1_000), &random)
            rest -= 1_000
        }
    }

    private func requests(_ count: Int, _ random: inout SeededGenerator) async throws {
        let preset = try #require(Preset.named("cloudevents"))
        let fixture = try IngressFixture { sources in
            sources["open"]?.batch = JSONPointer(tokens: ["items"])
            sources["open"]?.methods = ["POST", "GET"]
            sources["any"] = Source(name: "any", verifier: .none, mapping: preset.mapping)
            sources["any"]?.bodies = .any
        }
        var stored: UInt64 = 0
        for _ in 0..<count {
            let (path, query, method, headers, body) = request(&random)
            let answer = await fixture.send(
                path, method: method, headers, query: query, body: body)
            #expect(
                [200, 400, 401, 404, 405, 413, 415, 431, 501, 508].contains(answer.status),
                "\(answer.status)")
            let total = fixture.meter.total("signalbox_events_accepted_total")
            defer { stored = total }
            guard answer.status == 200 else {
                #expect(total == stored)
                continue
            }
            for id in (answer.member("id").map { [$0] } ?? []) + answer.list("ids") {
                let event = try #require(try EventID(id).flatMap { try fixture.store.event($0) })
                // A repetition names the first one, whose body may have been another.
                if answer.member("duplicate") == nil, !answer.list("duplicates").contains(id) {
                    #expect(event.body == body || contains(body, event.body))
                }
                #expect(event.headers["authorization"] == nil)
            }
        }
        #expect(fixture.pipeline.bodies.bytesInUse == 0)
        // Else nothing would have been tried; a few may all be refused.
        #expect(stored > 0 || count < 100)
    }

    private func request(
        _ random: inout SeededGenerator
    ) -> (String, String, String, HeaderList, [UInt8]) {
        func sometimes(_ text: String) -> String {
            Int.random(in: 0..<4, using: &random) == 0 ? Fuzz.damage(text, &random) : text
        }
        var body = Array((Self.bodies.randomElement(using: &random) ?? "").utf8)
        if Bool.random(using: &random) { Fuzz.damage(&body, &random) }
        var headers = HeaderList()
        headers.append(
            "content-type", sometimes(Self.types.randomElement(using: &random) ?? ""))
        headers.append("traceparent", sometimes(Self.trace))
        headers.append("authorization", sometimes("Basic cmVsYXk6eA=="))
        headers.append("x-sig", sometimes("sha256=00"))
        headers.append("connection", sometimes("keep-alive, x-event"))
        for (name, value) in [
            ("ce-specversion", "1.0"), ("ce-id", "%E2%82%AC"), ("ce-type", "\"a b\""),
            ("ce-source", "/s"), ("signalbox-hops", "1"), ("x-event", "e"),
        ] where Bool.random(using: &random) {
            headers.append(name, sometimes(value))
        }
        let paths = ["/in/open", "/in/any", "/in/token/s3cret", "/in/hmac", "/in/basic"]
        return (
            sometimes(paths.randomElement(using: &random) ?? "/"), sometimes("a=1&b=%20c"),
            Int.random(in: 0..<6, using: &random) == 0 ? "GET" : "POST", headers, body
        )
    }

    private func contains(_ whole: [UInt8], _ part: [UInt8]) -> Bool {
        guard part.count <= whole.count else { return false }
        return (0...whole.count - part.count).contains { whole[$0...].starts(with: part) }
    }

    @Test("readers of heads take any text, and what they give can be read again", arguments: 0..<4)
    func heads(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed &* 104_729 &+ 11)
        for _ in 0..<Fuzz.cases(2_000) {
            if case .source(let name, _) = IngressPath(Fuzz.damage("/in/open/a%2Fb+c", &random)) {
                #expect(!name.isEmpty)
            }
            let text = Fuzz.damage(Self.trace, &random)
            if let trace = TraceContext(traceparent: text)?.description {
                #expect(TraceContext(traceparent: trace)?.description == trace)
            }
            let value = Fuzz.damage("a b&c=%41é", &random)
            #expect(QueryString.decode(QueryString.encode(value)) == value)
            let query = Fuzz.damage("a=1&key=2&b=%4&key", &random)
            let rest = QueryString.removing(["key"], from: query)
            #expect(QueryString.value("key", in: rest) == nil)
            _ = CloudEvent.decode(Fuzz.damage("\"a\\\"b%20c\"", &random))
            var form = Array("payload=%7B%7D&a=b".utf8)
            Fuzz.damage(&form, &random)
            #expect((try? MessageBody.form(form)) != nil)
            _ = BodyFormat(HeaderList(["content-type": Fuzz.damage("a/b+json; q", &random)]))
        }
    }
}
