import Model
import Testing
import Verification

@testable import Ingress

/// https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md
@Suite("CloudEvents")
struct CloudEventTests {
    private func fixture() throws -> IngressFixture {
        let preset = try #require(Preset.named("cloudevents"))
        return try IngressFixture { sources in
            sources["open"]?.mapping = preset.mapping
            sources["open"]?.bodies = preset.bodies
        }
    }

    private func post(
        _ fixture: IngressFixture, _ type: String, _ body: String, _ others: HeaderList? = nil
    ) async -> IngressAnswer {
        var headers = others ?? HeaderList()
        headers.append("content-type", type)
        return await fixture.send("/in/open", headers, body: Array(body.utf8))
    }

    private static let binary = HeaderList([
        "ce-specversion": "1.0", "ce-id": "A-1", "ce-source": "/interviews", "ce-type": "done",
        "ce-subject": "Euro%20%E2%82%AC", "ce-time": "2026-01-05T10:07:40Z",
    ])

    private static let structured =
        #"{"specversion":"1.0","id":"A-1","source":"/interviews","type":"done","#
        + #""subject":"Euro €","time":"2026-01-05T10:07:40Z","data":{"type":"not this"}}"#

    @Test("binary and structured mode say the same, and are one event")
    func modes() async throws {
        let fixture = try fixture()
        let body = #"{"type":"not this","id":9}"#
        #expect(await post(fixture, "application/json", body, Self.binary).status == 200)
        let second = await post(
            fixture, "Application/CloudEvents+JSON; charset=utf-8", Self.structured)
        #expect(second.member("duplicate") == "true")
        let event = try #require(try fixture.events().first)
        #expect(event.identity.type == "done")
        #expect(event.identity.definition == "/interviews")
        #expect(event.identity.run == "Euro €")
        #expect(event.identity.fields["event_time"] == .string("2026-01-05T10:07:40Z"))
        #expect(event.body == Array(body.utf8))
        #expect(event.headers["ce-id"] == "A-1")
    }

    @Test("in binary mode the data may be anything, also nothing")
    func data() async throws {
        for (type, body) in [("text/xml", "<a/>"), ("application/octet-stream", ""), ("", "x")] {
            let fixture = try fixture()
            var headers = Self.binary
            if !type.isEmpty { headers.append("content-type", type) }
            let answer = await fixture.send("/in/open", headers, body: Array(body.utf8))
            #expect(answer.status == 200)
            #expect(try fixture.events().first?.identity.type == "done")
        }
    }

    @Test("a batch is a list of structured events, stored as such")
    func batch() async throws {
        let fixture = try fixture()
        let other = Self.structured.replacing("A-1", with: "A-2")
        let answer = await post(
            fixture, "application/cloudevents-batch+json", "[\(Self.structured) , \(other)]")
        #expect(answer.list("ids").count == 2)
        let events = try fixture.events()
        #expect(Set(events.map(\.body)) == [Array(Self.structured.utf8), Array(other.utf8)])
        #expect(events.allSatisfy { $0.contentType == "application/cloudevents+json" })
        #expect(events.allSatisfy { $0.identity.run == "Euro €" })
        #expect(
            await post(fixture, "application/cloudevents-batch+json", "[]").text
                == #"{"ids":[]}"#)
    }

    @Test(
        "what calls itself a CloudEvent and is none is 400",
        arguments: [
            #"{}"#, #"[]"#, #"{"specversion":"0.3","id":"1","source":"/","type":"t"}"#,
            #"{"specversion":"1.0","id":"","source":"/","type":"t"}"#,
            #"{"specversion":"1.0","id":"1","source":"/"}"#,
            #"{"specversion":"1.0","id":1,"source":"/","type":"t"}"#,
            #"{"specversion":1.0,"id":"1","source":"/","type":"t"}"#,
        ])
    func invalidStructured(_ body: String) async throws {
        for (type, body) in [
            ("application/cloudevents+json", body),
            ("application/cloudevents-batch+json", "[\(Self.structured),\(body)]"),
        ] {
            let fixture = try fixture()
            let answer = await post(fixture, type, body)
            #expect(answer.status == 400)
            #expect(answer.member("code") == "invalid_cloud_event")
            #expect(try fixture.events().isEmpty)
        }
    }

    @Test("headers that are missing, doubled or no UTF-8 are 400", arguments: 0..<5)
    func invalidBinary(_ number: Int) async throws {
        let fixture = try fixture()
        var headers = Self.binary
        switch number {
        case 0: headers.remove("ce-id")
        case 1: headers.append("ce-type", "done")
        case 2: headers.set("ce-source", "%C0%A0")
        case 3: headers.set("ce-specversion", "2.0")
        default: headers.set("ce-id", "")
        }
        let answer = await post(fixture, "application/json", "{}", headers)
        #expect(answer.status == 400)
        #expect(answer.member("code") == "invalid_cloud_event")
        #expect(try fixture.events().isEmpty)
    }

    @Test("an encoded control character is not let in by its encoding")
    func control() async throws {
        let fixture = try fixture()
        var headers = Self.binary
        headers.set("ce-type", "a%0D%0Ab")
        let answer = await post(fixture, "application/json", "{}", headers)
        #expect(answer.member("code") == "invalid_identity")
    }

    @Test("other formats of CloudEvents are 415, also where any body is taken")
    func formats() async throws {
        for type in ["application/cloudevents+avro", "application/cloudevents-batch+protobuf"] {
            let fixture = try fixture()
            #expect(await post(fixture, type, "x").status == 415)
        }
    }

    @Test("a batch that is no list is 400")
    func noList() async throws {
        let fixture = try fixture()
        let answer = await post(
            fixture, "application/cloudevents-batch+json", Self.structured)
        #expect(answer.member("code") == "invalid_cloud_event")
    }

    @Test(
        "a header's text is unquoted, then decoded once",
        arguments: [
            ("plain", "plain"), ("a%20b", "a b"), ("%2525", "%25"),
            (#""quoted text""#, "quoted text"), (#""a\"b\\""#, #"a"b\"#),
            ("\"", "\""), ("100%", "100%"), ("%zz", "%zz"), ("", ""),
            ("%E2%82%AC", "€"), ("a+b", "a+b"),
        ])
    func decoding(_ text: String, _ decoded: String) {
        #expect(CloudEvent.decode(text) == decoded)
    }

    @Test(
        "what decodes to no UTF-8 is nothing", arguments: ["%C0%A0", "%FF", "%E2%82", "%ED%A0%80"])
    func notUTF8(_ text: String) {
        #expect(CloudEvent.decode(text) == nil)
    }
}
