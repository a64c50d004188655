import Model

/// A place that a route looks at.
package struct RoutePath: Hashable, Sendable {
    package let path: FilterPath
    package let route: String

    /// Whether something stands there, null included.
    package func isPresent(in facts: EventFacts) -> Bool {
        var scratch = RuleScratch(slotCount: 0)
        return FilterProgram.find(path, slot: nil, facts, nil, &scratch).kind != .missing
    }
}

extension RouteTable {
    /// The places in fields, body, headers and query that enabled routes look at, each with the
    /// first route that does; at most `Limits.routePathsMax`. Those that `exists: false` alone asks
    /// for are left out: they are meant to be missing.
    package var paths: [RoutePath] {
        var seen: Set<FilterPath> = []
        var paths: [RoutePath] = []
        func add(_ path: FilterPath, _ route: Route) {
            guard path.isOpen, paths.count < RoutePath.countMax, seen.insert(path.unnamed).inserted
            else { return }
            paths.append(RoutePath(path: path, route: route.name))
        }
        func add(_ filter: Filter, _ route: Route) {
            switch filter {
            case .and(let parts), .or(let parts): for part in parts { add(part, route) }
            case .not(let part): add(part, route)
            case .condition(_, .exists(false)): break
            case .condition(let path, _): add(path, route)
            }
        }
        for route in routes where route.enabled {
            if let filter = route.match.where { add(filter, route) }
            for lookup in route.to.compactMap(\.lookup) {
                for path in lookup.key.paths { add(path, route) }
            }
        }
        return paths
    }
}

extension RoutePath {
    /// More are not looked for in events.
    package static let countMax = 1_000
}

extension FilterPath {
    /// Anybody can write anything there: a slip of the pen goes unnoticed.
    fileprivate var isOpen: Bool {
        switch root {
        case .field, .query, .header: true
        case .body: !tokens.isEmpty
        default: false
        }
    }
}
