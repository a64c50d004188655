import Foundation
import Support
import Testing

/// The real binary and a file of rules that is replaced in every way that people and tools do it.
@Suite("Reloading the real binary", .hangLimit)
struct ReloadTests {
    @Test("a file that is cut off, wrong or gone leaves the old rules; a good one comes in")
    func replaced() async throws {
        let server = try await TestServer()
        func rules(_ path: String) -> String {
            """
            targets: { t: { kind: http, url: "\(server.url(path))", allow_private: [127.0.0.1] } }
            routes: [{ name: all, match: all, to: [t] }]
            """
        }
        let node = try ServingNode(rules: rules("/first"))
        let second = ServingNode.head + rules("/second")
        try await ServingNode.onThread {
            let files = FileManager.default
            let whole = try String(contentsOfFile: node.rulesFile, encoding: .utf8)
            for text in [String(whole.prefix(90)), "", "routes: [", whole + "\nroutes: []\n"] {
                try text.write(toFile: node.rulesFile, atomically: true, encoding: .utf8)
                let refused = try node.reload()
                #expect(refused.status == 1, "\(text): \(refused.output)")
            }
            try files.removeItem(atPath: node.rulesFile)
            #expect(try node.reload().status == 1)
            try node.expectAccepted(1)
            let refused = try PlainClient(port: node.adminPort).get("/metrics").body
            #expect(refused.contains("\nsignalbox_rules_refused 1\n"))

            // A symlink that is swapped, as ConfigMaps do it.
            let other = node.rulesFile + ".second"
            try second.write(toFile: other, atomically: true, encoding: .utf8)
            try files.createSymbolicLink(
                atPath: node.rulesFile + ".link", withDestinationPath: other)
            #expect(rename(node.rulesFile + ".link", node.rulesFile) == 0)
            let taken = try node.reload()
            #expect(taken.status == 0, "\(taken.output)")
            try node.expectAccepted(2)
            let after = try PlainClient(port: node.adminPort).get("/metrics").body
            #expect(after.contains("\nsignalbox_rules_refused 0\n"))
            #expect(after.contains(#"signalbox_reloads_total{result="active"} "#))
        }
        let requests = await server.waitForRequests(2)
        #expect(
            Set(requests.map { $0.path + $0.bodyText })
                == [#"/first{"number":1}"#, #"/second{"number":2}"#])
    }
}
