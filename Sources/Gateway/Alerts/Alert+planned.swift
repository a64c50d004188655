import Ingress
import Model
import Routing
import Store

extension Alert {
    /// The alert as an event with its deliveries, by the rules in force; nil when no route wants
    /// it. What would go through a target that it is about is left out, and the explanation says
    /// so.
    ///
    /// That something still lasts is not worth sending once it is time to be told again.
    func planned(
        by snapshot: IngressSnapshot, at now: Timestamp, repeatAfter: Milliseconds
    ) -> PlannedEvent? {
        let id = EventID.make(at: now)
        let version = snapshot.configurationVersion
        let match = snapshot.routes.match(
            EventFacts(event(id: id, at: now, configurationVersion: version)))
        guard !match.isUnrouted else { return nil }
        func isAvoided(_ plan: PlannedTarget) -> Bool {
            avoided.contains { $0.holds(target: plan.target, destination: plan.destination) }
        }
        let leftOut = match.planned.filter(isAvoided).map { plan in
            TargetPlace(plan.target, destination: plan.destination).description
        }
        let event = event(
            id: id, at: now, configurationVersion: version,
            explanation: match.explanationJSON(configurationVersion: version, leftOut: leftOut))
        let deliveries = match.planned.filter { !isAvoided($0) }.map { plan in
            let spans = [plan.staleAfter, state == .lasts ? repeatAfter : nil].compactMap { $0 }
            return Delivery(
                id: .make(at: now), target: plan.target, destination: plan.destination,
                routes: plan.routes, createdAt: now, expiresAt: spans.min().map { now + $0 })
        }
        return PlannedEvent(event: event, deliveries: deliveries)
    }
}
