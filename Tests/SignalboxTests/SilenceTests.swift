import Foundation
import Support
import Testing

@Suite("A source that falls silent", .hangLimit)
struct SilenceTests {
    @Test("it is an error in the log, a metric and a line of status, until it is heard again")
    func told() throws {
        let folder = "/tmp/silence-\(UUID())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let rules = """
            version: 1
            sources:
              vendor: { verify: { scheme: none }, expect_every: 1s }
              other: { verify: { scheme: none } }

            """
        try Data(rules.utf8).write(to: URL(fileURLWithPath: folder + "/routes.yaml"))
        let node = try SignalboxProcess(
            [
                "serve", "--config", folder + "/routes.yaml", "--data", folder + "/data",
                "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
            ], environment: ["SIGNALBOX_LOG_FORMAT": "text"])
        let admin = node.waitFor(/admin on http:\/\/127\.0\.0\.1:([0-9]+)/)
        let ingress = node.waitFor(/ingress on http:\/\/127\.0\.0\.1:([0-9]+)/)
        let port = try #require(ingress.flatMap { UInt16($0) })
        let adminPort = try #require(admin.flatMap { UInt16($0) })
        func isSilent() throws -> Bool {
            try PlainClient(port: adminPort).get("/metrics").body
                .contains("signalbox_source_silent{source=\"vendor\"} 1")
        }
        let line = try #require(node.waitFor(/([^\n]*a source fell silent[^\n]*)/))
        #expect(line.lowercased().contains("error"), "\(line)")
        #expect(line.contains("vendor"), "\(line)")
        #expect(try isSilent())
        let status = try SignalboxProcess.run(["status", "--data", folder + "/data"])
        #expect(status.status == 1)
        #expect(status.output.contains("source 'vendor' is silent"), "\(status.output)")

        // It sends until that was noticed: it may fall silent again before the next look.
        try ServingNode.until("it is heard again") {
            let answer = try PlainClient(port: port).post(
                "/in/vendor", headers: [("content-type", "application/json")],
                body: Array("{}".utf8))
            #expect(answer.status == 200)
            return try !isSilent()
        }
        _ = try #require(node.waitFor(/(a source is heard again[^\n]*vendor)/))
        node.signal(SIGTERM)
        let said = node.outputAtEnd()
        #expect(node.exitCode == 0)
        // Nobody expects anything of the other one.
        #expect(!said.contains("\"other\"") && !said.contains("source=other"))
    }
}
