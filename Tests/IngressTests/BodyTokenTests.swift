import Model
import Routing
import Store
import Testing
import Verification

@testable import Ingress

/// A secret that stands in the body is the one thing of it that is not kept.
@Suite("A token in the body")
struct BodyTokenTests {
    private let token = "s3cret-in-body"

    private func fixture(at place: String = "token", batch: String? = nil) throws -> IngressFixture
    {
        try IngressFixture { sources in
            var source = Source(
                name: "graph",
                verifier: .bodyToken(
                    JSONPointer(tokens: place.split(separator: "/").map(String.init)),
                    secrets: secrets(token, "s3cret-before-it")),
                mapping: IngressFixture.mapping)
            source.batch = batch.map { JSONPointer(tokens: [$0]) }
            sources["graph"] = source
        }
    }

    private func stored(
        _ body: String, type: String = "application/json", at place: String = "token",
        batch: String? = nil
    ) async throws -> [String] {
        let fixture = try fixture(at: place, batch: batch)
        let answer = await fixture.send(
            "/in/graph", HeaderList(["content-type": type]), body: Array(body.utf8))
        #expect(answer.status == 200, "\(answer.text)")
        let events = try fixture.events()
        for event in events {
            #expect(!"\(event)".contains("s3cret"), "\(event)")
            let rows = [event.query, String(decoding: event.explanation, as: UTF8.self)]
            #expect(!rows.joined().contains("s3cret"))
        }
        return events.map { String(decoding: $0.body, as: UTF8.self) }.sorted()
    }

    private let stars = "**************"

    @Test("asterisks stand for it, wherever it stands; every other byte is as it came")
    func json() async throws {
        #expect(
            try await stored(" { \"token\" : \"\(token)\" , \"n\":1.50,\n\"u\":\"\\u00e9\"}\r\n")
                == [" { \"token\" : \"\(stars)\" , \"n\":1.50,\n\"u\":\"\\u00e9\"}\r\n"])
        // Another member of that name, another place, the secret before it.
        #expect(
            try await stored(
                #"{"token":"\#(token)","token":"\#(token)","x":["s3cret-before-it","s3cre"]}"#)
                == [
                    #"{"token":"\#(stars)","token":"\#(stars)","x":["****************","s3cre"]}"#
                ])
    }

    @Test("written with escapes it is as hidden")
    func escapes() async throws {
        let escaped = token.replacing("s3", with: "\\u00733")
        #expect(
            try await stored("{\"token\":\"\(escaped)\"}")
                == ["{\"token\":\"\(String(repeating: "*", count: escaped.utf8.count))\"}"])
    }

    @Test("each element of a batch that repeats it is stored without it")
    func batch() async throws {
        #expect(
            try await stored(
                #"{"value":[{"a":1,"t":"\#(token)"},{"a":2,"t":"s3cret-before-it"}]}"#,
                at: "value/0/t", batch: "value")
                == [#"{"a":1,"t":"\#(stars)"}"#, #"{"a":2,"t":"****************"}"#])
    }

    @Test("a form's field proves as well, and is hidden as well, also within payload=")
    func form() async throws {
        let type = "application/x-www-form-urlencoded"
        #expect(
            try await stored("a=%31&token=s3cret%2Din-body&b=+", type: type)
                == ["a=%31&token=******%2A*******&b=+"])
        #expect(
            try await stored("payload=%7B%22token%22%3A%22\(token)%22%7D", type: type)
                == ["payload=%7B%22token%22%3A%22\(stars)%22%7D"])
    }

    @Test("a wrong one is refused, and shows nowhere")
    func wrong() async throws {
        let fixture = try fixture()
        for body in ["{\"token\":\"s3cret-in-bod\"}", "{\"token\":[\"\(token)\"]}", "{}"] {
            let answer = await fixture.send("/in/graph", body: Array(body.utf8))
            #expect(answer.status == 401)
            #expect(!answer.text.contains("s3cret"))
        }
        #expect(try fixture.events().isEmpty)
        #expect(!"\(fixture.snapshot.rejections(of: "graph") ?? [])".contains("s3cret"))
    }

    @Test("bodies of other schemes are kept to the byte, whatever they hold")
    func others() async throws {
        let fixture = try IngressFixture()
        let body = Array(#"{"key":"s3cret,one"}"#.utf8)
        let answer = await fixture.send(
            "/in/header", HeaderList(["content-type": "application/json", "x-key": "s3cret,one"]),
            body: body)
        #expect(answer.status == 200)
        #expect(try fixture.events().map(\.body) == [body])
    }
}
