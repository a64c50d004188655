import Foundation
import Support
import Testing

@Suite("Starting the real binary", .serialized)
struct StartingTests {
    /// A folder with rules, removed at the end.
    private final class Folder: Sendable {
        let path: String

        init(verify: String = "{ scheme: none }") throws {
            let url = FileManager.default.temporaryDirectory
                .appendingPathComponent("starting-\(UUID())")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            path = url.path
            let rules = """
                version: 1
                sources: { vendor: { verify: \(verify) } }
                targets: { audit: { kind: http, url: "https://audit.example/" } }
                routes: [{ name: all, match: all, to: [audit] }]
                """
            try rules.write(toFile: path + "/routes.yaml", atomically: true, encoding: .utf8)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func serve(admin: String) -> [String] {
            [
                "serve", "--config", path + "/routes.yaml", "--data", path + "/data",
                "--listen", "127.0.0.1:0", "--admin-listen", admin,
            ]
        }
    }

    /// Waiting for a process blocks: it gets a thread of its own.
    private func onThread<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result(catching: work)) }.start()
        }
    }

    private func run(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) async throws -> (status: Int32, output: String) {
        try await onThread { try SignalboxProcess.run(arguments, environment: environment) }
    }

    @Test("a source that takes anyone is warned about at every start, and by check")
    func unverified() async throws {
        let folder = try Folder()
        for _ in 0..<2 {
            let warning = try await onThread {
                let node = try SignalboxProcess(
                    folder.serve(admin: "127.0.0.1:0"),
                    environment: ["SIGNALBOX_LOG_FORMAT": "text"])
                // The report comes last: without a warning it would be waited for all the same.
                let match = node.waitFor(
                    /(warning: anyone can send to 'vendor'|rules cfg_)/)
                node.killNow()
                return match
            }
            #expect(warning?.hasSuffix("anyone can send to 'vendor'") == true)
        }
        let check = try await run(["check", folder.path + "/routes.yaml"])
        #expect(check.status == 0)
        #expect(check.output.contains("anyone can send to 'vendor'"))
    }

    @Test(
        "beyond loopback there is no admin listener without a token: one line, exit code 1",
        arguments: ["0.0.0.0:0", ":0", "[::]:0", "127.evil.example:0", "2130706433:0"])
    func adminNeedsToken(admin: String) async throws {
        let folder = try Folder()
        let result = try await run(
            folder.serve(admin: admin),
            ["SIGNALBOX_ADMIN_TOKEN": "", "SIGNALBOX_LOG_LEVEL": "error"])
        #expect(result.status == 1)
        // Beside the warning of its rules: one line of ours.
        let lines = result.output.split(separator: "\n").filter { $0.hasPrefix("signalbox: ") }
        #expect(lines.count == 1, "\(result.output)")
        #expect(lines.first?.contains("SIGNALBOX_ADMIN_TOKEN") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/data"))
    }

    @Test(
        "health finds the admin listener wherever SIGNALBOX_ADMIN_LISTEN puts it",
        arguments: ["127.0.0.1", "0.0.0.0", "[::1]", "[::]", "localhost"])
    func health(host: String) async throws {
        let folder = try Folder()
        let token = ["SIGNALBOX_ADMIN_TOKEN": "admin-token-of-this-test"]
        let (alive, dead) = try await onThread {
            let node = try SignalboxProcess(
                folder.serve(admin: host + ":0"), environment: token)
            let port = node.waitFor(/admin on http:\/\/\S+:([0-9]+)/) ?? "0"
            let listen = ["SIGNALBOX_ADMIN_LISTEN": "\(host):\(port)"]
            let alive = try SignalboxProcess.run(["health"], environment: listen)
            node.killNow()
            return (alive, try SignalboxProcess.run(["health"], environment: listen))
        }
        #expect(alive.status == 0, "\(alive.output)")
        #expect(dead.status == 1, "\(dead.output)")
    }

    @Test("send refuses to sign with a secret that is not set, and names it")
    func sendWithoutSecret() async throws {
        let folder = try Folder(verify: "{ scheme: bearer, secret: \"${STARTING_TESTS_UNSET}\" }")
        let result = try await run([
            "send", "--config", folder.path + "/routes.yaml", "--source", "vendor",
            // Nobody listens there: the refusal comes before anything is sent.
            "--url", "http://127.0.0.1:1", folder.path + "/routes.yaml",
        ])
        #expect(result.status == 1)
        #expect(result.output.contains("STARTING_TESTS_UNSET"))
        #expect(!result.output.contains("127.0.0.1:1"))
    }
}
