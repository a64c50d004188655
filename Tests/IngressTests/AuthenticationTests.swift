import Model
import Testing
import Verification

@testable import Ingress

@Suite("Who may send")
struct AuthenticationTests {
    static let guarded = IngressFixture.schemes.keys.filter { $0 != "open" }.sorted()

    private static let body = Array(#"{"event":"e","run":"r"}"#.utf8)

    /// What the source's sender would send.
    private func signed(_ name: String) throws -> (path: String, headers: HeaderList) {
        let scheme = try #require(IngressFixture.schemes[name])
        let credentials = try RequestSigner(scheme).credentials(
            body: Self.body, id: "msg_1", at: startOfTest)
        var headers = credentials.headers
        headers.append("content-type", "application/json")
        let token = credentials.pathToken.map { "/" + QueryString.encode($0) } ?? ""
        return ("/in/\(name)\(token)", headers)
    }

    @Test("the right credentials are taken, for every scheme", arguments: guarded)
    func right(_ name: String) async throws {
        let fixture = try IngressFixture()
        let (path, headers) = try signed(name)
        let answer = await fixture.send(path, headers, body: Self.body)
        #expect(answer.status == 200)
        #expect(try fixture.events().count == 1)
    }

    @Test(
        "without credentials it is 401 for every scheme, and nothing says why", arguments: guarded)
    func missing(_ name: String) async throws {
        let fixture = try IngressFixture()
        let answer = await fixture.send("/in/\(name)", body: Self.body)
        #expect(answer.status == 401)
        #expect(answer.refusal == .missingCredentials)
        #expect(
            answer.text
                == #"{"type":"about:blank","title":"Not authorized","status":401,"#
                + #""code":"unauthorized"}"#)
        #expect(fixture.rejected(.missingCredentials) == 1)
        #expect(try fixture.events().isEmpty)
        let challenged = ["basic", "bearer"].contains(name)
        #expect((answer.header("www-authenticate") != nil) == challenged)
    }

    @Test("wrong credentials get the same answer as none", arguments: guarded)
    func wrong(_ name: String) async throws {
        let fixture = try IngressFixture()
        var (path, headers) = try signed(name)
        switch name {
        case "header": headers.set("x-key", "s3cret")
        case "token": path = "/in/token/s3cret"
        case "basic": headers.set("authorization", "Basic cmVsYXk6czNjcmV0")
        case "bearer": headers.set("authorization", "Bearer s3cret")
        default: break
        }
        // Signatures stay as they are, and the body changes.
        let answer = await fixture.send(path, headers, body: Self.body + [0x20])
        let none = await fixture.send("/in/\(name)", body: Self.body)
        #expect(answer.refusal == .wrongCredentials)
        #expect(answer.status == 401)
        #expect(answer.body == none.body)
        #expect(answer.headers == none.headers)
        #expect(try fixture.events().isEmpty)
    }

    @Test("an unknown sender's body is not even read when the head says it all")
    func beforeTheBody() throws {
        let fixture = try IngressFixture()
        for name in ["header", "token", "basic", "bearer"] {
            let head = IngressRequest(path: "/in/\(name)", headers: HeaderList())
            guard case .answer(let answer) = fixture.pipeline.admit(head) else {
                Issue.record("\(name) would have been read")
                continue
            }
            #expect(answer.status == 401)
        }
    }

    @Test("an old signature is 401")
    func stale() async throws {
        let fixture = try IngressFixture()
        let (path, headers) = try signed("standard")
        fixture.clock.advance(.minutes(6))
        let answer = await fixture.send(path, headers, body: Self.body)
        #expect(answer.status == 401)
        #expect(fixture.rejected(.staleTimestamp) == 1)
    }

    @Test("a token that names a key which is not there is 401, and the operator is told so")
    func unknownKey() async throws {
        let name = "plaid"
        let fixture = try IngressFixture { sources in
            // RFC 7515 appendix A.3.1
            let key = #"""
                {"kty":"EC","crv":"P-256","kid":"k1",
                 "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                 "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
                """#
            sources[name] = Source(
                name: name,
                verifier: .token(
                    TokenScheme(
                        .es256, at: .header("X-JWT"), bodyHash: "hash", secrets: secrets(key))),
                mapping: IngressFixture.mapping)
        }
        // {"alg":"ES256","kid":"k2"} . {"iat":1} . one byte
        let token = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsyIn0.eyJpYXQiOjF9.AA"
        let answer = await fixture.send(
            "/in/\(name)", HeaderList(["x-jwt": token, "content-type": "application/json"]),
            body: Self.body)
        let none = await fixture.send("/in/\(name)", body: Self.body)
        #expect(answer.status == 401)
        #expect(answer.body == none.body)
        #expect(fixture.rejected(.unknownKey) == 1)
        #expect(try fixture.events().isEmpty)
    }

    @Test("two signature headers are 401")
    func twoSignatures() async throws {
        let fixture = try IngressFixture()
        var (path, headers) = try signed("hmac")
        headers.append("x-sig", try #require(headers["x-sig"]))
        let answer = await fixture.send(path, headers, body: Self.body)
        #expect(answer.status == 401)
        #expect(fixture.rejected(.malformedSignature) == 1)
    }

    @Test("no credential is stored, whatever the source's scheme", arguments: guarded + ["open"])
    func dropped(_ name: String) async throws {
        let fixture = try IngressFixture()
        var (path, headers) = try signed(name)
        if name != "basic", name != "bearer" {
            headers.append("authorization", "Bearer other-s3cret")
        }
        headers.append("Cookie", "session=other-s3cret")
        headers.append("connection", "close, x-internal")
        headers.append("x-internal", "1")
        headers.append("content-length", "\(Self.body.count)")
        headers.append("te", "trailers")
        headers.append("X-Plain", "kept, as it is")
        let answer = await fixture.send(
            path, headers, query: "a=1&access_token=other-s3cret&b=%20", body: Self.body)
        #expect(answer.status == 200)
        let event = try #require(try fixture.events().first)
        #expect(event.query == "a=1&b=%20")
        let names = event.headers.fields.map { $0.name.lowercased() }
        for gone in [
            "authorization", "cookie", "connection", "x-internal", "content-length", "te",
        ] {
            #expect(!names.contains(gone))
        }
        #expect(names.contains("x-key") == false)
        #expect(event.headers["x-plain"] == "kept, as it is")
        for field in event.headers.fields { #expect(!field.value.contains("s3cret")) }
        // A field that points at the secret's header finds nothing.
        #expect(event.identity.fields["key"] == nil)
        #expect(!String(decoding: event.explanation, as: UTF8.self).contains("s3cret"))
    }
}
