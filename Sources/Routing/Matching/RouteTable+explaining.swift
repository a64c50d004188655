import Model

extension RouteTable {
    /// Holds every clause of every route against an event; against an alert those of the routes
    /// that can see one. Takes time with all routes: for people, not for the way of an event.
    package func explain(_ facts: EventFacts) -> Explanation {
        let match = match(facts)
        let taken = Set(match.matches.map(\.index))
        let isOwn = facts.source == Alert.source
        let routes = storage.rules.enumerated().filter { number, _ in
            number == storage.alertsIndex
                ? isOwn : !isOwn || storage.routes[number].match.namesAlerts
        }.map { number, rule in
            let clauses = rule.explain(facts, slotCount: storage.slotCount)
            return RouteExplanation(
                name: rule.name, index: number,
                outcome: outcome(
                    number, rule, match, isTaken: taken.contains(number),
                    isOver: rule.until.map { facts.receivedAt >= $0 } ?? false),
                clauses: clauses)
        }
        let settings = explainOverlay(facts, match).map { [$0] } ?? []
        return Explanation(match: match, routes: routes + settings)
    }

    private func outcome(
        _ number: Int, _ rule: Rule, _ match: RouteMatch, isTaken: Bool, isOver: Bool
    ) -> RouteExplanation.Outcome {
        if isTaken { return .taken }
        if !rule.enabled { return .disabled }
        if isOver { return .ended }
        if let stop = match.stoppedBy, number != storage.alertsIndex {
            let stopper = storage.rules[stop]
            // An `unrouted` route that stopped has been tried after all the ordinary ones.
            if number > stop, rule.unrouted || !stopper.unrouted {
                return .stopped(by: stopper.name)
            }
        }
        if rule.unrouted,
            match.matches.contains(where: {
                $0.index == overlayIndex || !storage.rules[$0.index].unrouted
            })
        {
            return .notNeeded
        }
        return .refused
    }
}

extension Rule {
    func explain(_ facts: EventFacts, slotCount: Int) -> [ClauseExplanation] {
        var explained = clauses.map { field, matcher in
            let value = field.value(of: facts)
            let holds = matcher.matches(value)
            return ClauseExplanation(
                clause: RuleClause(field, matcher), depth: 0,
                found: value.isEmpty ? .missing : .string,
                value: value.isEmpty ? nil : RuleClause.json(.string(value)), holds: holds,
                failure: holds ? nil : value.isEmpty ? .missing : .otherValue)
        }
        guard let program else { return explained }
        var scratch = RuleScratch(slotCount: slotCount)
        program.explain(0, depth: 0, facts, &scratch, into: &explained)
        return explained
    }
}
