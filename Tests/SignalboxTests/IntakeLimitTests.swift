import Foundation
import Support
import Testing

/// The real binary at the limits of disk and backlog: they are set so that they are reached.
@Suite("The real binary at its limits", .hangLimit)
struct IntakeLimitTests {
    @Test("a disk below its limit: senders get 503, and what is there is delivered")
    func disk() async throws {
        let server = try await TestServer()
        let rules = Self.rules(server)
        let before = try ServingNode(rules: rules)
        try await ServingNode.onThread {
            try Self.targets("pause", before)
            for number in 0..<5 { try before.expectAccepted(number) }
            before.process.signal(SIGTERM)
            #expect(before.process.exitCode == 0)
        }
        #expect(server.requests.isEmpty)
        // No disk has two PiB free.
        let node = try ServingNode(
            rules: rules, data: before.data, arguments: ["--disk-free-min", "2147483647"])
        try await ServingNode.onThread {
            try Self.expectRefused(node, 5, "disk_low")
            #expect(try PlainClient(port: node.port).get("/readyz").status == 503)
            #expect(try PlainClient(port: node.port).get("/healthz").status == 200)
            try Self.targets("resume", node)
        }
        _ = await server.waitForRequests(5)
        try await ServingNode.onThread {
            try Self.expectRefused(node, 6, "disk_low")
            let idle = try SignalboxProcess.run(
                ["status", "--data", node.data, "--wait-idle", "60s"])
            #expect(idle.status == 0, "\(idle.output)")
        }
        let numbers = Set(server.requests.map(\.bodyText))
        #expect(numbers == Set((0..<5).map { #"{"number":\#($0)}"# }))
        withExtendedLifetime(before) {}
    }

    @Test("a backlog at its limit: senders get 503 until enough of it is delivered")
    func backlog() async throws {
        let server = try await TestServer()
        let node = try ServingNode(
            rules: Self.rules(server), arguments: ["--backlog-max", "20"])
        let accepted = try await ServingNode.onThread {
            try Self.targets("pause", node)
            var accepted = 0
            try ServingNode.until("events are refused") {
                let answer = try node.post(accepted)
                if answer.status == 200 { accepted += 1 }
                guard answer.status != 200 else { return false }
                #expect(answer.status == 503 && answer.body.contains("backlog_full"), "\(answer)")
                return true
            }
            #expect(accepted >= 20)
            try Self.targets("resume", node)
            return accepted
        }
        _ = await server.waitForRequests(accepted)
        try await ServingNode.onThread {
            try ServingNode.until("events are taken again") {
                try node.post(accepted).status == 200
            }
        }
        _ = await server.waitForRequests(accepted + 1)
        #expect(Set(server.requests.map(\.bodyText)).count == accepted + 1)
    }

    private static func targets(_ verb: String, _ node: ServingNode) throws {
        let result = try SignalboxProcess.run(["targets", verb, "t", "--data", node.data])
        try #require(result.status == 0, "\(result.output)")
    }

    private static func expectRefused(_ node: ServingNode, _ number: Int, _ code: String) throws {
        let answer = try node.post(number)
        #expect(answer.status == 503 && answer.body.contains(code), "\(answer)")
    }

    private static func rules(_ server: TestServer) -> String {
        """
        targets:
          t: { kind: http, url: "\(server.url())", allow_private: [127.0.0.1] }
        routes: [{ name: all, match: all, to: [t] }]
        """
    }
}
