import Model
import Testing
import Verification

@testable import Ingress

@Suite("The path token")
struct PathTokenTests {
    private static let token = "s3cret+/two"
    private static let path = "/in/token/s3cret%2B%2Ftwo"

    private func headers(_ more: [(String, String)]) -> HeaderList {
        HeaderList(
            ([("content-type", "application/json"), ("x-delivery", "7")] + more).map {
                HeaderList.Field(name: $0.0, value: $0.1)
            })
    }

    @Test(
        "no header that a proxy copied it into is stored",
        arguments: [
            ("x-original-uri", path), ("X-Forwarded-Uri", path), ("referer", "https://h/x"),
            ("x-request-line", "POST \(path) HTTP/1.1"), ("x-token", token),
            ("x-log", "token=S3CRET,\(token)"), ("x-encoded", "s3%63ret%2b%2ftwo"),
        ])
    func headerCopies(name: String, value: String) async throws {
        let fixture = try IngressFixture()
        let answer = await fixture.send(Self.path, headers([(name, value)]))
        #expect(answer.status == 200)
        let event = try #require(try fixture.events().first)
        #expect(event.headers[name] == nil)
        #expect(event.headers["x-delivery"] == "7")
    }

    @Test("no query parameter that repeats it is stored; the others stay as they were")
    func queryCopies() async throws {
        let fixture = try IngressFixture()
        let query = "a=1&token=s3cret%2B%2Ftwo&b=%2B&&s3cret%2b/two=x"
        let answer = await fixture.send(Self.path, headers([]), query: query)
        #expect(answer.status == 200)
        #expect(try fixture.events().map(\.query) == ["a=1&b=%2B&"])
    }

    @Test("a source without path token keeps such headers")
    func otherSchemes() async throws {
        let fixture = try IngressFixture()
        _ = await fixture.send("/in/open", headers([("x-original-uri", "/in/open")]))
        #expect(try fixture.events().first?.headers["x-original-uri"] == "/in/open")
    }

    @Test("a token so short that it stands in ordinary text takes no other header along")
    func shortToken() async throws {
        let fixture = try IngressFixture {
            $0["token"]?.verifier = .pathToken(secrets: secrets("7"))
        }
        _ = await fixture.send("/in/token/7", headers([("x-original-uri", "/in/token/7")]))
        let event = try #require(try fixture.events().first)
        #expect(event.headers["x-delivery"] == "7")
        #expect(event.headers["x-original-uri"] == nil)
    }
}
