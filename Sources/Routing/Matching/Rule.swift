import Model

/// A route made ready to run. A class, so that trying it copies nothing.
final class Rule: Sendable {
    let name: String
    /// The name as JSON, quoted.
    let nameJSON: [UInt8]
    /// The clauses that are there, in the order of `RuleField`.
    let clauses: [(field: RuleField, matcher: TextMatcher)]
    let program: FilterProgram?
    /// What the route asks for when it is the only cause; each destination once.
    let plan: [PlannedTarget]
    /// The table's number of each (target, destination) in `plan`.
    let places: [Int32]
    let stop: Bool
    let unrouted: Bool
    let enabled: Bool

    /// `slots`: see `FilterProgram`; `places` numbers every entry of the route's `to`.
    init(_ route: Route, slots: [FilterPath: Int], places numbers: [RouteTarget: Int32]) {
        name = route.name
        var writer = JSONWriter(reservingCapacity: route.name.utf8.count + 2)
        writer.string(route.name)
        nameJSON = writer.bytes
        clauses = RuleField.allCases.compactMap { field in
            route.match.matcher(field).map { (field, $0) }
        }
        program = route.match.where.map { FilterProgram($0, slots: slots) }
        var plan: [PlannedTarget] = []
        var places: [Int32] = []
        var seen: Set<Int32> = []
        for entry in route.to {
            guard let place = numbers[entry], seen.insert(place).inserted else { continue }
            places.append(place)
            plan.append(
                PlannedTarget(
                    target: entry.target, destination: entry.destination, routes: [route.name],
                    staleAfter: route.staleAfter))
        }
        self.plan = plan
        self.places = places
        stop = route.stop
        unrouted = route.unrouted
        enabled = route.enabled
    }

    /// Nil when the rule takes the event; else the clause that failed first.
    func miss(_ facts: EventFacts, _ scratch: inout RuleScratch) -> CompactMiss? {
        for (field, matcher) in clauses {
            let value = field.value(of: facts)
            guard matcher.matches(value) else {
                return CompactMiss(
                    route: scratch.route, clause: field.rawValue,
                    found: value.isEmpty ? .missing : .string)
            }
        }
        guard let program, !program.holds(facts, &scratch) else { return nil }
        return CompactMiss(
            route: scratch.route, clause: CompactMiss.firstWhere + scratch.failure.node,
            found: scratch.failure.found)
    }
}

extension Match {
    func matcher(_ field: RuleField) -> TextMatcher? {
        switch field {
        case .source: source
        case .type: type
        case .milestone:
            milestone.map { set in
                TextMatcher(
                    exactly: Milestone.allCases.filter { set.contains($0) }.map(\.rawValue))
            }
        case .interview: interview
        case .definition: definition
        case .run: run
        }
    }
}
