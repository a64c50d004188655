import CurlTransport
import Model
import Support
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Names and addresses are checked before anything is sent")
struct NameAndAddressTests {
    private func pool(_ answer: Result<[String], LookupFailure>) -> ResolverPool {
        ResolverPool { _ in answer.map { $0.compactMap { IPAddress($0) } } }
    }

    private func request(_ url: String, allow: [String] = []) -> OutboundRequest {
        .local(url) { $0.allowPrivate = allow.compactMap { CIDR($0) } }
    }

    @Test("a public name that stands for a private address is refused, with the way to allow it")
    func rebinding() async throws {
        let server = try await TestServer()
        let fixture = TransportFixture(resolver: pool(.success(["127.0.0.1"])))
        let url = "http://innocent.example:\(server.port)/"
        let failure = try await fixture.failure(request(url))
        #expect(failure.kind == .addressRefused)
        #expect(!failure.mayHaveBeenReceived)
        #expect(failure.detail.contains("127.0.0.1 is a loopback address"))
        #expect(failure.detail.contains("allow_private: [127.0.0.1/32]"))
        #expect(!failure.detail.contains("innocent"))
        #expect(server.connectionCount == 0)
        #expect(try await fixture.send(request(url, allow: ["127.0.0.0/8"])).get().status == 200)
        #expect(server.requests.first?.headers["host"] == "innocent.example:\(server.port)")
    }

    @Test("a name is looked up once, and where its answer leads is where the request goes")
    func rebindingName() async throws {
        let server = try await TestServer()
        let lookups = Mutex(0)
        // The first answer may be reached; every later one is the metadata service.
        let fixture = TransportFixture(
            resolver: ResolverPool { _ in
                let count = lookups.withLock { lookups in
                    lookups += 1
                    return lookups
                }
                let text = count == 1 ? "127.0.0.1" : "169.254.169.254"
                return .success([text].compactMap { IPAddress($0) })
            })
        let everywhere = ["0.0.0.0/0", "::/0"]
        let first = request("http://rebinds.example:\(server.port)/", allow: everywhere)
        #expect(try await fixture.send(first).get().status == 200)
        #expect(lookups.withLock { $0 } == 1)
        let failure = try await fixture.failure(
            request("http://again.example:\(server.port)/", allow: everywhere))
        #expect(failure.kind == .addressRefused)
        #expect(failure.detail.contains("169.254.169.254"))
        #expect(server.connectionCount == 1)
    }

    @Test("one private address among public ones is not reached either")
    func mixedAnswer() async throws {
        let server = try await TestServer()
        let fixture = TransportFixture(resolver: pool(.success(["127.0.0.1", "169.254.169.254"])))
        let failure = try await fixture.failure(request("http://mixed.example:\(server.port)/"))
        #expect(failure.kind == .addressRefused)
        #expect(server.connectionCount == 0)
    }

    @Test("a redirect to the metadata service is an answer, and leads nowhere")
    func redirect() async throws {
        let server = try await TestServer { _ in
            TestResponse(
                status: 302,
                headers: HeaderList(["Location": "http://169.254.169.254/latest/meta-data/"]),
                text: "moved")
        }
        let response = try await TransportFixture().send(
            request("http://127.0.0.1:\(server.port)/", allow: ["0.0.0.0/0"])
        ).get()
        #expect(response.status == 302)
        #expect(response.body == Array("moved".utf8))
        #expect(server.requests.count == 1)
    }

    @Test("a kept connection of a target with permission is closed to one without")
    func keptConnection() async throws {
        let server = try await TestServer()
        let fixture = TransportFixture(resolver: pool(.success(["127.0.0.1"])))
        let url = "http://shared.example:\(server.port)/"
        let (allowed, refused) = (request(url, allow: ["127.0.0.0/8"]), request(url))
        try await fixture.run { (session: Session) throws in
            #expect(try session.send(allowed).get().status == 200)
            guard case .failure(let failure) = try session.send(refused) else {
                Issue.record("it was sent over the kept connection")
                return
            }
            #expect(failure.kind == .addressRefused)
            #expect(!failure.mayHaveBeenReceived)
            #expect(try session.send(allowed).get().status == 200)
        }
        #expect(server.requests.count == 2)
    }

    @Test("a name that does not exist is not resolved, and is not asked for again at once")
    func missingName() async throws {
        let lookups = Mutex(0)
        let fixture = TransportFixture(
            resolver: ResolverPool { _ in
                lookups.withLock { $0 += 1 }
                return .failure(.notFound)
            })
        let failures = try await fixture.send([
            request("http://a.invalid/"), request("http://a.invalid/2"),
        ])
        for case .failure(let failure) in failures {
            #expect(failure.kind == .nameNotResolved)
            #expect(!failure.mayHaveBeenReceived)
        }
        #expect(lookups.withLock { $0 } == 1)
    }

    @Test("a lookup that hangs ends at the connect timeout and holds nobody else up")
    func hangingLookup() async throws {
        let server = try await TestServer()
        let gate = Gate()
        let fixture = TransportFixture(
            resolver: ResolverPool { name in
                if name == "hangs.example" {
                    gate.pass()
                    return .failure(.noAnswer)
                }
                return .success([.v4(0x7F00_0001)])
            })
        let (hanging, healthy) = (
            OutboundRequest.local("http://hangs.example/") {
                $0.connectTimeout = Milliseconds(300)
            },
            OutboundRequest.local("http://works.example:\(server.port)/")
        )
        defer { gate.open() }
        try await fixture.run { (session: Session) throws in
            // The lookup hangs until both have ended.
            let (stuck, other) = (session.start(hanging), session.start(healthy))
            let results = try session.finish([stuck, other])
            #expect(try results[other]?.get().status == 200)
            guard case .failure(let failure)? = results[stuck] else {
                Issue.record("a hanging name was resolved")
                return
            }
            #expect(failure.kind == .nameNotResolved)
        }
    }

    @Test("localhost goes through the system's resolver")
    func localhost() async throws {
        let server = try await TestServer()
        let result = try await TransportFixture().send(
            .local("http://localhost:\(server.port)/"))
        #expect(try result.get().status == 200)
    }

    @Test(
        "a URL that others may read differently is unsendable, and the refusal does not repeat it",
        arguments: [
            "http://2130706433/s3cret", "http://0x7f.1/s3cret", "http://0177.0.0.1/s3cret",
            "http://127.1/s3cret", "http://0x7f000001/s3cret", "http://127.0.0.1./s3cret",
            "http://example.com./s3cret", "http://user:s3cret@example.com/",
            "http://example.com@127.0.0.1/s3cret", "http://[::1%25lo]/s3cret", "http:///s3cret",
            "ftp://example.com/s3cret", "file:///s3cret", "http://example.com:0/s3cret",
            "http://example.com:99999/s3cret", "http://example.com\\@127.0.0.1/s3cret",
            "http://exa mple.com/s3cret", "http://example.com/s3cret\r\nx: y",
            "http://bücher.example/s3cret", "http://%31%32%37.0.0.1/s3cret", "s3cret", "",
            "http://1.2.3.4.5/s3cret", "http://256.1.1.1/s3cret", "http://example..com/s3cret",
            "http://[::1/s3cret", "http://a:b:c/s3cret",
        ])
    func oddURLs(_ url: String) async throws {
        let failure = try await TransportFixture(resolver: pool(.success(["127.0.0.1"])))
            .failure(.local(url))
        #expect(failure.kind == .unsendable, "\(failure)")
        #expect(!failure.detail.contains("s3cret"))
    }

    @Test("a control character in a header, or a name that is none, kills only that request")
    func badHeaders() async throws {
        let server = try await TestServer()
        let bad = [("x-a", "1\r\nx-b: 2"), ("x a", "1"), ("", "1"), ("x-a", "\u{0}")].map {
            OutboundRequest.local(server.url(), headers: HeaderList([.init(name: $0, value: $1)]))
        }
        let results = try await TransportFixture().send(bad + [.local(server.url())])
        for result in results.dropLast() {
            guard case .failure(let failure) = result else {
                Issue.record("it was sent")
                continue
            }
            #expect(failure.kind == .unsendable)
        }
        #expect(try results.last?.get().status == 200)
        #expect(server.requests.count == 1)
    }
}

/// Holds threads up until it is opened.
private final class Gate: Sendable {
    private let descriptors: (read: Int32, write: Int32)

    init() {
        var both: [Int32] = [0, 0]
        let code = pipe(&both)
        precondition(code == 0, "no pipe for a test")
        descriptors = (both[0], both[1])
    }

    func pass() {
        var byte: UInt8 = 0
        // It ends when the writing end is closed.
        _ = read(descriptors.read, &byte, 1)
    }

    func open() { close(descriptors.write) }
}
