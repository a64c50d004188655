import Logging
import Model
import ServiceLifecycle
import Store
import Support
import Synchronization
import Testing
import Verification

@testable import Ingress

@Suite("The listener", .hangLimit)
struct ServerTests {
    /// A server on a free port for as long as `work` runs, then told to stop and waited for.
    func serve(
        _ fixture: IngressFixture, identity: ListenerIdentity? = nil,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        _ work: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let server = IngressServer(
            pipeline: fixture.pipeline, identity: identity, logger: logger
        ).service(host: "127.0.0.1", port: 0) { port in
            bound.yield(port)
            bound.finish()
        }
        let services = ServiceGroup(
            configuration: .init(services: [server], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // No port: it could not listen.
                defer { bound.finish() }
                try await services.run()
            }
            for await port in ports { try await work(port) }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    func head(_ path: String, _ lines: String...) -> String {
        (["POST \(path) HTTP/1.1", "host: relay.example", "content-type: application/json"] + lines)
            .joined(separator: "\r\n") + "\r\n\r\n"
    }

    @Test("an event is taken, and the connection is kept for the next one")
    func keepsConnection() async throws {
        let fixture = try IngressFixture()
        let request = head("/in/token/s3cret%2B%2Ftwo?a=1", "content-length: 2") + "{}"
        try await serve(fixture) { port in
            let answers = try await RawConnection.with(port: port) { connection in
                try await connection.send(request + request)
                try await connection.send(
                    "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                return try await connection.readToEnd()
            }
            #expect(answers.components(of: "HTTP/1.1 200 OK") == 3)
            #expect(answers.components(of: #"{"id":"evt_"#) == 2)
        }
        #expect(try fixture.events().count == 2)
        let event = try #require(try fixture.events().first)
        #expect(event.query == "a=1")
        #expect(event.headers["host"] == "relay.example")
        #expect(event.headers["content-length"] == nil)
        #expect(fixture.pipeline.bodies.bytesInUse == 0)
    }

    @Test("more connections than the limit wait until one ends; none is refused")
    func connectionsMax() async throws {
        var limits = IngressLimits()
        limits.connectionsMax = 1
        let fixture = try IngressFixture(limits: limits)
        let event = head("/in/open", "content-length: 2") + "{}"
        let probe = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        try await serve(fixture) { port in
            let freed = Flag()
            try await RawConnection.with(port: port) { first in
                // Its event shows that it was accepted, and counts.
                try await first.send(event)
                try await wait { try !fixture.events().isEmpty }
                async let second = RawConnection.with(port: port) { connection in
                    try await connection.send(probe)
                    let answer = try await connection.readToEnd()
                    #expect(freed.isUp, "it was answered beside the first")
                    return answer
                }
                for _ in 0..<10_000 { await Task.yield() }
                freed.raise()
                try await first.send(probe)
                #expect(try await second.hasPrefix("HTTP/1.1 200 OK"))
            }
        }
    }

    @Test("a chunked body is put together")
    func chunked() async throws {
        let fixture = try IngressFixture()
        let request = head("/in/open", "transfer-encoding: chunked", "connection: close")
        try await serve(fixture) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                try await connection.send(request + "3\r\n{\"r\r\n")
                try await connection.send("a\r\nun\":\"r 1\"}\r\n0\r\n\r\n")
                return try await connection.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
        }
        #expect(try fixture.events().map(\.identity.run) == ["r 1"])
        #expect(try fixture.events().first?.headers["transfer-encoding"] == nil)
    }

    @Test("a chunked body over the limit is 413 while it comes, and the connection ends")
    func chunkedTooLarge() async throws {
        var limits = IngressLimits()
        limits.lingerTime = Milliseconds(100)
        let fixture = try IngressFixture(limits: limits) { $0["open"]?.bodyBytesMax = 64 }
        let request = head("/in/open", "transfer-encoding: chunked")
        try await serve(fixture) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                // It never ends: nobody would answer at its end.
                try await connection.send(request + "40\r\n" + String(repeating: " ", count: 64))
                try await connection.send("\r\n1\r\n \r\n")
                return try await connection.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 413"))
            #expect(answer.contains("body_too_large"))
            #expect(answer.lowercased().contains("connection: close"))
        }
        #expect(try fixture.events().isEmpty)
        #expect(fixture.rejected(.bodyTooLarge) == 1)
        #expect(fixture.pipeline.bodies.bytesInUse == 0)
    }

    @Test("an endless body that nobody wants is not read for ever", arguments: ["nobody", "token"])
    func unwantedBody(_ source: String) async throws {
        var limits = IngressLimits()
        limits.lingerTime = Milliseconds(100)
        let fixture = try IngressFixture(limits: limits)
        let request = head("/in/\(source)", "transfer-encoding: chunked") + "1\r\n \r\n"
        try await serve(fixture) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                try await connection.send(request)
                return try await connection.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 40"))
            #expect(answer.lowercased().contains("connection: close"))
        }
        #expect(fixture.pipeline.bodies.bytesInUse == 0)
    }

    @Test("an answer to HEAD has no body")
    func headRequest() async throws {
        let fixture = try IngressFixture()
        try await serve(fixture) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                try await connection.send(
                    "HEAD /in/open HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                return try await connection.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 405"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("when too many bodies are in flight the next one is 503")
    func tooManyBodies() async throws {
        var limits = IngressLimits()
        limits.bodiesInFlightBytesMax = 4
        let fixture = try IngressFixture(limits: limits)
        let request = head("/in/open", "content-length: 5") + "[1,2]"
        try await serve(fixture) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                try await connection.send(request)
                return try await connection.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 503"))
            #expect(answer.lowercased().contains("retry-after: 1"))
        }
        #expect(try fixture.events().isEmpty)
        #expect(fixture.pipeline.bodies.bytesInUse == 0)
    }

    @Test("a body that dribbles past the request time is 408")
    func dribble() async throws {
        let fixture = try IngressFixture()
        let request = head("/in/open", "content-length: 100", "expect: 100-continue")
        try await serve(fixture) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                try await connection.send(request)
                // One part is read at the start of the request's time, the next one after its end.
                try await connection.send("{")
                try await wait { fixture.pipeline.bodies.bytesInUse > 0 }
                fixture.clock.advance(Limits.requestTime + Milliseconds(1))
                try await connection.send(" ")
                return try await connection.readToEnd()
            }
            #expect(answer.contains("HTTP/1.1 408"))
        }
        #expect(try fixture.events().isEmpty)
        #expect(fixture.rejected(.requestTimeout) == 1)
    }

    @Test("a silent connection is closed")
    func silent() async throws {
        var limits = IngressLimits()
        limits.requestTime = Milliseconds(50)
        let fixture = try IngressFixture(limits: limits)
        try await serve(fixture) { port in
            for start in ["", "POST /in/op", head("/in/open", "content-length: 9") + "{"] {
                try await RawConnection.with(port: port) { connection in
                    // On a busy machine it is closed before this is sent.
                    try? await connection.send(start)
                    _ = try await connection.readToEnd()
                }
            }
        }
        #expect(try fixture.events().isEmpty)
        #expect(fixture.pipeline.bodies.bytesInUse == 0)
    }

    @Test("a sender that goes away in the middle of its body leaves nothing")
    func goesAway() async throws {
        let fixture = try IngressFixture()
        let request = head("/in/open", "transfer-encoding: chunked") + "2\r\n{}\r\n"
        try await serve(fixture) { port in
            try await RawConnection.with(port: port) { connection in
                try await connection.send(request)
                try await wait { fixture.pipeline.bodies.bytesInUse > 0 }
            }
            try await wait { fixture.pipeline.bodies.bytesInUse == 0 }
        }
        #expect(try fixture.events().isEmpty)
    }

    @Test("a sender that goes away after its body has its event kept")
    func goesAwayAfterwards() async throws {
        let fixture = try IngressFixture()
        fixture.store.holdWrites()
        let request = head("/in/open", "content-length: 2") + "{}"
        try await serve(fixture) { port in
            try await RawConnection.with(port: port) { connection in
                try await connection.send(request)
                try await wait { fixture.store.heldWrites > 0 }
            }
            fixture.store.releaseWrites()
        }
        #expect(try fixture.events().count == 1)
        #expect(try fixture.deliveries().count == 2)
    }

    @Test("a sender that waits for leave to send its body gets it")
    func expectContinue() async throws {
        let fixture = try IngressFixture()
        let request = head(
            "/in/open", "content-length: 2", "expect: 100-continue", "connection: close")
        try await serve(fixture) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                try await connection.send(request)
                try await connection.send("{}")
                return try await connection.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n"))
            #expect(answer.contains("HTTP/1.1 200 OK"))
        }
        #expect(try fixture.events().first?.headers["expect"] == nil)
    }

    @Test("a head over the limit is 431, and the connection ends")
    func largeHead() async throws {
        var limits = IngressLimits()
        limits.lingerTime = Milliseconds(100)
        let fixture = try IngressFixture(limits: limits)
        let long = "x-long: " + String(repeating: "x", count: limits.headerBytesMax)
        let request = head("/in/open", "content-length: 0", long)
        try await serve(fixture) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                try await connection.send(request)
                return try await connection.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 431"))
        }
        #expect(fixture.rejected(.headersTooLarge) == 1)
    }

    @Test("a head that does not end is cut off")
    func endlessHead() async throws {
        let fixture = try IngressFixture()
        let line = "x: " + String(repeating: "x", count: 8 << 10) + "\r\n"
        try await serve(fixture) { port in
            try? await RawConnection.with(port: port) { connection in
                try await connection.send("POST /in/open HTTP/1.1\r\nhost: x\r\n")
                // Only the server can end this.
                while true { try await connection.send(line) }
            }
        }
        #expect(try fixture.events().isEmpty)
    }

    @Test("a header that comes twice stays two headers, and one with a comma stays one")
    func repeatedHeaders() async throws {
        let fixture = try IngressFixture()
        let body = ["content-length: 2", "connection: close"]
        let requests = [
            (["x-key: s3cret,one"], "200"), (["x-key: s3cret,one", "X-Key: s3cret,one"], "401"),
            (["x-key: s3cret", "x-key: one"], "401"),
        ]
        try await serve(fixture) { port in
            for (fields, status) in requests {
                let answer = try await RawConnection.with(port: port) { connection in
                    try await connection.send(
                        (["POST /in/header HTTP/1.1", "host: x"] + body + fields)
                            .joined(separator: "\r\n") + "\r\n\r\n{}")
                    return try await connection.readToEnd()
                }
                #expect(answer.hasPrefix("HTTP/1.1 \(status)"))
            }
        }
        #expect(try fixture.events().count == 1)
    }

    @Test("the log has no path, token, header or body in it, at any level")
    func quietLog() async throws {
        let log = TestLog()
        let fixture = try IngressFixture(logger: log.logger)
        fixture.store.failWrites(next: 1)
        let paths = ["token/s3cret%2B%2Ftwo", "token/s3cret-wrong", "s3cret-source", "open"]
        let requests = paths.map { path in
            head("/in/\(path)?q=s3cret", "x-data: s3cret", "content-length: 14")
                + #"{"s3cret":"x"}"#
        }
        try await serve(fixture, logger: log.logger) { port in
            for request in requests {
                _ = try await RawConnection.with(port: port) { connection in
                    try await connection.send(request)
                    try await connection.send("s3cret is no request\r\n\r\n")
                    return try await connection.readToEnd()
                }
            }
        }
        let text = log.text
        #expect(text.contains("wrong_credentials"))
        #expect(text.contains("the disk is full"))
        #expect(text.components(of: "s3cret") == 0, "\(text)")
    }
}

extension String {
    /// How often `part` is there.
    func components(of part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}

/// Goes up once.
private final class Flag: Sendable {
    private let state = Mutex(false)

    var isUp: Bool { state.withLock { $0 } }
    func raise() { state.withLock { $0 = true } }
}
