import Model
import Store
import Testing
import Verification

@testable import Ingress

@Suite("Requests that are not taken")
struct RefusalTests {
    private static let json = HeaderList(["content-type": "application/json"])

    /// The answer is a problem with this code, it was counted, and nothing was stored.
    private func expect(
        _ fixture: IngressFixture, _ answer: IngressAnswer, _ status: Int, _ refusal: Refusal,
        location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(answer.status == status, sourceLocation: location)
        #expect(answer.refusal == refusal, sourceLocation: location)
        #expect(answer.member("code") == refusal.code, sourceLocation: location)
        #expect(answer.member("status") == String(status), sourceLocation: location)
        #expect(
            answer.header("content-type") == "application/problem+json", sourceLocation: location)
        #expect(fixture.rejected(refusal) == 1, sourceLocation: location)
        #expect(try fixture.events().isEmpty, sourceLocation: location)
        #expect(fixture.pipeline.bodies.bytesInUse == 0, sourceLocation: location)
    }

    @Test(
        "a path that is no source's is 404",
        arguments: [
            "/", "/in", "/in/", "/out/open", "/in/open/token/more", "/In/open", "//in/open",
        ])
    func otherPaths(_ path: String) async throws {
        let fixture = try IngressFixture()
        try expect(fixture, await fixture.send(path), 404, .notFound)
    }

    @Test(
        "a source that is not there, or takes no token, is 404",
        arguments: ["/in/nobody", "/in/OPEN", "/in/open/token", "/in/op%00en"])
    func unknownSources(_ path: String) async throws {
        let fixture = try IngressFixture()
        try expect(fixture, await fixture.send(path), 404, .unknownSource)
    }

    @Test(
        "a method other than POST is 405", arguments: ["GET", "PUT", "HEAD", "OPTIONS", "DELETE"])
    func methods(_ method: String) async throws {
        let fixture = try IngressFixture()
        let answer = await fixture.send("/in/open", method: method)
        try expect(fixture, answer, 405, .methodNotAllowed)
        #expect(answer.header("allow") == "POST")
    }

    @Test("a disabled source is 403")
    func disabled() async throws {
        let fixture = try IngressFixture { $0["open"]?.enabled = false }
        try expect(fixture, await fixture.send("/in/open"), 403, .sourceDisabled)
    }

    @Test("an announced body over the source's limit is 413 before it is read")
    func announcedTooLarge() async throws {
        let fixture = try IngressFixture { $0["open"]?.bodyBytesMax = 10 }
        let body = Array("{\"a\":12345}".utf8)
        let request = IngressRequest(
            path: "/in/open", headers: Self.json, contentLength: body.count)
        guard case .answer(let answer) = fixture.pipeline.admit(request) else {
            Issue.record("the body would have been read")
            return
        }
        try expect(fixture, answer, 413, .bodyTooLarge)
        #expect(answer.closesConnection)
        let fitting = await fixture.send("/in/open", body: body.dropLast(2) + "}".utf8)
        #expect(fitting.status == 200)
    }

    @Test("header fields over the limit are 431")
    func headersTooLarge() async throws {
        let fixture = try IngressFixture()
        var headers = Self.json
        headers.append("x-long", String(repeating: "x", count: 32 << 10))
        try expect(fixture, await fixture.send("/in/open", headers), 431, .headersTooLarge)
    }

    @Test("too many header fields are 431")
    func tooManyHeaders() async throws {
        let fixture = try IngressFixture()
        var headers = Self.json
        for _ in 0..<200 { headers.append("x", "") }
        try expect(fixture, await fixture.send("/in/open", headers), 431, .headersTooLarge)
    }

    @Test(
        "a transfer coding other than chunked alone is 501, and the connection ends",
        arguments: [["gzip, chunked"], ["gzip"], ["identity"], ["chunked", "chunked"], [""]])
    func transferCodings(values: [String]) async throws {
        let fixture = try IngressFixture()
        var headers = HeaderList(["content-type": "application/json"])
        for value in values { headers.append("transfer-encoding", value) }
        let answer = await fixture.send("/in/open", headers, announced: false)
        #expect(answer.status == 501)
        #expect(answer.member("code") == "unsupported_transfer_coding")
        #expect(answer.closesConnection)
        #expect(try fixture.events().isEmpty)
    }

    @Test("a request that passed through five relays is 508", arguments: ["5", "6", "99"])
    func hops(_ count: String) async throws {
        let fixture = try IngressFixture()
        var headers = Self.json
        headers.append("signalbox-hops", count)
        try expect(fixture, await fixture.send("/in/open", headers), 508, .tooManyHops)
    }

    @Test("fewer relays are fine", arguments: ["4", "0", "many"])
    func fewHops(_ count: String) async throws {
        let fixture = try IngressFixture()
        var headers = Self.json
        headers.append("signalbox-hops", count)
        #expect(await fixture.send("/in/open", headers).status == 200)
    }

    @Test(
        "a media type that is not JSON is 415",
        arguments: [
            "text/plain", "text/json", "multipart/form-data; boundary=x", "application/xml",
            "application/jsonp", "+json", "a/b/c+json", "application/cloudevents-batch+xml",
        ])
    func mediaTypes(_ type: String) async throws {
        let fixture = try IngressFixture()
        let answer = await fixture.send("/in/open", HeaderList(["content-type": type]))
        try expect(fixture, answer, 415, .unsupportedMediaType)
    }

    @Test("a coded body, two media types, or none and no JSON are 415")
    func otherMedia() async throws {
        for headers: HeaderList in [
            ["content-type": "application/json", "content-encoding": "gzip"],
            ["content-type": "application/json", "Content-Type": "application/json"], [:],
        ].map(HeaderList.init) {
            let fixture = try IngressFixture()
            let answer = await fixture.send("/in/open", headers, body: Array("a=b".utf8))
            try expect(fixture, answer, 415, .unsupportedMediaType)
        }
    }

    @Test(
        "a body that is not JSON is 400, and the answer quotes nothing of it",
        arguments: ["", "{", "{s3cret: 1}", "{} {}", "NaN", "\u{FEFF}{}"])
    func malformed(_ text: String) async throws {
        let fixture = try IngressFixture()
        let answer = await fixture.send("/in/open", body: Array(text.utf8))
        try expect(fixture, answer, 400, .malformedJSON)
        #expect(!answer.text.contains("s3cret"))
    }

    @Test("a body that is not UTF-8 is 400")
    func invalidUTF8() async throws {
        let fixture = try IngressFixture()
        let body = Array(#"{"a":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
        try expect(fixture, await fixture.send("/in/open", body: body), 400, .malformedJSON)
    }

    @Test("a body nested 100,000 deep is 400")
    func deep() async throws {
        let fixture = try IngressFixture()
        let body = Array(repeating: UInt8(ascii: "["), count: 100_000)
        try expect(fixture, await fixture.send("/in/open", body: body), 400, .jsonTooDeep)
    }

    @Test("a body with a million keys is 400")
    func manyKeys() async throws {
        let fixture = try IngressFixture()
        var body = Array("{".utf8)
        for _ in 0..<999_999 { body += [0x22, 0x22, 0x3A, 0x31, 0x2C] }
        body += Array(#""":1}"#.utf8)
        #expect(body.count < Limits.bodyBytesMax)
        try expect(fixture, await fixture.send("/in/open", body: body), 400, .jsonTooManyValues)
    }

    @Test("an id that is too long or has a control character is 400")
    func identity() async throws {
        for run in [String(repeating: "x", count: 257), #"a\u0000b"#, #"a\u007fb"#] {
            let fixture = try IngressFixture()
            let answer = await fixture.send("/in/open", body: Array(#"{"run":"\#(run)"}"#.utf8))
            try expect(fixture, answer, 400, .invalidIdentity)
            #expect(answer.member("detail")?.hasPrefix("run ") == true)
        }
        let fixture = try IngressFixture()
        let longest = String(repeating: "x", count: 256)
        let answer = await fixture.send("/in/open", body: Array(#"{"run":"\#(longest)"}"#.utf8))
        #expect(answer.status == 200)
    }

    @Test("fewer bytes than were announced are 400")
    func incomplete() async throws {
        let fixture = try IngressFixture()
        let request = IngressRequest(path: "/in/open", headers: Self.json, contentLength: 3)
        guard case .read(let admitted) = fixture.pipeline.admit(request) else {
            Issue.record("not admitted")
            return
        }
        let answer = await fixture.accept(admitted, body: Array("{}".utf8))
        try expect(fixture, answer, 400, .incompleteBody)
    }

    @Test("a store that cannot commit is 503, and the sender is asked to come again")
    func storeFails() async throws {
        let fixture = try IngressFixture()
        fixture.store.failWrites(next: 1)
        let answer = await fixture.send("/in/open")
        try expect(fixture, answer, 503, .storeUnavailable)
        #expect(answer.header("retry-after") == "5")
        #expect(!answer.text.contains("disk"))
        #expect(await fixture.send("/in/open").status == 200)
    }

    @Test("while the gateway shuts down senders get 503, and it is not ready")
    func shuttingDown() async throws {
        let fixture = try IngressFixture()
        #expect(await fixture.send("/readyz", method: "GET").status == 200)
        fixture.gate.close()
        let answer = await fixture.send("/in/open")
        try expect(fixture, answer, 503, .shuttingDown)
        #expect(answer.header("retry-after") == "2")
        #expect(await fixture.send("/readyz", method: "GET").status == 503)
        #expect(await fixture.send("/healthz", method: "GET").status == 200)
    }

    @Test("a node in trouble is alive but not ready")
    func notReady() async throws {
        let fixture = try IngressFixture(isReady: false)
        #expect(await fixture.send("/readyz", method: "GET").status == 503)
        #expect(await fixture.send("/healthz", method: "HEAD").status == 200)
        #expect(await fixture.send("/healthz").status == 405)
        #expect(await fixture.send("/in/open").status == 200)
    }

    @Test("bodies in flight are bounded, and given back")
    func budget() {
        let budget = BodyBudget(bytesMax: 10)
        #expect(budget.reserve(6))
        #expect(!budget.reserve(5))
        #expect(budget.reserve(4))
        budget.release(10)
        #expect(budget.bytesInUse == 0)
        #expect(budget.reserve(10))
    }

    @Test("a source that could let anyone in is not served")
    func noSecret() {
        #expect(
            throws: IngressSnapshot.SourceError(source: "token", reason: .noSecret)
        ) {
            try IngressFixture { $0["token"]?.verifier = .pathToken(secrets: []) }
        }
    }
}
