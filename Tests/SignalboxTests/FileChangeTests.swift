import Foundation
import Support
import Testing

/// Rules that change under a running node: in each of the ways that editors and mounts have.
@Suite("Rules that change on disk")
struct FileChangeTests {
    /// A folder of its own, removed with the test.
    private final class Place: Sendable {
        let path: String

        init() throws {
            path = "/tmp/change-\(UUID())"
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ name: String, _ text: String, atomically: Bool = false) throws {
            let url = URL(fileURLWithPath: path + "/" + name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            if atomically {
                try text.write(to: url, atomically: true, encoding: .utf8)
            } else {
                try Data(text.utf8).write(to: url)
            }
        }

        func start() throws -> SignalboxProcess {
            let process = try SignalboxProcess(
                [
                    "serve", "--config", path + "/routes.yaml", "--data", path + "/data",
                    "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
                ], environment: [:])
            _ = try #require(process.waitFor(/ingress on http:\/\/127\.0\.0\.1:(\d+)\//))
            return process
        }
    }

    private static func rules(_ route: String) -> String {
        """
        version: 1
        include: more/*.yaml
        sources: { s: { verify: { scheme: bearer, secret: "${file:SECRET}" } } }
        targets: { t: { kind: http, url: "http://127.0.0.1:9/" } }
        routes: [{ name: \(route), match: all, to: [t] }]

        """
    }

    @Test("written in place, renamed over, included, and a secret's file: each is noticed")
    func noticed() throws {
        let place = try Place()
        func rules(_ route: String) -> String {
            Self.rules(route).replacing("SECRET", with: place.path + "/secrets/s")
        }
        try place.write("secrets/s", "first-secret")
        try place.write("more/a.yaml", "routes: []\n")
        try place.write("routes.yaml", rules("one"))
        let process = try place.start()
        var reloads = 0
        func expectReload() throws {
            reloads += 1
            // The output is kept: so many of them.
            let all = try Regex(
                "((?:new rules are in force[^\\0]*?){\(reloads)})",
                as: (Substring, Substring).self)
            _ = try #require(process.waitFor(all))
        }
        try place.write("routes.yaml", rules("two"))
        try expectReload()
        try place.write("routes.yaml", rules("three"), atomically: true)
        try expectReload()
        try place.write("more/b.yaml", "routes: [{ name: more, match: all, to: [t] }]\n")
        try expectReload()
        try place.write("secrets/s", "second-secret", atomically: true)
        _ = try #require(process.waitFor(/(rules read again, nothing changed)/))
        try place.write("routes.yaml", rules("four: ["))
        _ = try #require(process.waitFor(/(reload refused; the old rules stay)/))
        try place.write("routes.yaml", rules("five"))
        try expectReload()
        process.signal(SIGTERM)
        _ = process.outputAtEnd()
        #expect(process.exitCode == 0)
    }

    @Test("a link that is swapped, as mounted ConfigMaps are, is noticed")
    func swapped() throws {
        let place = try Place()
        func rules(_ route: String) -> String {
            Self.rules(route).replacing("${file:SECRET}", with: "a-secret-in-clear")
                .replacing("include: more/*.yaml\n", with: "")
        }
        let files = FileManager.default
        try place.write("..first/routes.yaml", rules("one"))
        try place.write("..second/routes.yaml", rules("two"))
        try files.createSymbolicLink(
            atPath: place.path + "/..data", withDestinationPath: "..first")
        try files.createSymbolicLink(
            atPath: place.path + "/routes.yaml", withDestinationPath: "..data/routes.yaml")
        let process = try place.start()
        try files.createSymbolicLink(
            atPath: place.path + "/..data_tmp", withDestinationPath: "..second")
        #expect(rename(place.path + "/..data_tmp", place.path + "/..data") == 0)
        _ = try #require(process.waitFor(/(new rules are in force)/))
        process.signal(SIGTERM)
        _ = process.outputAtEnd()
        #expect(process.exitCode == 0)
    }
}
