import Model
import NIOHTTP1
import Store
import Support
import Synchronization
import Testing

@testable import Ingress

/// Requests that a sender sends before it has the answer to the last one (RFC 9112 section 9.3.2).
@Suite("Requests sent ahead", .hangLimit)
struct PipeliningTests {
    private let listener = ServerTests()
    private var event: String { listener.head("/in/open", "content-length: 2") + "{}" }

    /// What a server answers to `text` when the first event stays with the store until all of it
    /// was sent.
    private func answers(
        _ fixture: IngressFixture, to text: String, isHalfClosed: Bool = false
    ) async throws -> String {
        let found = Mutex("")
        fixture.store.holdWrites()
        try await listener.serve(fixture) { port in
            let answers = try await RawConnection.with(port: port) { connection in
                try await connection.send(text)
                if isHalfClosed { connection.finishSending() }
                try await wait { fixture.store.heldWrites > 0 }
                for _ in 0..<1000 { await Task.yield() }
                #expect(fixture.store.heldWrites == 1, "one at a time")
                fixture.store.releaseWrites()
                return try await connection.readToEnd()
            }
            found.withLock { $0 = answers }
        }
        return found.withLock { $0 }
    }

    private func statuses(_ answers: String) -> [String] {
        answers.split(separator: "HTTP/1.1 ").map { String($0.prefix(3)) }
    }

    @Test("they are answered one after the other, in their order")
    func order() async throws {
        let fixture = try IngressFixture()
        let nobody = listener.head("/in/nobody", "content-length: 2") + "{}"
        let last = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        let answers = try await answers(fixture, to: event + nobody + event + event + last)
        #expect(statuses(answers) == ["200", "404", "200", "200", "200"])
        #expect(answers.components(of: #"{"id":"evt_"#) == 3)
        #expect(try fixture.events().count == 3)
        #expect(fixture.pipeline.bodies.bytesInUse == 0)
    }

    @Test("all are answered when the sender closes its half behind them")
    func halfClosed() async throws {
        let fixture = try IngressFixture()
        let answers = try await answers(fixture, to: event + event, isHalfClosed: true)
        #expect(statuses(answers) == ["200", "200"])
    }

    @Test("what is no HTTP behind them is 400, after their answers")
    func malformed() async throws {
        let fixture = try IngressFixture()
        let answers = try await answers(fixture, to: event + event + "no request\r\n\r\n")
        #expect(statuses(answers) == ["200", "200", "400"])
        #expect(answers.hasSuffix("connection: close\r\n\r\n"))
    }

    @Test("a body that breaks off behind them is refused, after their answers")
    func broken() async throws {
        let fixture = try IngressFixture()
        let chunked = listener.head("/in/open", "transfer-encoding: chunked") + "zz\r\n"
        let answers = try await answers(fixture, to: event + chunked)
        #expect(statuses(answers) == ["200", "400"])
        #expect(fixture.rejected(.incompleteBody) == 1)
    }

    @Test("what a sender has to say meanwhile stays with the sender")
    func held() async throws {
        let fixture = try IngressFixture()
        fixture.store.holdWrites()
        let length = 64 << 20
        let more = listener.head("/in/open", "content-length: \(length)")
        let part = String(repeating: " ", count: 64 << 10)
        let sent = Counter()
        try await listener.serve(fixture) { port in
            let answers = try await RawConnection.with(port: port) { connection in
                try await connection.send(event + more)
                async let rest: Void = {
                    for _ in 0..<length / part.utf8.count {
                        try await connection.send(part)
                        sent.add(UInt64(part.utf8.count))
                    }
                }()
                try await wait { fixture.store.heldWrites > 0 }
                // Until it goes on no more: what the kernel takes for both is some megabytes.
                var before = UInt64.max
                while sent.value != before {
                    before = sent.value
                    for _ in 0..<20_000 { await Task.yield() }
                }
                #expect(before < length)
                fixture.store.releaseWrites()
                let answers = try await connection.readToEnd()
                _ = try? await rest
                return answers
            }
            #expect(statuses(answers) == ["200", "413"])
        }
        #expect(fixture.pipeline.bodies.bytesInUse == 0)
    }

    @Test("a server that stops answers what is with the store, and nothing that came behind it")
    func stops() async throws {
        let fixture = try IngressFixture()
        fixture.store.holdWrites()
        let (ports, bound) = AsyncStream<Int>.makeStream()
        let (requests, sent) = AsyncStream<Void>.makeStream()
        async let text = Self.readToEnd(fixture, event, ports, sent)
        try await listener.serve(fixture) { port in
            bound.yield(port)
            for await _ in requests { break }
        }
        let answers = try await text
        #expect(answers.hasPrefix("HTTP/1.1 200 OK"))
        #expect(try fixture.events().count == 1)
    }

    private static func readToEnd(
        _ fixture: IngressFixture, _ event: String, _ ports: AsyncStream<Int>,
        _ sent: AsyncStream<Void>.Continuation
    ) async throws -> String {
        for await port in ports {
            return try await RawConnection.with(port: port) { connection in
                try await connection.send(event)
                try await wait { fixture.store.heldWrites > 0 }
                // The server is told to stop now.
                sent.yield()
                for _ in 0..<10_000 { await Task.yield() }
                fixture.store.releaseWrites()
                return try await connection.readToEnd()
            }
        }
        return ""
    }

    @Test("parts are given back in order, then the first end, once")
    func parts() {
        var ahead = PartsAhead()
        #expect(ahead.isEmpty)
        for method in [HTTPMethod.GET, .POST] {
            ahead.append(.head(HTTPRequestHead(version: .http1_1, method: method, uri: "/")))
        }
        ahead.append(.malformed)
        ahead.append(.closed)
        for method in [HTTPMethod.GET, .POST] {
            guard case .head(let head)? = ahead.next() else {
                Issue.record("a part is missing")
                return
            }
            #expect(head.method == method)
            #expect(!ahead.isEmpty)
        }
        #expect(ahead.next() == nil)
        #expect(!ahead.isEmpty)
        #expect(ahead.takeEnd() == .malformed)
        #expect(ahead.takeEnd() == .none)
        #expect(ahead.isEmpty)
    }
}
