import CurlTransport
import Engine
import Model
import Support
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Requests arrive as they were given")
struct DeliveryTests {
    let fixture = TransportFixture()

    @Test("method, path, headers and body arrive byte for byte; framing is the transport's own")
    func requestArrives() async throws {
        let server = try await TestServer { _ in
            TestResponse(status: 202, headers: HeaderList(["X-Answer": "yes"]), text: "taken")
        }
        var request = OutboundRequest.local(
            server.url("/hook/../a?b=%2F"),
            headers: HeaderList([
                "Content-Type": "application/json", "webhook-id": "dlv_1", "x-empty": "",
                "Content-Length": "3", "Transfer-Encoding": "chunked",
            ]))
        request.body = Array(0...255)
        let response = try await fixture.send(request).get()
        #expect(response.status == 202)
        #expect(response.headers["x-answer"] == "yes")
        #expect(response.body == Array("taken".utf8))
        #expect(response.bodyBytes == 5)
        #expect(response.timings.totalMicroseconds >= response.timings.firstByteMicroseconds)
        #expect(response.timings.firstByteMicroseconds >= response.timings.connectedMicroseconds)
        #expect(response.timings.connectedMicroseconds > 0)

        let received = try #require(server.requests.first)
        #expect(received.method == "POST")
        #expect(received.path == "/hook/../a?b=%2F")
        #expect(received.body == Array(0...255))
        #expect(received.headers["content-type"] == "application/json")
        #expect(received.headers["webhook-id"] == "dlv_1")
        #expect(received.headers["x-empty"] == "")
        #expect(received.headers.values("content-length") == ["256"])
        #expect(received.headers["transfer-encoding"] == nil)
        #expect(received.headers["expect"] == nil)
        #expect(received.headers["accept-encoding"] == nil)
        #expect(received.headers["user-agent"] == "signalbox")
    }

    @Test("a request can ask for more of its answer than is usual, and only it gets more")
    func longAnswer() async throws {
        let body = Array(repeating: UInt8(ascii: "x"), count: 300_000)
        let server = try await TestServer { _ in TestResponse(body: body) }
        let usual = OutboundRequest.local(server.url())
        var more = usual
        more.answerBytes = 1 << 20
        var cut = usual
        cut.answerBytes = 200_000
        let requests = [usual, more, cut, usual]
        // After each other, on the same handle.
        let answers = try await fixture.run { (session: Session) throws in
            try requests.map { try session.send($0).get() }
        }
        let few = Limits.responseSnippetBytes
        #expect(answers.map(\.body.count) == [few, 300_000, 200_000, few])
        // That it is longer can be seen.
        #expect(answers[1].bodyBytes == 300_000 && answers[2].bodyBytes > 200_000)
    }

    @Test("each header field arrives as a field of its own, in the order given")
    func manyFields() async throws {
        let server = try await TestServer()
        let headers = HeaderList([
            "user-agent": "test/1", "webhook-id": "dlv_1", "idempotency-key": "dlv_1",
            "x-empty": "", "x-after": "a: b", "Authorization": "Bearer t", "ce-type": "t",
            "tracestate": "a=1", "content-type": "text/plain", "X-Upper": "u", "x-last": "z",
        ])
        _ = try await fixture.send(.local(server.url(), headers: headers)).get()
        let received = try #require(server.requests.first)
        let names = Set(headers.fields.map { $0.name.lowercased() })
        let arrived = received.headers.fields.filter { names.contains($0.name.lowercased()) }
        #expect(arrived.map { $0.name.lowercased() } == headers.fields.map { $0.name.lowercased() })
        #expect(arrived.map(\.value) == headers.fields.map(\.value))
    }

    @Test(
        "every method arrives with its body",
        arguments: ["POST", "PUT", "PATCH", "DELETE", "GET", "QUERY"])
    func methods(_ method: String) async throws {
        let server = try await TestServer()
        let requests = ["", "body"].map {
            OutboundRequest.local(server.url(), method: method, body: $0)
        }
        for result in try await fixture.send(requests) { #expect(try result.get().status == 200) }
        #expect(server.requests.map(\.method) == [method, method])
        #expect(Set(server.requests.map(\.bodyText)) == ["", "body"])
    }

    @Test("a handle that sent one method sends the next one as if it were new")
    func methodsAfterEachOther() async throws {
        let server = try await TestServer()
        let steps = [("HEAD", ""), ("POST", "one"), ("GET", ""), ("PUT", "two"), ("POST", "")]
        try await fixture.run { (session: Session) throws in
            for (method, body) in steps {
                let request = OutboundRequest.local(server.url(), method: method, body: body)
                #expect(try session.send(request).get().status == 200)
            }
        }
        #expect(server.requests.map(\.method) == steps.map(\.0))
        #expect(server.requests.map(\.bodyText) == steps.map(\.1))
        #expect(server.requests.allSatisfy { $0.headers["content-type"] == nil })
    }

    @Test("each transfer goes to its own URL, however many there were before on the same handle")
    func urlsAfterEachOther() async throws {
        let servers = [try await TestServer(), try await TestServer()]
        let paths =
            ["/a", "/b?c=%2F", "/a", "/a", "/./x/../y"] + (0..<600).map { "/\($0)" } + ["/a"]
        try await fixture.run { (session: Session) throws in
            for path in paths {
                for server in servers {
                    let request = OutboundRequest.local(server.url(path))
                    #expect(try session.send(request).get().status == 200)
                }
            }
        }
        for server in servers { #expect(server.requests.map(\.path) == paths) }
    }

    @Test("a URL that libcurl does not understand kills only its own request")
    func odd() async throws {
        let server = try await TestServer()
        let url = server.url("/ok")
        try await fixture.run { (session: Session) throws in
            for _ in 0..<2 {
                #expect(try session.send(.local(url)).get().status == 200)
                guard case .failure(let failure) = try session.send(.local("http:///")) else {
                    Issue.record("it was sent")
                    continue
                }
                #expect(failure.kind == .unsendable)
            }
        }
        #expect(server.requests.map(\.path) == ["/ok", "/ok"])
    }

    @Test("a body of 5 MiB arrives whole, twice on one handle")
    func largeBody() async throws {
        let server = try await TestServer()
        var request = OutboundRequest.local(server.url())
        request.body = (0..<(5 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let sent = request
        try await fixture.run { (session: Session) throws in
            #expect(try session.send(sent).get().status == 200)
            #expect(try session.send(sent).get().status == 200)
        }
        #expect(server.requests.map { $0.body == sent.body } == [true, true])
    }

    @Test("many deliveries to one host use few connections")
    func connectionsAreKept() async throws {
        let server = try await TestServer()
        try await fixture.run { (session: Session) throws in
            let first = try session.send(.local(server.url())).get()
            #expect(!first.timings.connectionReused)
            for _ in 0..<199 {
                let next = try session.send(.local(server.url())).get()
                #expect(next.timings.connectionReused)
            }
        }
        #expect(server.requests.count == 200)
        #expect(server.connectionCount == 1)
    }

    @Test("10,000 deliveries to one host use no more connections than are on their way at once")
    func connectionsAreShared() async throws {
        let server = try await TestServer()
        let concurrency = 16
        try await fixture.run { (session: Session) throws in
            for _ in 0..<10_000 / concurrency {
                let results = try session.send(
                    (0..<concurrency).map { _ in .local(server.url()) })
                for result in results where (try? result.get().status) != 200 {
                    Issue.record("\(result)")
                }
            }
        }
        #expect(server.requests.count == 10_000)
        #expect(server.connectionCount <= concurrency)
    }

    @Test("a thousand transfers at once each complete exactly once")
    func thousandAtOnce() async throws {
        let server = try await TestServer { request in
            TestResponse(text: request.path)
        }
        // On a busy machine a thousand handshakes take their time.
        let requests = (0..<1000).map {
            OutboundRequest.local(server.url("/\($0)")) {
                $0.connectTimeout = .minutes(2)
                $0.totalTimeout = .minutes(2)
            }
        }
        let bodies = try await fixture.send(requests).map { try $0.get().body }
        #expect(bodies == (0..<1000).map { Array("/\($0)".utf8) })
        #expect(server.requests.count == 1000)
    }

    @Test("a Unix socket is spoken to without asking the address guard")
    func unixSocket() async throws {
        let path = "/tmp/signalbox-\(UInt64.random(in: 0...(.max))).sock"
        let server = try await TestServer(unixSocket: path) { TestResponse(text: $0.path) }
        let request = OutboundRequest.local("http://node/status", method: "GET", body: "") {
            $0.allowPrivate = []
            $0.unixSocket = path
        }
        #expect(try await fixture.send(request).get().body == Array("/status".utf8))
        #expect(server.requests.first?.headers["host"] == "node")
        await server.close()
        #expect(try await fixture.failure(request).kind == .connectionRefused)
    }

    @Test("proxies of the environment are ignored")
    func environmentProxies() async throws {
        let server = try await TestServer()
        let trap = try await TestServer { _ in TestResponse(status: 418) }
        setenv("http_proxy", trap.url(), 1)
        setenv("all_proxy", trap.url(), 1)
        defer {
            unsetenv("http_proxy")
            unsetenv("all_proxy")
        }
        #expect(try await fixture.send(.local(server.url())).get().status == 200)
        #expect(trap.connectionCount == 0)
    }

    @Test("a proxy that the target names is used, and gets its own credentials only")
    func namedProxy() async throws {
        let proxy = try await TestServer()
        let request = OutboundRequest.local("http://target.invalid/hook") {
            $0.proxy = "http://user:word@127.0.0.1:\(proxy.port)"
        }
        #expect(try await fixture.send(request).get().status == 200)
        #expect(proxy.requests.first?.path == "http://target.invalid/hook")
        #expect(proxy.requests.first?.headers["proxy-authorization"] == "Basic dXNlcjp3b3Jk")
        let direct = OutboundRequest.local("http://169.254.169.254/hook") {
            $0.proxy = "http://127.0.0.1:\(proxy.port)"
        }
        #expect(try await fixture.failure(direct).kind == .addressRefused)
        #expect(proxy.requests.count == 1)
    }
}
