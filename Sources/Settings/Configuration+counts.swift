import Routing

extension Configuration {
    /// How many routes there are, for summaries.
    package var routeCount: Int { routes.routes.count }
}
