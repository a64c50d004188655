import Model

/// All routes, in file order, with an index. Immutable: a reload builds another. Copies share.
///
/// The work for one event is bounded by the candidates that the index leaves (see `RouteIndex`),
/// each by its size × the size of the values it looks at (see `FilterProgram`).
package struct RouteTable: Sendable {
    /// As given.
    package var routes: [Route] { storage.routes }

    let storage: Storage
    /// Routes that were not written in the file, tried after all that were.
    package private(set) var overlay: RouteOverlay?

    /// The same with another overlay; shares everything else.
    package func with(_ overlay: RouteOverlay?) -> RouteTable {
        var table = self
        table.overlay = overlay.flatMap { $0.isEmpty ? nil : $0 }
        return table
    }

    /// The overlay's route counts as the one after the last.
    var overlayIndex: Int { storage.rules.count }

    final class Storage: Sendable {
        let routes: [Route]
        let rules: [Rule]
        let index: RouteIndex
        let slotCount: Int

        init(_ routes: [Route], isIndexed: Bool) {
            let slots = Storage.sharedPaths(routes)
            var places: [RouteTarget: Int32] = [:]
            var rules: [Rule] = []
            for route in routes {
                for target in route.to where places[target] == nil {
                    places[target] = Int32(places.count)
                }
                rules.append(Rule(route, slots: slots, places: places))
            }
            let enabled = rules.indices.filter { rules[$0].enabled }
            index =
                isIndexed
                ? RouteIndex(enabled.map { ($0, routes[$0].match.indexKeys) })
                : RouteIndex(scanning: enabled)
            slotCount = slots.count
            self.routes = routes
            self.rules = rules
        }

        /// Places in the body that at least two conditions look at, numbered.
        private static func sharedPaths(_ routes: [Route]) -> [FilterPath: Int] {
            var uses: [FilterPath: Int] = [:]
            var slots: [FilterPath: Int] = [:]
            func count(_ filter: Filter) {
                switch filter {
                case .and(let parts), .or(let parts): parts.forEach(count)
                case .not(let part): count(part)
                case .condition(let path, let test):
                    if path.root == .body {
                        let place = path.unnamed
                        uses[place, default: 0] += 1
                        if uses[place] == 2, slots.count < RuleScratch.slotsMax {
                            slots[place] = slots.count
                        }
                    }
                    if let child = test.child { count(child) }
                }
            }
            for route in routes { route.match.where.map(count) }
            return slots
        }
    }

    /// `routes` in the order in which they are tried.
    package init(_ routes: [Route]) { storage = Storage(routes, isIndexed: true) }

    /// The same answers without an index, to hold the index against.
    init(scanning routes: [Route]) { storage = Storage(routes, isIndexed: false) }
}
