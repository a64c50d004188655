import Foundation
import Model
import Settings
import Testing
import Verification

@testable import Console

@Suite("send --preset")
struct PresetSendingTests {
    /// Bodies of the vectors: those that hold signatures have places for them.
    private struct Vector: Decodable {
        let preset: String
        let secret: String
        let body: String
        let headers: [String: String]
    }

    private static func vectors() throws -> [Vector] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
            .appendingPathComponent("VerificationTests/Fixtures/presets.json")
        return try JSONDecoder().decode([Vector].self, from: Data(contentsOf: path))
    }

    @Test("a sample of every preset with a shared secret is one that its verifier takes")
    func every() throws {
        var sent: Set<String> = []
        for vector in try Self.vectors() {
            let preset = try #require(Preset.named(vector.preset))
            guard !preset.isPaired else { continue }
            let source = try Sender.source(
                preset: vector.preset,
                resolver: SecretResolver(
                    variable: { name in
                        name.hasSuffix("_SECRET") || name.hasSuffix("_PUBLIC_KEY")
                            ? vector.secret : "other-\(name)"
                    }, file: { _ in nil }))
            var options = Sender.Options()
            options.contentType = vector.headers["content-type"] ?? "application/json"
            let sender = try Sender(source: source, options: options, clock: FixedClock())
            let sample = Sample(name: "sample", body: Array(vector.body.utf8))
            if !source.verifier.isShared {
                #expect(throws: ConsoleError.self) { try sender.request(sample) }
                continue
            }
            let request = try sender.request(sample)
            let parts = request.url.split(separator: "?", maxSplits: 1)
            let segments = parts[0].split(separator: "/")
            let verdict = try Verifier(source.verifier).verify(
                VerifiableRequest(
                    pathToken: segments.count > 4 ? String(segments[4]) : nil,
                    query: parts.count > 1 ? String(parts[1]) : "", headers: request.headers,
                    body: request.body), now: FixedClock().now)
            #expect(verdict == .ok(secretIndex: 0), "\(vector.preset)")
            sent.insert(vector.preset)
        }
        #expect(sent.count >= 45)
    }

    @Test("a preset whose secrets are not set says which")
    func missing() {
        #expect(throws: ConsoleError.self) {
            try Sender.source(preset: "ribbon", resolver: SecretResolver())
        }
        #expect(throws: ConsoleError.self) {
            try Sender.source(
                preset: "asana", resolver: SecretResolver(environment: ["ASANA_SECRET": "s"]))
        }
    }
}
