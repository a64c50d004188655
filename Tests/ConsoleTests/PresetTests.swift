import Foundation
import Model
import Settings
import Testing
import Verification

@testable import Console

@Suite("Presets for people")
struct PresetTests {
    @Test("what a preset prints is a routes.yaml that reads events alike", arguments: Preset.all)
    func yaml(preset: Preset) throws {
        let text = try PresetText().yaml(preset.name)
        let loaded = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "preset.yaml", resolver: SecretResolver(), mode: .check)
        let source = try #require(loaded.configuration?.sources[preset.name], "\(text)")
        #expect(source.preset == nil)
        #expect(source.mapping == preset.mapping)
        #expect(source.acknowledgement == preset.acknowledgement)
        #expect(source.verifier.kind == preset.verification.first)
        #expect(source.handshakes == preset.handshakes)
        #expect(source.isPaired == preset.isPaired)
        // All but what is the user's own.
        if let scheme = preset.scheme {
            #expect(Self.bare(source.verifier) == Self.bare(scheme))
        }
    }

    /// Without secrets and addresses.
    private static func bare(_ scheme: VerificationScheme) -> VerificationScheme {
        guard case .signature(var signature) = scheme.with(secrets: []) else {
            return scheme.with(secrets: [])
        }
        signature.pathTokens = []
        signature.url = nil
        signature.value = nil
        return .signature(signature)
    }

    @Test("with `preset` only the secret is to be said", arguments: Preset.all)
    func short(preset: Preset) throws {
        guard let scheme = preset.scheme else { return }
        var keys = [
            !scheme.isShared
                ? "public_key: \"${S}\"" : preset.isPaired ? "paired: true" : "secret: \"${S}\""
        ]
        if case .signature(let signature) = scheme {
            if preset.needsURL { keys.append("url: https://relay.example.com/in/a") }
            if signature.signed.parts.contains(.value) { keys.append("value: v") }
        }
        let text = """
            version: 1
            sources:
              a:
                preset: \(preset.name)
                verify: { \(keys.joined(separator: ", ")) }
            """
        let loaded = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml", resolver: SecretResolver(), mode: .check)
        let source = try #require(
            loaded.configuration?.sources["a"],
            "\(loaded.errors.map(\.rendered).joined())")
        #expect(Self.bare(source.verifier) == Self.bare(scheme))
        #expect(source.mapping == preset.mapping)
        #expect(source.handshakes == preset.handshakes)
    }

    @Test("docs/sources.md lists every preset as the table has it")
    func page() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/sources.md")
        let page = String(decoding: try Data(contentsOf: path), as: UTF8.self)
        let lines = Set(page.split(separator: "\n").map(String.init))
        for preset in Preset.all {
            let row = PresetText.row(preset)
            #expect(lines.contains(row), "docs/sources.md lacks this row:\n\(row)")
        }
        let rows = lines.filter { $0.hasPrefix("| [`") }
        #expect(rows.count == Preset.all.count, "docs/sources.md has rows of no preset")
    }

    @Test("each preset stands in the list; a misspelled one is told the right name")
    func list() {
        let list = PresetText().list(width: nil)
        for preset in Preset.all { #expect(list.contains(preset.documentation)) }
        #expect(
            throws: ConsoleError.usage("there is no preset 'xobbin'; did you mean 'xobin'?")
        ) { try PresetText().yaml("xobbin") }
    }
}
