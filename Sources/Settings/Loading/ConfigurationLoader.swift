import Crypto
import Model
import Routing

/// Reads `routes.yaml` into a `Configuration`, or says everything that is wrong with it.
package enum ConfigurationLoader {
    /// Reads a file. Blocks while it does; may be called from any thread.
    package static func load(
        path: String, resolver: SecretResolver = .system, mode: LoadMode
    ) -> LoadResult {
        do {
            let bytes = try FileBytes.read(path, bytesMax: Limits.configurationBytesMax)
            return load(bytes: bytes, file: path, resolver: resolver, mode: mode)
        } catch {
            let reading = Reading(file: path, resolver: resolver, mode: mode)
            switch error {
            case .tooLarge: reportTooLarge(reading)
            case .unreadable(let reason):
                reading.error(
                    .fileUnreadable, at: .start, "cannot read the file: \(reason)",
                    hint: "name another one, or copy routes.yaml.example to begin with")
            }
            return refused(reading)
        }
    }

    /// The same for bytes that are at hand; `file` is how diagnostics name them.
    package static func load(
        bytes: [UInt8], file: String, resolver: SecretResolver, mode: LoadMode
    ) -> LoadResult {
        let reading = Reading(file: file, resolver: resolver, mode: mode)
        guard bytes.count <= Limits.configurationBytesMax else {
            reportTooLarge(reading)
            return refused(reading)
        }
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        guard let text = String(validating: bytes.dropFirst(hasMark ? 3 : 0), as: UTF8.self) else {
            reading.error(.notUTF8, at: .start, "the file is not UTF-8 text")
            return refused(reading)
        }
        guard let root = YAMLReader.read(text, into: reading) else {
            return refused(reading, text: text)
        }
        let parts = DocumentSection(reading: reading).read(root)
        guard !reading.hasErrors else { return refused(reading, text: text, root: root) }
        Linter(
            places: parts.places, sources: parts.sources, routes: parts.routes, reading: reading
        ).run()
        let configuration = Configuration(
            version: version(bytes), sources: parts.sources, targets: parts.targets,
            routes: RouteTable(parts.routes), tests: parts.tests)
        for failure in ConfigurationTests.run(configuration) {
            reading.error(.testFailed, at: failure.position, failure.message)
        }
        return LoadResult(
            configuration: reading.hasErrors ? nil : configuration,
            diagnostics: reading.diagnostics(text: text, root: root),
            secretsMissing: reading.secretsMissing, secretsMissingBySource: parts.secretsMissing)
    }

    /// `cfg_` and the first 12 hex digits of the SHA-256 over the file as written: the same file
    /// has the same version wherever it runs, and secrets are no part of it.
    static func version(_ bytes: [UInt8]) -> String {
        "cfg_" + Hex.encode(SHA256.hash(data: bytes)).prefix(12)
    }

    private static func reportTooLarge(_ reading: Reading) {
        reading.error(
            .fileTooLarge, at: .start,
            "the file is larger than \(Limits.configurationBytesMax >> 20) MiB")
    }

    private static func refused(
        _ reading: Reading, text: String? = nil, root: YAMLNode? = nil
    ) -> LoadResult {
        LoadResult(
            configuration: nil, diagnostics: reading.diagnostics(text: text, root: root),
            secretsMissing: reading.secretsMissing)
    }
}
