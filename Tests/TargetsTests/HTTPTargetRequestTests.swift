import Model
import Targets
import Testing
import Verification

struct HTTPTargetRequestTests {
    @Test("the body that is forwarded is the body received, to the byte, with its content type")
    func bytesAreKept() throws {
        let bytes = Array("{\"a\":\"\\u003c\",\r\n \"n\":1.0e2}".utf8) + [0xFF, 0x00]
        let event = Fixture.event(
            headers: ["Content-Type": "application/vnd.x+json", "Content-Encoding": "identity"],
            bytes: bytes)
        let request = try Fixture.http().request(for: Fixture.context(event)).get()
        #expect(request.body == bytes)
        #expect(request.method == "POST")
        #expect(request.url == "https://audit.internal/hooks")
        #expect(request.headers["content-type"] == "application/vnd.x+json")
        #expect(request.headers["content-encoding"] == "identity")
    }

    @Test("every request carries the gateway's own headers")
    func ownHeaders() throws {
        let event = Fixture.event(headers: ["Signalbox-Hops": "2"])
        let headers = try Fixture.http().request(for: Fixture.context(event)).get().headers
        let id = Fixture.deliveryID.description
        #expect(headers["webhook-id"] == id)
        #expect(headers["idempotency-key"] == id)
        #expect(headers["user-agent"] == "Signalbox/\(Product.version)")
        #expect(headers["signalbox-event"] == event.id.description)
        #expect(headers["signalbox-type"] == "session.completed")
        #expect(headers["signalbox-hops"] == "3")
        #expect(headers["webhook-signature"] == nil)
        #expect(Set(headers.fields.map { $0.name.lowercased() }).count == headers.fields.count)
    }

    @Test(
        "hops begin at one, and what is no count begins anew",
        arguments: [(nil, "1"), ("0", "1"), ("4", "5"), ("-3", "1"), ("x", "1"), ("9999", "1000")])
    func hops(incoming: String?, expected: String) throws {
        var headers = HeaderList()
        if let incoming { headers.append("signalbox-hops", incoming) }
        let context = Fixture.context(Fixture.event(headers: headers))
        let request = try Fixture.http().request(for: context).get()
        #expect(request.headers.values("signalbox-hops") == [expected])
    }

    @Test("a redrive keeps the webhook-id of its origin")
    func redriveKeepsWebhookID() throws {
        let origin = DeliveryID(uuid: UUIDv7(high: 0x7000, low: 1 << 63))
        var context = Fixture.context()
        context.delivery = Delivery(
            id: Fixture.deliveryID, webhookID: origin, target: "audit", routes: [],
            createdAt: Fixture.now)
        let headers = try Fixture.http().request(for: context).get().headers
        #expect(headers["webhook-id"] == origin.description)
        #expect(headers["idempotency-key"] == origin.description)
    }

    @Test("the sender's trace goes on with a new parent for each attempt")
    func trace() throws {
        let id = "0af7651916cd43dd8448eb211c80319c"
        let event = Fixture.event(
            headers: ["tracestate": "a=1"], traceparent: "00-\(id)-b7ad6b7169203331-01")
        let target = try Fixture.http()
        let first = try target.request(for: Fixture.context(event, attempt: 1)).get().headers
        let second = try target.request(for: Fixture.context(event, attempt: 2)).get().headers
        let one = try #require(first["traceparent"])
        #expect(one.hasPrefix("00-\(id)-") && one.hasSuffix("-01") && one.utf8.count == 55)
        #expect(one != second["traceparent"])
        #expect(!one.contains("b7ad6b7169203331"))
        #expect(first["tracestate"] == "a=1")
    }

    @Test(
        "a malformed trace is dropped and a new one begins",
        arguments: [
            nil, "", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "00-1-2-3",
        ])
    func brokenTrace(received: String?) throws {
        let context = Fixture.context(Fixture.event(traceparent: received))
        let headers = try Fixture.http().request(for: context).get().headers
        let sent = try #require(headers["traceparent"])
        #expect(sent.hasPrefix("00-0123456789ab7cde8000000000000001-") && sent.hasSuffix("-00"))
    }

    @Test("a signed request verifies as Standard Webhooks over the bytes that are sent")
    func signature() throws {
        let secret = try Fixture.secret("whsec_cmVsYXktdGVzdC1zZWNyZXQtMjRieXRlcyE=")
        let target = try Fixture.http {
            $0.signingSecrets = [secret]
            $0.body = .text("{\"r\":\"{{run}}\"}", contentType: nil)
        }
        let request = try target.request(for: Fixture.context()).get()
        #expect(request.headers["webhook-timestamp"] == "1767607660")
        let expected = try StandardWebhooksSigner(secrets: [secret]).signature(
            id: Fixture.deliveryID.description, timestamp: Fixture.now,
            body: Array("{\"r\":\"r-7\"}".utf8))
        #expect(request.headers["webhook-signature"] == expected)
        #expect(expected.hasPrefix("v1,"))
    }

    @Test("credentials stand where they were asked for")
    func credentials() throws {
        func request(_ credential: HTTPTargetSettings.Credential) throws -> OutboundRequest {
            try Fixture.http("https://a.example/x?y=1") { $0.credential = credential }
                .request(for: Fixture.context()).get()
        }
        let secret = try Fixture.secret("p:w d")
        #expect(try request(.none).headers["authorization"] == nil)
        #expect(try request(.bearer(secret)).headers["authorization"] == "Bearer p:w d")
        #expect(try request(.header(name: "X-Key", value: secret)).headers["x-key"] == "p:w d")
        #expect(
            try request(.query(name: "key", value: secret)).url
                == "https://a.example/x?y=1&key=p%3Aw%20d")
        #expect(
            try request(.basic(username: "me", password: secret)).headers["authorization"]
                == "Basic bWU6cDp3IGQ=")
        #expect(
            try request(.basic(username: "key", password: nil)).headers["authorization"]
                == "Basic a2V5Og==")
    }

    @Test("a control character in a header made from event data stops the delivery")
    func headerControlBytes() throws {
        let target = try Fixture.http {
            $0.headers = [.init(name: "X-Name", value: "{{fields.candidate_name}}")]
        }
        func context(_ name: String) -> AttemptContext {
            Fixture.context(Fixture.event(fields: ["candidate_name": .string(name)]))
        }
        for control in ["a\r\nX-Evil: 1", "a\u{0}b", "a\nb", "a\u{7F}", "a\tb"] {
            #expect(target.failureCode(context(control)) == "header_control_byte")
        }
        let fine = try target.request(for: context("Zoë O'Neil")).get()
        #expect(fine.headers["x-name"] == "Zoë O'Neil")
        let empty = try target.request(for: Fixture.context()).get()
        #expect(empty.headers["x-name"] == nil)
    }

    @Test("values of a JSON body are escaped, and a body that became no JSON is not sent")
    func jsonBody() throws {
        let target = try Fixture.http {
            $0.body = .text(
                "{\"name\":\"{{fields.candidate_name}}\",\"score\":{{fields.score}}}",
                contentType: nil)
        }
        let score = try #require(JSONNumber("9007199254740993"))
        let event = Fixture.event(
            fields: ["candidate_name": .string("A \"B\"\n\\"), "score": .number(score)])
        let request = try target.request(for: Fixture.context(event)).get()
        #expect(request.headers["content-type"] == "application/json")
        let document = try JSONDocument(request.body)
        #expect(document.root.member("name")?.string == "A \"B\"\n\\")
        #expect(document.root.member("score")?.number?.text == "9007199254740993")
        #expect(target.failureCode(Fixture.context()) == "body_not_json")
    }

    @Test("a GET sends no body")
    func get() throws {
        let request = try Fixture.http { $0.method = "GET" }.request(for: Fixture.context()).get()
        #expect(request.body.isEmpty && request.method == "GET")
    }

    @Test("the target's connection policy goes with the request")
    func connection() throws {
        var target = try Fixture.http()
        target.connection.totalTimeout = .seconds(7)
        let request = try target.request(for: Fixture.context()).get()
        #expect(request.connection.totalTimeout == .seconds(7))
    }

    @Test("only requests without templates and with little to sign are made at once")
    func prompt() throws {
        let event = Fixture.event()
        #expect(try Fixture.http().isPrompt(for: event))
        let large = Fixture.event(
            bytes: [UInt8](repeating: 0, count: Limits.promptBodyBytesMax + 1))
        #expect(try !Fixture.http().isPrompt(for: large))
        #expect(try !Fixture.http("https://a.example/{{type}}").isPrompt(for: event))
        #expect(
            try !Fixture.http { $0.body = .text("{{type}}", contentType: nil) }.isPrompt(for: event)
        )
        let header = HTTPTargetSettings.Header(name: "x-type", value: "{{type}}")
        #expect(try !Fixture.http { $0.headers = [header] }.isPrompt(for: event))
        #expect(try !Fixture.slack().isPrompt(for: event))
    }
}
