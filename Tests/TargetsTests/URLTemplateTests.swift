import Model
import Targets
import Testing

struct URLTemplateTests {
    private func context(_ id: String) -> AttemptContext {
        Fixture.context(Fixture.event(fields: ["id": .string(id)]))
    }

    @Test(
        "event data is percent-encoded and stays in its segment",
        arguments: [
            ("a b", "a%20b"), ("a/b", "a%2Fb"), ("x?y=1#z", "x%3Fy%3D1%23z"),
            ("é", "%C3%A9"), ("%2e%2e", "%252e%252e"), ("@evil.example", "%40evil.example"),
            ("\r\n", "%0D%0A"), ("..a", "..a"),
        ])
    func encoded(value: String, expected: String) throws {
        let target = try Fixture.http("https://h.example/c/{{fields.id}}/notes?q={{fields.id}}")
        let url = try target.request(for: context(value)).get().url
        #expect(url == "https://h.example/c/\(expected)/notes?q=\(expected)")
    }

    @Test("a value that makes a dot segment stops the delivery", arguments: [".", ".."])
    func dotSegments(value: String) throws {
        let target = try Fixture.http("https://h.example/c/{{fields.id}}/notes")
        #expect(target.failureCode(context(value)) == "url_dot_segment")
        let half = try Fixture.http("https://h.example/c/.{{fields.id}}")
        #expect(half.failureCode(context(".")) == "url_dot_segment")
    }

    @Test(
        "nor does one between encoded separators, which some servers decode first",
        arguments: ["../x", "../../x", "a/..", "a/../b", "..\\x", "./x", "a\\.."])
    func encodedDotSegments(value: String) throws {
        let target = try Fixture.http("https://h.example/c/{{fields.id}}/notes")
        #expect(target.failureCode(context(value)) == "url_dot_segment")
        let query = try Fixture.http("https://h.example/c?p={{fields.id}}")
        #expect(query.failureCode(context(value)) == nil)
    }

    @Test("a path segment left empty by a missing value stops the delivery; a query may be empty")
    func emptySegments() throws {
        let path = try Fixture.http("https://h.example/c/{{fields.id}}/notes")
        #expect(path.failureCode(Fixture.context()) == "url_part_empty")
        let last = try Fixture.http("https://h.example/c/{{fields.id}}")
        #expect(last.failureCode(Fixture.context()) == "url_part_empty")
        let query = try Fixture.http("https://h.example/c/?id={{fields.id}}")
        #expect(try query.request(for: Fixture.context()).get().url.hasSuffix("/c/?id="))
    }

    @Test("a URL that becomes too long stops the delivery")
    func tooLong() throws {
        let target = try Fixture.http("https://h.example/{{fields.id}}")
        let value = String(repeating: "x", count: Limits.urlBytesMax)
        #expect(target.failureCode(context(value)) == "url_too_long")
    }

    @Test(
        "what is no safe URL is refused when it is loaded",
        arguments: [
            "ftp://h.example/", "h.example", "https://", "https:///x", "https://{{source}}/x",
            "https://h.example:{{run}}/x", "{{body.url}}", "https://{{source}}.example",
            "https://u:p@h.example/", "https://h.example:0/", "https://h.example:99999/",
            "https://h.example:x/", "https://h.example/a b", "https://h.example/#frag",
            "https://h.example/a/../b", "https://h.example/%2E%2e/b", "https://h\u{E9}.example/",
            "https://h.example/{{{run}}}", "https://h.example/{{&run}}", "https://h.example/{{run",
            "http://2130706433/", "http://0x7f000001/", "http://127.1/", "http://0177.0.0.1/",
            "http://127.0.0.1./", "http://h.example./", "http://a..b/", "http://[127.0.0.1]/",
            "http://[::1/", "http://h.0x7f/", "https://h.example/a%2F..%2Fb",
            "https://h.example\\@evil/", "https://h.example/\r\nX: y",
        ])
    func refused(url: String) {
        #expect(throws: TargetError.self) { try Fixture.http(url) }
    }

    @Test(
        "ordinary URLs are left as they are",
        arguments: [
            "https://h.example", "http://127.0.0.1:8080/a/b?c=d&e=%20", "https://[::1]:8443/x",
            "HTTPS://H.example/a//b/",
        ])
    func accepted(url: String) throws {
        #expect(try Fixture.http(url).request(for: Fixture.context()).get().url == url)
    }
}
