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
    private struct Loaded: Sendable {
        var configuration: Configuration
        var snapshot: IngressSnapshot
        var loadedAt: Timestamp
        var refusal: [String]
    }

    /// What the file that was read at the start says that works but may not be meant.
    let warningsAtStart: [String]
    private let path: String
    private let resolver: SecretResolver
    private let meter: any Meter
    private let clock: any Clock
    private let loaded: Mutex<Loaded>
    /// Reloads come one after the other.
    private let reloading = Mutex(())

    /// Reads the file. Throws what is wrong with it.
    package init(
        path: String, resolver: SecretResolver, meter: any Meter, clock: any Clock
    ) throws(GatewayError) {
        self.path = path
        self.resolver = resolver
        self.meter = meter
        self.clock = clock
        let (configuration, snapshot, warnings) = try Self.read(path, resolver, meter)
        warningsAtStart = warnings
        loaded = Mutex(
            Loaded(
                configuration: configuration, snapshot: snapshot, loadedAt: clock.now, refusal: []))
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
        reloading.withLock { _ in
            do throws(GatewayError) {
                let (configuration, snapshot, warnings) = try Self.read(path, resolver, meter)
                apply(configuration)
                let now = clock.now
                let changed = loaded.withLock { loaded in
                    let changed = loaded.configuration.version != configuration.version
                    loaded = Loaded(
                        configuration: configuration, snapshot: snapshot, loadedAt: now,
                        refusal: [])
                    return changed
                }
                return .active(
                    version: configuration.version, changed: changed, warnings: warnings)
            } catch {
                let lines = error.description.split(separator: "\n").map(String.init)
                loaded.withLock { $0.refusal = lines }
                return .refused(diagnostics: lines)
            }
        }
    }

    private static func read(
        _ path: String, _ resolver: SecretResolver, _ meter: any Meter
    ) throws(GatewayError) -> (Configuration, IngressSnapshot, warnings: [String]) {
        let result = ConfigurationLoader.load(path: path, resolver: resolver, mode: .serve)
        guard let configuration = result.configuration else {
            let other = result.errors.filter { $0.code != .secretUnset }
            if other.isEmpty, !result.secretsMissing.isEmpty {
                throw .secretsMissing(path: path, names: result.secretsMissing)
            }
            throw .configuration(path: path, diagnostics: result.diagnostics)
        }
        do throws(IngressSnapshot.SourceError) {
            let snapshot = try IngressSnapshot(
                sources: configuration.sources, routes: configuration.routes,
                configurationVersion: configuration.version,
                orderedTargets: Set(
                    configuration.targets.filter { $0.value.policy.orderByRun }.keys), meter: meter)
            return (configuration, snapshot, result.warnings.map(\.rendered))
        } catch {
            throw .engine("\(error)")
        }
    }
}
