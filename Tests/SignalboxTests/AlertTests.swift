import Foundation
import Support
import Synchronization
import Testing

/// The real binary, and somebody who wants to know what goes wrong there.
@Suite("Alerts of the real binary", .hangLimit)
struct AlertTests {
    /// What a server answers, said from outside.
    private final class Mood: Sendable {
        let status = Atomic<Int>(403)
    }

    private struct Told: Hashable {
        let type: String
        let state: String
    }

    private func told(_ server: TestServer) -> Set<Told> {
        Set(
            server.requests.compactMap { request in
                guard
                    let match = request.bodyText.firstMatch(
                        of: /^\{"type":"([a-z_.]+)","state":"([a-z]+)"/)
                else { return nil }
                return Told(type: String(match.1), state: String(match.2))
            })
    }

    @Test("what goes wrong is told at the target that works, and what is over too")
    func life() async throws {
        let mood = Mood()
        let well = try await TestServer()
        let sick = try await TestServer { _ in
            TestResponse(status: mood.status.load(ordering: .relaxed))
        }
        func target(_ name: String, _ server: TestServer) -> String {
            "\(name): { kind: http, url: \"\(server.url())\", allow_private: [127.0.0.1] }"
        }
        let node = try ServingNode(
            head: """
                version: 1
                sources:
                  s: { verify: { scheme: none } }
                  quiet: { verify: { scheme: none }, expect_every: 1s }

                """,
            rules: """
                targets: { \(target("well", well)), \(target("sick", sick)) }
                routes: [{ name: all, match: all, to: [sick] }]
                alerts: { to: [well, sick] }
                """)
        let begun: Set<Told> = [
            Told(type: "target.blocked", state: "begun"),
            Told(type: "reload.failed", state: "begun"),
            Told(type: "source.silent", state: "begun"),
        ]
        try await ServingNode.onThread { [self] in
            let rules = try String(contentsOfFile: node.rulesFile, encoding: .utf8)
            try node.expectAccepted(1)
            try (rules + "\nroutes: [").write(
                toFile: node.rulesFile, atomically: true, encoding: .utf8)
            try ServingNode.until("all three are told") { told(well).isSuperset(of: begun) }
            #expect(!told(sick).contains { $0.type == "target.blocked" })

            mood.status.store(200, ordering: .relaxed)
            try rules.write(toFile: node.rulesFile, atomically: true, encoding: .utf8)
            let resumed = try SignalboxProcess.run([
                "targets", "resume", "sick", "--data", node.data,
            ])
            #expect(resumed.status == 0, "\(resumed.output)")
            let over: Set<Told> = [
                Told(type: "target.recovered", state: "over"),
                Told(type: "reload.failed", state: "over"),
                Told(type: "source.silent", state: "over"),
            ]
            try ServingNode.until("all three are over") {
                let answer = try PlainClient(port: node.port).post(
                    "/in/quiet", headers: [("content-type", "application/json")],
                    body: Array("{}".utf8))
                #expect(answer.status == 200)
                return told(well).isSuperset(of: over)
            }
            let events = try SignalboxProcess.run([
                "events", "--source", "signalbox", "--data", node.data,
            ])
            #expect(events.output.contains("target.recovered"), "\(events.output)")
            let metrics = try PlainClient(port: node.adminPort).get("/metrics").body
            #expect(metrics.contains(#"signalbox_alerts_total{type="target.blocked"} 1"#))
        }
        // It got what was not about itself.
        let others = told(sick)
        #expect(others.contains { $0.type == "reload.failed" })
        #expect(!others.contains { $0.type.hasPrefix("target.") })
        // Each was told once.
        let bodies = well.requests.map(\.bodyText).filter { $0.contains("target.blocked") }
        #expect(bodies.count == 1, "\(bodies)")
    }
}
