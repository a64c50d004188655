import Model
import Support
import Testing

@testable import Ingress

@Suite("A connection", .hangLimit)
struct ConnectionTests {
    private let listener = ServerTests()

    @Test("a sender that waits for leave and gets a refusal is not waited for")
    func refusedInsteadOfLeave() async throws {
        var limits = IngressLimits()
        limits.lingerTime = Milliseconds(100)
        let fixture = try IngressFixture(limits: limits)
        let request = listener.head("/in/nobody", "content-length: 9", "expect: 100-continue")
        try await listener.serve(fixture) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                try await connection.send(request)
                return try await connection.readToEnd()
            }
            // What would come next is no body of nine bytes: the connection ends.
            #expect(answer.hasPrefix("HTTP/1.1 404"))
            #expect(answer.contains("connection: close"))
        }
    }

    @Test("what is no HTTP is 400 and ends the connection", arguments: ["", "POST"])
    func noHTTP(_ first: String) async throws {
        let fixture = try IngressFixture()
        let before = first.isEmpty ? "" : listener.head("/in/open", "content-length: 2") + "{}"
        try await listener.serve(fixture) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                try await connection.send(before + "no request\r\n\r\n")
                return try await connection.readToEnd()
            }
            #expect(answer.contains("HTTP/1.1 400"))
            #expect(answer.components(of: "HTTP/1.1 200") == (first.isEmpty ? 0 : 1))
        }
    }

    @Test("a sender that closes its half after the request is answered")
    func halfClosed() async throws {
        let fixture = try IngressFixture()
        let request = listener.head("/in/open", "content-length: 2") + "{}"
        try await listener.serve(fixture) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                try await connection.send(request)
                connection.finishSending()
                return try await connection.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test("the server stops while idle connections are open")
    func stops() async throws {
        let fixture = try IngressFixture()
        let (ports, bound) = AsyncStream<Int>.makeStream()
        let (answers, answered) = AsyncStream<Void>.makeStream()
        async let text = Self.readToEnd(ports, answered)
        try await listener.serve(fixture) { port in
            bound.yield(port)
            // The server is told to stop when this returns.
            for await _ in answers { break }
        }
        #expect(try await text.hasPrefix("HTTP/1.1 200"))
    }

    /// Sends a request on a connection that is to stay, and reads what comes until it is closed.
    private static func readToEnd(
        _ ports: AsyncStream<Int>, _ answered: AsyncStream<Void>.Continuation
    ) async throws -> String {
        for await port in ports {
            return try await RawConnection.with(port: port) { connection in
                try await connection.send("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
                return try await connection.readToEnd { answered.yield() }
            }
        }
        return ""
    }
}
