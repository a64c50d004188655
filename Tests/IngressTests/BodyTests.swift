import Model
import Testing
import Verification

@testable import Ingress

@Suite("Bodies that are not JSON, and requests without one")
struct BodyTests {
    private static let form = HeaderList([
        "content-type": "application/x-www-form-urlencoded; charset=utf-8"
    ])

    private func post(
        _ fixture: IngressFixture, _ body: String, _ headers: HeaderList = form
    ) async -> IngressAnswer {
        await fixture.send("/in/open", headers, body: Array(body.utf8))
    }

    @Test("a form's fields are read like an object's members, and its bytes are kept")
    func fields() async throws {
        let fixture = try IngressFixture()
        let body = "event=call%20ended&run=CA1&a=1&b=%2B%22&To=&list=x&list=y+z&%00=n"
        #expect(await post(fixture, body).status == 200)
        let event = try #require(try fixture.events().first)
        #expect(event.body == Array(body.utf8))
        #expect(event.identity.type == "call ended")
        #expect(event.identity.run == "CA1")
        #expect(await post(fixture, body).member("duplicate") == "true")
        let root = try #require(MessageBody.document(event.body, event.headers)).root
        #expect(root.member("b")?.string == "+\"")
        #expect(root.member("To")?.string?.isEmpty == true)
        #expect(root.member("list")?.elements.compactMap(\.string) == ["x", "y z"])
        #expect(root.member("\u{0}")?.string == "n")
    }

    @Test("a form of nothing but payload is the JSON in it, as GitHub and Slack send it")
    func payload() async throws {
        let fixture = try IngressFixture()
        let inner = QueryString.encode(#"{"event":"block_actions","run":7}"#)
        #expect(await post(fixture, "payload=\(inner)").status == 200)
        let event = try #require(try fixture.events().first)
        #expect(event.body == Array("payload=\(inner)".utf8))
        #expect(event.identity.type == "block_actions")
        #expect(event.identity.run == "7")
        for other in ["payload=\(inner)&event=x", "payload=text&event=x", "event=x&payload=1"] {
            let fixture = try IngressFixture()
            #expect(await post(fixture, other).status == 200)
            #expect(try fixture.events().first?.identity.type == "x")
        }
    }

    @Test(
        "whatever is in a form, it is read or refused",
        arguments: [
            "", "&", "=", "&&=&", "%", "%zz=%f", "a", "a=b=c", "payload=", "payload={",
            "payload=\"text\"", "\u{0}=\u{1}",
        ])
    func oddForms(_ body: String) async throws {
        let fixture = try IngressFixture()
        #expect(await post(fixture, body).status == 200)
        #expect(try fixture.events().first?.body == Array(body.utf8))
    }

    @Test("a form of bytes that are no UTF-8 is kept byte for byte")
    func notUTF8() async throws {
        let fixture = try IngressFixture()
        let body: [UInt8] = Array("event=x&y=".utf8) + [0xFF, 0xC3, 0x28]
        #expect(await fixture.send("/in/open", Self.form, body: body).status == 200)
        let event = try #require(try fixture.events().first)
        #expect(event.body == body)
        #expect(event.identity.type == "x")
    }

    @Test("a form of more fields than anybody has is 400, also before its signature is checked")
    func manyFields() async throws {
        var scheme = SignatureScheme(
            .hmacSHA1, header: "X-Sig", encoding: .base64,
            signed: SignedTemplate(parts: [.url, .formSorted]), secrets: secrets("s"))
        scheme.url = "https://x.example/"
        let fixture = try IngressFixture { sources in
            sources["twilio"] = Source(
                name: "twilio", verifier: .signature(scheme), mapping: EventMapping())
        }
        let body = String(repeating: "a&", count: 1 << 20)
        let answer = await post(fixture, body)
        #expect(answer.status == 400)
        #expect(answer.member("code") == "json_too_many_values")
        var headers = Self.form
        headers.append("x-sig", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
        #expect(
            await fixture.send("/in/twilio", headers, body: Array(body.utf8)).status == 401)
        #expect(try fixture.events().isEmpty)
    }

    @Test(
        "where a source takes any body, what cannot be read is kept as bytes; rules see the head",
        arguments: [
            ("text/plain", "just text"), ("application/xml", "<a/>"), ("", "a=b"),
            ("multipart/form-data; boundary=x", "--x--"), ("application/octet-stream", "\u{0}"),
            ("text/plain", ""),
        ])
    func anyBody(_ type: String, _ text: String) async throws {
        let fixture = try IngressFixture { $0["open"]?.bodies = .any }
        var headers = HeaderList(["x-event": "noted"])
        if !type.isEmpty { headers.append("content-type", type) }
        #expect(await post(fixture, text, headers).status == 200)
        let event = try #require(try fixture.events().first)
        #expect(event.body == Array(text.utf8))
        #expect(event.identity.type == "noted")
        #expect(event.identity.run.isEmpty)
        #expect(event.contentType == (type.isEmpty ? nil : type))
        #expect(try fixture.deliveries().count == 2)
        // The same without the key is 415, and nothing is kept.
        let strict = try IngressFixture()
        #expect(await post(strict, text, headers).status == 415)
        #expect(try strict.events().isEmpty)
    }

    @Test("JSON that does not call itself so is read where any body is taken")
    func unnamedJSON() async throws {
        let fixture = try IngressFixture { $0["open"]?.bodies = .any }
        let headers = HeaderList(["content-type": "text/plain; charset=UTF-8"])
        #expect(await post(fixture, #"{"run":"r"}"#, headers).status == 200)
        #expect(try fixture.events().first?.identity.run == "r")
    }

    @Test("what calls itself JSON must be JSON, and what is compressed is refused, all the same")
    func anyIsNotEverything() async throws {
        for (headers, status, code): (HeaderList, Int, String) in [
            (HeaderList(["content-type": "application/json"]), 400, "malformed_json"),
            (HeaderList(["content-type": "application/vnd.x+json"]), 400, "malformed_json"),
            (
                HeaderList(["content-type": "text/plain", "content-encoding": "gzip"]), 415,
                "unsupported_media_type"
            ),
        ] {
            let fixture = try IngressFixture { $0["open"]?.bodies = .any }
            let answer = await post(fixture, "{", headers)
            #expect(answer.status == status)
            #expect(answer.member("code") == code)
            #expect(try fixture.events().isEmpty)
        }
    }

    @Test("an event by GET is its query, without credentials; others get 405 and are told")
    func get() async throws {
        let fixture = try IngressFixture { sources in
            sources["token"]?.methods = ["GET"]
            sources["token"]?.mapping.type = [.query("event_type")]
            sources["token"]?.mapping.dedupe = [.place(.query("id"))]
        }
        let token = "/in/token/s3cret+%2Ftwo"
        let query = "event_type=report%20ready&id=1&access_token=x&copy=s3cret%2B%2Ftwo&z"
        let answer = await fixture.send(
            token, method: "GET", HeaderList(), query: query, body: [])
        #expect(answer.status == 200)
        let event = try #require(try fixture.events().first)
        #expect(event.method == "GET")
        #expect(event.body.isEmpty)
        #expect(event.query == "event_type=report%20ready&id=1&z")
        #expect(event.identity.type == "report ready")
        let again = await fixture.send(
            token, method: "GET", HeaderList(["content-type": "application/json"]), query: query,
            body: [])
        #expect(again.member("duplicate") == "true")
        let posted = await fixture.send(token)
        #expect(posted.status == 405)
        #expect(posted.header("allow") == "GET")
        #expect(await fixture.send("/in/open", method: "GET", body: []).status == 405)
        #expect(
            await fixture.send("/in/token/wrong", method: "GET", HeaderList(), body: []).status
                == 401)
    }

    @Test("empty bodies are not one another's repetition")
    func emptyBodies() async throws {
        let fixture = try IngressFixture { sources in
            sources["open"]?.methods = ["POST", "GET"]
            sources["open"]?.mapping.dedupe = [.bodyHash]
        }
        for query in ["a=1", "a=2"] {
            let answer = await fixture.send(
                "/in/open", method: "GET", HeaderList(), query: query, body: [])
            #expect(answer.member("duplicate") == nil)
        }
        #expect(try fixture.events().count == 2)
    }
}
