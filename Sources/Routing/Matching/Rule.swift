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
    let until: Timestamp?
    /// The route's `to` when a table gives a destination of it; `plan` and `places` are empty then.
    let lookups: [RouteTarget]
    private let staleAfter: Milliseconds?
    private let once: [String: OncePer]

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
        let once = route.oncePer.map { [route.name: $0] } ?? [:]
        self.once = once
        var plan: [PlannedTarget] = []
        var places: [Int32] = []
        var seen: Set<Int32> = []
        lookups = route.to.contains { $0.lookup != nil } ? route.to : []
        for entry in route.to where lookups.isEmpty {
            guard let place = numbers[entry], seen.insert(place).inserted else { continue }
            places.append(place)
            plan.append(
                PlannedTarget(
                    target: entry.target, destination: entry.destination, routes: [route.name],
                    staleAfter: route.staleAfter, once: once))
        }
        staleAfter = route.staleAfter
        until = route.until
        self.plan = plan
        self.places = places
        stop = route.stop
        unrouted = route.unrouted
        enabled = route.enabled
    }

    /// What the route asks for when tables give its destinations for each event; `numbers` as given
    /// to the initializer, with every destination that a table may give.
    func lookUp(
        _ facts: EventFacts, _ numbers: [RouteTarget: Int32], _ scratch: inout RuleScratch
    ) -> (plan: [PlannedTarget], places: [Int32]) {
        var plan: [PlannedTarget] = []
        var places: [Int32] = []
        for entry in lookups {
            let found = entry.lookup.flatMap { lookup in
                lookup.key.text(facts, &scratch).flatMap { lookup.table[$0] }
            }
            let destination = found ?? entry.destination
            guard
                let place = numbers[RouteTarget(entry.target, destination: destination)],
                !places.contains(place)
            else { continue }
            places.append(place)
            plan.append(
                PlannedTarget(
                    target: entry.target, destination: destination, routes: [name],
                    staleAfter: staleAfter, once: once))
        }
        return (plan, places)
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
