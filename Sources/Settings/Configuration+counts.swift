import Routing
import Targets

extension Configuration {
    /// How many routes there are, for summaries.
    package var routeCount: Int { routes.routes.count }

    /// Name of each target → its kind, as written.
    package var targetKinds: [String: String] { targets.mapValues { $0.target.kind.name } }
}
