import Model
import Targets
import Testing

struct ForwardingTests {
    private let incoming: HeaderList = [
        "Content-Type": "application/json", "ce-type": "x", "CE-Id": "1", "X-Tenant": "acme",
        "Authorization": "Basic x", "Cookie": "a=b", "Connection": "close", "Host": "me",
        "Content-Length": "2", "Transfer-Encoding": "chunked", "User-Agent": "sender",
        "webhook-id": "theirs", "webhook-signature": "v1,theirs", "signalbox-event": "theirs",
        "traceparent": "theirs", "tracestate": "x=1", "X-Other": "no",
    ]

    @Test("only content type, CloudEvents attributes and named headers are forwarded")
    func what() throws {
        let target = try Fixture.http { $0.forwardHeaders = ["x-tenant"] }
        let context = Fixture.context(Fixture.event(headers: incoming))
        let headers = try target.request(for: context).get().headers
        #expect(headers["ce-type"] == "x")
        #expect(headers["ce-id"] == "1")
        #expect(headers["x-tenant"] == "acme")
        for name in [
            "authorization", "cookie", "connection", "host", "content-length",
            "transfer-encoding", "webhook-signature", "tracestate", "x-other",
        ] { #expect(headers[name] == nil, "\(name) was forwarded") }
        for field in headers.fields { #expect(!field.value.contains("theirs")) }
        #expect(headers.values("user-agent") == [Product.userAgent])
    }

    @Test(
        "credentials and headers of one connection cannot be named for forwarding",
        arguments: ["Authorization", "cookie", "Host", "te", "webhook-id", "user-agent", "a b", ""])
    func refused(name: String) {
        #expect(throws: TargetError.self) { try Fixture.http { $0.forwardHeaders = [name] } }
    }

    @Test("the target's own content type replaces the event's")
    func ownContentType() throws {
        let target = try Fixture.http {
            $0.headers = [.init(name: "Content-Type", value: "text/x")]
        }
        let context = Fixture.context(Fixture.event(headers: incoming))
        let headers = try target.request(for: context).get().headers
        #expect(headers.values("content-type") == ["text/x"])
    }

    @Test("repeated headers and commas in values are kept")
    func repeated() throws {
        let target = try Fixture.http { $0.forwardHeaders = ["X-List"] }
        let headers: HeaderList = ["X-List": "a, b", "x-list": "c"]
        let context = Fixture.context(Fixture.event(headers: headers))
        #expect(try target.request(for: context).get().headers.values("x-list") == ["a, b", "c"])
    }
}
