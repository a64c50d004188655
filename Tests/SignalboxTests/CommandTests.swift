import Foundation
import Support
import Testing

@Suite("Commands of the real binary")
struct CommandTests {
    /// A folder that is gone after the test.
    private final class Folder {
        let path: String

        init() throws {
            path = FileManager.default.temporaryDirectory.path + "/commands-\(UUID())"
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private static let rules = """
        version: 1
        sources: { a: { verify: { scheme: bearer, secret: "${NOT_SET_A}" } } }
        targets: { t: { kind: http, url: "${NOT_SET_B}" } }
        routes: [{ name: all, match: all, to: [t] }]
        """

    @Test("looking into a folder without a store says so and makes nothing there")
    func noStore() throws {
        let folder = try Folder()
        for command in ["events", "deliveries", "dead-letters", "targets", "status"] {
            let result = try SignalboxProcess.run([command, "--data", folder.path])
            #expect(result.status == 1)
            #expect(result.output.contains("holds no store; name it with --data"), "\(command)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test("serving without its secrets names them all, and where everything would be")
    func missingSecrets() throws {
        let folder = try Folder()
        let config = folder.path + "/routes.yaml"
        try Self.rules.write(toFile: config, atomically: true, encoding: .utf8)
        let result = try SignalboxProcess.run([
            "serve", "--config", config, "--data", folder.path + "/data",
            "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
        ])
        #expect(result.status == 1)
        for text in [
            "ingress would be on http://127.0.0.1:0/in/<source>",
            "admin would be on http://127.0.0.1:0", "data would be in \(folder.path)/data",
            "  NOT_SET_A\n  NOT_SET_B", "set them in the environment and start again",
        ] {
            #expect(result.output.contains(text), "\(result.output)")
        }
    }

    @Test("a jq program is shown at work; without a jq the rules are refused, with what to install")
    func programs() throws {
        let folder = try Folder()
        let config = folder.path + "/routes.yaml"
        try Self.rules.replacing(
            "url: \"${NOT_SET_B}\"",
            with: "url: \"https://example.com/\", jq: '{who: .name, by: $event.source, env: env}'"
        ).write(toFile: config, atomically: true, encoding: .utf8)
        let body = folder.path + "/body.json"
        try #"{"name":"Ada"}"#.write(toFile: body, atomically: true, encoding: .utf8)
        let shown = try SignalboxProcess.run(
            ["targets", "preview", "t", "--config", config, "--file", body, "--json"],
            environment: ["NOT_SET_A": "a-secret"])
        #expect(shown.status == 0, "\(shown.output)")
        let made = #"{\"who\":\"Ada\",\"by\":\"a\",\"env\":{}}"#
        #expect(shown.output.contains(made), "\(shown.output)")
        let refused = try SignalboxProcess.run(
            ["check", "--config", config], environment: ["SIGNALBOX_JQ": "/nonexistent/jq"])
        #expect(refused.status == 1)
        for text in ["there is no jq to run this program with", "apt-get install jq"] {
            #expect(refused.output.contains(text), "\(refused.output)")
        }
    }

    @Test("each command ends with 2 when it is called wrongly, and with 0 when asked for help")
    func exitCodes() throws {
        #expect(try SignalboxProcess.run(["nonsense"]).status == 2)
        #expect(try SignalboxProcess.run(["events", "--nonsense"]).status == 2)
        #expect(try SignalboxProcess.run(["presets", "show", "nobody"]).status == 2)
        let folder = try Folder()
        let config = folder.path + "/routes.yaml"
        try Self.rules.write(toFile: config, atomically: true, encoding: .utf8)
        let sent = try SignalboxProcess.run([
            "send", "--config", config, "--source", "a", "--header", "bad", config,
        ])
        #expect(sent.status == 2, "\(sent.output)")
        for command in [
            "serve", "check", "status", "events", "deliveries", "targets", "dead-letters",
            "reload", "presets", "send", "receive", "health",
        ] {
            #expect(try SignalboxProcess.run([command, "--help"]).status == 0, "\(command)")
        }
    }
}
