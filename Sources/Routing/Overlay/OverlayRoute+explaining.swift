import Model

extension OverlayRoute {
    /// What an event was found by, as clauses.
    func explain(_ facts: EventFacts) -> [ClauseExplanation] {
        var wanted: [(RuleField, String)] = [(.source, key.source)]
        wanted.append((.milestone, hook.milestone.rawValue))
        if !key.interview.isEmpty { wanted.append((.interview, key.interview)) }
        return wanted.map { field, value in
            ClauseExplanation(
                clause: RuleClause(field, TextMatcher(exactly: [value])), depth: 0, found: .string,
                value: RuleClause.json(.string(field.value(of: facts))), holds: true, failure: nil)
        }
    }
}

extension RouteTable {
    /// The settings' route that is about an event, if there is one.
    func explainOverlay(_ facts: EventFacts, _ match: RouteMatch) -> RouteExplanation? {
        guard let route = overlay?.route(for: facts) else { return nil }
        let outcome: RouteExplanation.Outcome
        if match.matches.contains(where: { $0.index == overlayIndex }) {
            outcome = .taken
        } else if !route.isEnabled {
            outcome = .disabled
        } else if let stop = match.stoppedBy {
            outcome = .stopped(by: storage.rules[stop].name)
        } else {
            outcome = .refused
        }
        return RouteExplanation(
            name: route.name, index: overlayIndex, outcome: outcome, clauses: route.explain(facts))
    }
}
