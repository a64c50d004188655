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
