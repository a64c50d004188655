import Foundation
import Model
import Support
import Testing

/// The real binary, when its store cannot be written. A limit of file sizes makes the kernel refuse
/// each write that would make a file longer, whoever the user is; it is set and lifted from
/// outside, as a disk fills and is freed.
@Suite("The real binary and a store that cannot be written", .hangLimit)
struct StoreTroubleTests {
    @Test("senders get 503 while it lasts, deliveries go on, and it passes without a restart")
    func limit() async throws {
        let server = try await TestServer()
        let node = try ServingNode(rules: Self.rules(server))
        try await ServingNode.onThread {
            try node.expectAccepted(0)
            try node.process.limitFileSize(1024)
            for number in 1..<5 {
                let answer = try node.post(number)
                #expect(answer.status == 503, "\(answer)")
                #expect(answer.body.contains("store_unavailable"), "\(answer)")
            }
            let alive = try PlainClient(port: node.port).get("/healthz")
            #expect(alive.status == 200)
            try node.process.limitFileSize(nil)
            try ServingNode.until("events are taken again") { try node.post(5).status == 200 }
        }
        _ = await server.waitForRequests(2)
        let numbers = Set(server.requests.map(\.bodyText))
        #expect(numbers == [#"{"number":0}"#, #"{"number":5}"#])
        try await ServingNode.onThread {
            node.process.signal(SIGTERM)
            #expect(node.process.exitCode == 0)
        }
    }

    @Test("what waits in memory is delivered meanwhile, and recorded when the store can be written")
    func outcomes() async throws {
        let server = try await TestServer()
        let node = try ServingNode(rules: Self.rules(server, policy: ", rate: 5/s"))
        try await ServingNode.onThread {
            for number in 0..<15 { try node.expectAccepted(number) }
            try node.process.limitFileSize(1024)
        }
        // Most of them are delivered although nothing of it can be recorded.
        _ = await server.waitForRequests(15)
        try await ServingNode.onThread {
            let refused = try node.post(15)
            #expect(refused.status == 503)
            try node.process.limitFileSize(nil)
            let idle = try SignalboxProcess.run(
                ["status", "--data", node.data, "--wait-idle", "60s"])
            #expect(idle.status == 0, "\(idle.output)")
        }
        #expect(server.requests.count == 15)
        #expect(Set(server.requests.map(\.bodyText)).count == 15)
    }

    private static func rules(_ server: TestServer, policy: String = "") -> String {
        """
        targets:
          t: { kind: http, url: "\(server.url())", allow_private: [127.0.0.1]\(policy) }
        routes: [{ name: all, match: all, to: [t] }]
        """
    }
}
