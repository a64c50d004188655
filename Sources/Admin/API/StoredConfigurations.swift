import Model
import Settings
import Store
import Synchronization

/// Configurations of the history, read again when an old event is to be explained. The last few are
/// kept: a plan asks for the same ones many times.
final class StoredConfigurations: Sendable {
    private let known = Mutex<[Configuration]>([])
    private static let knownMax = 4

    /// Secrets are not looked up: placeholders stand for them. `files` are asked for when it is not
    /// known by its version; nil: there are none, or they cannot be read any more.
    func configuration(
        _ version: String?, files: () throws(StoreError) -> [ConfigurationFile]?
    ) throws(StoreError) -> LoadResult? {
        if let version, let found = find(version) {
            return LoadResult(configuration: found, diagnostics: [], secretsMissing: [])
        }
        guard let files = try files() else { return nil }
        let result = ConfigurationLoader.load(
            files: files, resolver: SecretResolver(environment: [:]), mode: .check)
        if let configuration = result.configuration { keep(configuration) }
        return result
    }

    private func find(_ version: String) -> Configuration? {
        known.withLock { known in known.first { $0.version == version } }
    }

    private func keep(_ configuration: Configuration) {
        known.withLock { known in
            known.removeAll { $0.version == configuration.version }
            known.append(configuration)
            known.removeFirst(max(0, known.count - Self.knownMax))
        }
    }
}
