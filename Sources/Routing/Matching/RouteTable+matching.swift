import Model

extension RouteTable {
    /// Which routes take this event, and what is to be sent. Pure; safe from any thread.
    package func match(_ facts: EventFacts) -> RouteMatch {
        var scratch = RuleScratch(slotCount: storage.slotCount)
        var attempt = Attempt()
        let isOwn = facts.source == Alert.source
        if isOwn, let route = storage.alertsIndex {
            _ = self.try(route, facts, &scratch, &attempt)
        }
        let candidates = (isOwn ? storage.namingAlerts : storage.index).candidates(facts)
        for number in candidates {
            let route = Int(number)
            if storage.rules[route].unrouted {
                attempt.lastResort.append(route)
            } else if self.try(route, facts, &scratch, &attempt) {
                break
            }
        }
        if let overlay, attempt.stoppedBy == nil, let route = overlay.route(for: facts),
            route.isEnabled
        {
            attempt.matches.append(MatchedRoute(name: route.name, index: overlayIndex))
            attempt.plan.add(route.planned)
        }
        if attempt.matches.isEmpty {
            for route in attempt.lastResort where self.try(route, facts, &scratch, &attempt) {
                break
            }
        }
        return RouteMatch(
            matches: attempt.matches, planned: attempt.plan.targets, table: self,
            misses: attempt.misses, mismatches: scratch.mismatches, stoppedBy: attempt.stoppedBy)
    }

    /// What `match` has found so far.
    private struct Attempt {
        var matches: [MatchedRoute] = []
        var plan = DeliveryPlan()
        var misses: [CompactMiss] = []
        /// `unrouted` routes among the candidates.
        var lastResort: [Int] = []
        var stoppedBy: Int?
    }

    /// True when the route took the event and no later one may see it.
    private func `try`(
        _ route: Int, _ facts: EventFacts, _ scratch: inout RuleScratch, _ attempt: inout Attempt
    ) -> Bool {
        let rule = storage.rules[route]
        if let until = rule.until, facts.receivedAt >= until { return false }
        scratch.route = route
        if let miss = rule.miss(facts, &scratch) {
            if attempt.misses.count < Limits.nearMissesMax { attempt.misses.append(miss) }
            return false
        }
        attempt.matches.append(MatchedRoute(name: rule.name, index: route))
        if rule.lookups.isEmpty {
            attempt.plan.add(rule.plan, places: rule.places)
        } else {
            let wanted = rule.lookUp(facts, storage.places, &scratch)
            attempt.plan.add(wanted.plan, places: wanted.places)
        }
        if rule.stop { attempt.stoppedBy = route }
        return rule.stop
    }
}
