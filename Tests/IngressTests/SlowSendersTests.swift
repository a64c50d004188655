import Model
import NIOCore
import NIOPosix
import Support
import Testing

@testable import Ingress

@Suite("Senders that take their time", .hangLimit)
struct SlowSendersTests {
    private let listener = ServerTests()

    @Test("a head that comes byte by byte ends with its connection")
    func dribblingHead() async throws {
        var limits = IngressLimits()
        limits.requestTime = Milliseconds(300)
        let fixture = try IngressFixture(limits: limits)
        try await listener.serve(fixture) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                // On a busy machine it may be cut off before a byte was written: that counts too.
                try? await connection.send("POST /in/open HTTP/1.1\r\nx-slow: ")
                return try await withThrowingTaskGroup(of: String?.self) { group in
                    group.addTask { (try? await connection.readToEnd()) ?? "" }
                    group.addTask {
                        // Never silent for as long as the limit, and far from any limit of bytes.
                        while !Task.isCancelled {
                            try? await connection.send("a")
                            try? await Task.sleep(for: .milliseconds(20))
                        }
                        return nil
                    }
                    let answer = try await group.next() ?? nil
                    group.cancelAll()
                    return answer
                }
            }
            #expect(answer == "", "it was cut off without an answer")
        }
        #expect(try fixture.events().isEmpty)
    }

    @Test("a thousand that never finish do not stop an honest one")
    func thousand() async throws {
        var limits = IngressLimits()
        limits.requestTime = .minutes(30)
        let fixture = try IngressFixture(limits: limits)
        let half = listener.head("/in/open", "content-length: 99") + "{"
        let request = listener.head("/in/open", "content-length: 2", "connection: close") + "{}"
        try await listener.serve(fixture) { port in
            let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            var slow: [any Channel] = []
            for number in 0..<1000 {
                let channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
                // Some are in their head, some in their body.
                let start = number % 2 == 0 ? half : "POST /in/open HTTP/1.1\r\nx-slow: a"
                try await channel.writeAndFlush(ByteBuffer(string: start))
                slow.append(channel)
            }
            for _ in 0..<20 {
                let answer = try await RawConnection.with(port: port) { connection in
                    try await connection.send(request)
                    return try await connection.readToEnd()
                }
                #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            }
            #expect(slow.allSatisfy { $0.isActive })
            for channel in slow { try? await channel.close() }
        }
        #expect(try fixture.events().count == 20)
    }
}
