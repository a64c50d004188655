package import Model

/// What the rules say about one event: which routes took it, what is to be sent, and why the near
/// ones did not take it (design section 2, promise 8).
package struct RouteMatch: Sendable {
    /// The routes that took the event, in the order they were tried.
    package let matches: [MatchedRoute]
    /// One entry per (target, destination), in the order of their first cause.
    package let planned: [PlannedTarget]

    let table: RouteTable
    let misses: [CompactMiss]
    let mismatches: [CompactMiss]
    let stoppedBy: Int?

    /// No route took it, the `unrouted` ones included.
    package var isUnrouted: Bool { matches.isEmpty }

    /// Routes that the index brought up and that did not take the event, in file order; at most
    /// `Limits.nearMissesMax`. Made when asked for.
    package var nearMisses: [NearMiss] { misses.map { NearMiss($0, table) } }

    /// Conditions that could not be decided as meant: an ordering between a number and text, or a
    /// text too long for its pattern. They count as not met. At most `Limits.nearMissesMax`.
    package var warnings: [NearMiss] { mismatches.map { NearMiss($0, table) } }

    /// How many warnings there are, without making them.
    package var warningCount: Int { mismatches.count }
}

package struct MatchedRoute: Equatable, Sendable {
    package let name: String
    /// Its place among all routes of the table, from 0.
    package let index: Int

    package init(name: String, index: Int) {
        self.name = name
        self.index = index
    }
}

/// One delivery to be made, however many routes asked for it.
package struct PlannedTarget: Equatable, Sendable {
    package let target: String
    /// Where inside the target; empty for the target's own.
    package let destination: String
    /// Names of all routes that asked for it, in file order.
    package private(set) var routes: [String]
    /// How long after its receipt the event is worth sending: the longest of all causes; nil when
    /// one of them sets no end.
    package private(set) var staleAfter: Milliseconds?
    /// Not to be sent when each of these was, for the same source: by route, for its `once_per`.
    /// Empty when one of the causes has none.
    package private(set) var once: [String: OncePer]

    package init(
        target: String, destination: String = "", routes: [String],
        staleAfter: Milliseconds? = nil, once: [String: OncePer] = [:]
    ) {
        self.target = target
        self.destination = destination
        self.routes = routes
        self.staleAfter = staleAfter
        self.once = once
    }

    /// Adds the causes of another plan for the same place.
    mutating func merge(_ other: PlannedTarget) {
        routes += other.routes
        if let mine = staleAfter, let theirs = other.staleAfter {
            staleAfter = max(mine, theirs)
        } else {
            staleAfter = nil
        }
        if !once.isEmpty {
            once = other.once.isEmpty ? [:] : once.merging(other.once) { first, _ in first }
        }
    }
}

/// One clause of one route, and the kind of value it found. Holds nothing of the event itself.
package struct NearMiss: Equatable, Sendable {
    package let route: String
    /// The route's place among all routes of the table, from 0.
    package let index: Int
    package let clause: RuleClause
    package let found: FoundKind

    init(_ miss: CompactMiss, _ table: RouteTable) {
        let rule = table.storage.rules[miss.route]
        route = rule.name
        index = miss.route
        clause = rule.clause(miss.clause)
        found = miss.found
    }
}
