package import Settings
package import Verification

extension Sender {
    /// A preset as a source of its own, with the secrets that `signalbox presets show` names.
    package static func source(
        preset name: String, resolver: SecretResolver = .system
    ) throws(ConsoleError) -> Source {
        let file = "preset \(name)"
        let loaded = ConfigurationLoader.load(
            bytes: Array(try PresetText().yaml(name).utf8), file: file, resolver: resolver,
            mode: .check)
        guard let preset = Preset.named(name), !preset.isPaired else {
            throw .usage(
                "the sender chooses the secret of '\(name)': name a source of your rules instead")
        }
        return try source(name, of: loaded, file: file)
    }

    /// The source to send as, from rules that were read in mode `check`.
    ///
    /// There placeholders stand for secrets that are not set. Signing with one would get 401 and
    /// look like a fault of the gateway, so such a source is refused, naming what to set.
    package static func source(
        _ name: String, of loaded: LoadResult, file: String
    ) throws(ConsoleError) -> Source {
        let configuration = try loaded.usable()
        guard let source = configuration.sources[name] else {
            let names = configuration.sources.keys.sorted().joined(separator: ", ")
            throw .usage("\(file) has no source '\(name)'; it has \(names)")
        }
        let missing = loaded.secretsMissingBySource[name] ?? []
        guard missing.isEmpty else {
            throw .failed(
                "source '\(name)' names secrets that are not set: "
                    + missing.joined(separator: ", ") + "; set them as for the gateway")
        }
        return source
    }
}
