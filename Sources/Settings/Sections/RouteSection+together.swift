import Model
import Routing

extension RouteSection {
    /// What `read` makes of each, by several threads. Nil when they are few, or when there is
    /// anything to tell of them, or to look up: they are to be read one by one then.
    func readTogether(_ nodes: [YAMLNode]) -> [Route]? {
        guard nodes.count >= Limits.routesReadTogetherMin else { return nil }
        let (sources, targets, kinds) = (sources, targets, kinds)
        let another = reading.another
        let count = Limits.routeReadersMax
        let size = (nodes.count + count - 1) / count
        let parts = Together.map(count) { part -> [Route]? in
            let reading = another()
            var section = RouteSection(
                sources: sources, targets: targets, kinds: kinds, tables: [:], tableNames: [],
                tablesUsed: [], reading: reading)
            var routes: [Route] = []
            routes.reserveCapacity(size)
            for node in nodes[part * size..<min(nodes.count, (part + 1) * size)] {
                guard let route = section.read(node) else { return nil }
                routes.append(route)
            }
            return reading.isSpotless && section.texts.isEmpty ? routes : nil
        }
        var routes: [Route] = []
        routes.reserveCapacity(nodes.count)
        for part in parts {
            guard let part else { return nil }
            routes += part
        }
        return routes
    }
}
