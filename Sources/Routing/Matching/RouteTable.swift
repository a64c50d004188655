import Model

/// All routes, in file order, with an index. Immutable: a reload builds another. Copies share.
///
/// The work for one event is bounded by the candidates that the index leaves (see `RouteIndex`),
/// each by its size × the size of the values it looks at (see `FilterProgram`).
///
/// Alerts, the events of this node itself, are seen only by the route that is made of `alerts`, and
/// by routes that name their source: whoever takes everything did not ask for them.
package struct RouteTable: Sendable {
    /// As given, without the one for alerts.
    package var routes: [Route] { storage.routes }
    /// Of `alerts`; no other route's `stop` keeps it from seeing them.
    package var alerts: Route? { storage.alerts }
    /// Whether alerts go anywhere.
    package var takesAlerts: Bool { !storage.alertTargets.isEmpty }
    /// Every target that an alert may go to.
    package var alertTargets: Set<String> { storage.alertTargets }

    let storage: Storage
    /// Routes that were not written in the file, tried after all that were.
    package private(set) var overlay: RouteOverlay?

    /// The same with another overlay; shares everything else.
    package func with(_ overlay: RouteOverlay?) -> RouteTable {
        var table = self
        table.overlay = overlay.flatMap { $0.isEmpty ? nil : $0 }
        return table
    }

    /// What a route sends to, by its place in explanations; none for the overlay's.
    package func targets(ofRoute index: Int) -> [RouteTarget] {
        if storage.routes.indices.contains(index) { return storage.routes[index].to }
        return index == storage.alertsIndex ? storage.alerts?.to ?? [] : []
    }

    /// The overlay's route counts as the one after the last.
    var overlayIndex: Int { storage.rules.count }

    final class Storage: Sendable {
        let routes: [Route]
        let alerts: Route?
        /// Those of `routes`; after them the one of `alerts`.
        let rules: [Rule]
        let index: RouteIndex
        /// Routes that name the source of alerts.
        let namingAlerts: RouteIndex
        /// The place of the rule of `alerts`.
        let alertsIndex: Int?
        let alertTargets: Set<String>
        let slotCount: Int
        /// The number of each (target, destination) that a route may ask for.
        let places: [RouteTarget: Int32]

        init(_ routes: [Route], alerts: Route?, isIndexed: Bool) {
            let all = routes + (alerts.map { [$0] } ?? [])
            let slots = Storage.sharedPaths(all)
            let places = Storage.places(all)
            var rules: [Rule] = []
            for route in all {
                rules.append(Rule(route, slots: slots, places: places))
            }
            let enabled = routes.indices.filter { rules[$0].enabled }
            index =
                isIndexed
                ? RouteIndex(enabled.map { ($0, routes[$0].match.indexKeys) })
                : RouteIndex(scanning: enabled)
            let naming = enabled.filter { routes[$0].match.namesAlerts }
            namingAlerts = RouteIndex(scanning: naming)
            alertTargets = Set(
                (naming.flatMap { routes[$0].to } + (alerts?.to ?? [])).map(\.target))
            alertsIndex = alerts.map { _ in routes.count }
            self.alerts = alerts
            slotCount = slots.count
            self.places = places
            self.routes = routes
            self.rules = rules
        }

        private static func places(_ routes: [Route]) -> [RouteTarget: Int32] {
            var places: [RouteTarget: Int32] = [:]
            func add(_ target: String, _ destination: String) {
                let place = RouteTarget(target, destination: destination)
                if places[place] == nil { places[place] = Int32(places.count) }
            }
            // A table that many routes ask is gone through once for each target.
            var seen: [LookupTable: Set<String>] = [:]
            for target in routes.lazy.flatMap(\.to) {
                add(target.target, target.destination)
                guard let table = target.lookup?.table,
                    seen[table, default: []].insert(target.target).inserted
                else { continue }
                for value in table.values { add(target.target, value) }
            }
            return places
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

    /// `routes` in the order in which they are tried; `alerts` takes alerts besides, whatever they
    /// say.
    package init(_ routes: [Route], alerts: Route? = nil) {
        storage = Storage(routes, alerts: alerts, isIndexed: true)
    }

    /// The same answers without an index, to hold the index against.
    init(scanning routes: [Route]) {
        storage = Storage(routes, alerts: nil, isIndexed: false)
    }
}
