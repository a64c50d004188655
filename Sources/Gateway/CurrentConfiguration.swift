import Admin
import Dispatching
import Engine
import Ingress
package import Model
import Routing
package import Settings
import Synchronization

/// The configuration in force. A reload swaps it whole, or leaves it.
package final class CurrentConfiguration: Sendable {
    struct Loaded: Sendable {
        var configuration: Configuration
        var snapshot: IngressSnapshot
        var loadedAt: Timestamp
        var refusal: [String]
        /// Files and folders whose change may change the configuration, as of the last reading of
        /// it, also a refused one; and what the file system said of them then.
        var touched: Set<String>
        var traces: FileTraces
    }

    private let path: String
    private let resolver: SecretResolver
    private let meter: any Meter
    private let clock: any Clock
    private let instruments: ReloadInstruments
    /// Outlives reloads: secrets that senders chose, and who may choose one now.
    let pairing: Pairing
    /// Likewise: what was counted of each source.
    private let ledgers: SourceLedgers
    let loaded: Mutex<Loaded>
    /// What the file's author should know, as `signalbox check` prints it.
    let warningsAtStart: [String]
    /// Reloads and changes of settings come one after the other.
    let reloading: Mutex<Interviews>

    /// Reads the file. Throws what is wrong with it.
    package init(
        path: String, dataDirectory: String, seal: CredentialSeal? = nil,
        resolver: SecretResolver, meter: any Meter, clock: any Clock
    ) throws(GatewayError) {
        self.path = path
        self.resolver = resolver
        self.meter = meter
        self.clock = clock
        instruments = ReloadInstruments(meter)
        let files = SourceSecretFiles(directory: dataDirectory + "/source-secrets")
        let pairing = Pairing(secrets: files.all()) { files.save($0, $1) }
        self.pairing = pairing
        let ledgers = SourceLedgers(clock: clock)
        self.ledgers = ledgers
        reloading = Mutex(Interviews(seal: seal))
        let result = Self.load(path, resolver)
        let (configuration, snapshot, warnings) = try Self.read(
            result, path, Interviews(seal: seal), pairing, ledgers, meter)
        warningsAtStart = warnings
        loaded = Mutex(
            Loaded(
                configuration: configuration, snapshot: snapshot, loadedAt: clock.now, refusal: [],
                touched: result.touched, traces: FileTraces(result.touched)))
    }

    /// Where a change of the configuration's files shows.
    var folders: Set<String> { FileTraces.folders(of: loaded.withLock { $0.touched }) }

    /// What changed on disk since the configuration was read.
    var difference: FileTraces.Difference {
        let (touched, traces) = loaded.withLock { ($0.touched, $0.traces) }
        return FileTraces(touched).difference(from: traces, now: clock.now)
    }

    var configuration: Configuration { loaded.withLock { $0.configuration } }
    var snapshot: IngressSnapshot { loaded.withLock { $0.snapshot } }

    var status: ConfigurationStatus {
        loaded.withLock { loaded in
            ConfigurationStatus(
                version: loaded.configuration.version, loadedAt: loaded.loadedAt,
                sources: loaded.configuration.sources.count,
                targets: loaded.configuration.targets.count,
                routes: loaded.configuration.routeCount, refusal: loaded.refusal)
        }
    }

    /// Reads the file again. `apply` is told the new configuration before any event is planned with
    /// it: a target must be known before deliveries to it exist.
    func reload(apply: (Configuration) -> Void) -> ReloadOutcome {
        reloading.withLock { interviews in
            let result = Self.load(path, resolver)
            do throws(GatewayError) {
                let (configuration, snapshot, warnings) = try Self.read(
                    result, path, interviews, pairing, ledgers, meter)
                apply(configuration)
                let now = clock.now
                let changed = loaded.withLock { loaded in
                    let changed = loaded.configuration.version != configuration.version
                    loaded = Loaded(
                        configuration: configuration, snapshot: snapshot, loadedAt: now,
                        refusal: [], touched: result.touched,
                        traces: FileTraces(result.touched))
                    return changed
                }
                instruments.noteActive()
                return .active(
                    version: configuration.version, changed: changed, warnings: warnings)
            } catch {
                let lines = error.description.split(separator: "\n").map(String.init)
                loaded.withLock { loaded in
                    loaded.refusal = lines
                    loaded.touched.formUnion(result.touched)
                    loaded.traces = FileTraces(loaded.touched)
                }
                instruments.noteRefused()
                return .refused(diagnostics: lines)
            }
        }
    }

    private static func load(_ path: String, _ resolver: SecretResolver) -> LoadResult {
        ConfigurationLoader.load(path: path, resolver: resolver, mode: .serve)
    }

    private static func read(
        _ result: LoadResult, _ path: String, _ interviews: Interviews, _ pairing: Pairing,
        _ ledgers: SourceLedgers, _ meter: any Meter
    ) throws(GatewayError) -> (Configuration, IngressSnapshot, warnings: [String]) {
        guard var configuration = result.configuration else {
            let other = result.errors.filter { $0.code != .secretUnset }
            if other.isEmpty, !result.secretsMissing.isEmpty {
                throw .secretsMissing(path: path, names: result.secretsMissing)
            }
            throw .configuration(path: path, diagnostics: result.diagnostics)
        }
        var unopened: [String] = []
        if !interviews.settings.isEmpty {
            unopened = configuration.take(interviews.settings.values, .opened(interviews.seal))
        }
        do throws(IngressSnapshot.SourceError) {
            let snapshot = try IngressSnapshot(
                sources: configuration.sources, routes: configuration.routes,
                configurationVersion: configuration.plannedVersion,
                orderedTargets: Set(
                    configuration.targets.filter { $0.value.policy.orderByRun }.keys),
                pairing: pairing, ledgers: ledgers, meter: meter)
            return (
                configuration, snapshot,
                result.warnings.map(\.rendered) + unopened.map { Self.waits($0) }
            )
        } catch {
            throw .engine("\(error)")
        }
    }
}
