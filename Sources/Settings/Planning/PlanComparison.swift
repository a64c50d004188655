package import Model
import Routing
import Targets

/// Two configurations held against the same events: what an edit would change. Pure.
///
/// Events are given one by one, and only counts and a few examples are kept, so that a million of
/// them take no more memory than ten.
package struct PlanComparison: Sendable {
    private let before: Configuration
    private let after: Configuration
    private let now: Timestamp
    package private(set) var tally = PlanTally()
    /// Targets of both that are not written the same: their requests are compared.
    private let rewritten: Set<String>
    private let paths: [RoutePath]

    package init(before: Configuration, after: Configuration, now: Timestamp) {
        self.before = before
        self.after = after
        self.now = now
        paths = after.routes.paths
        rewritten = Set(
            after.targets.filter { name, target in
                before.targets[name].map { $0.written != target.written } ?? false
            }.keys)
    }

    /// Holds one stored event against both.
    package mutating func add(_ event: Event) {
        if event.source == Alert.source, !Alert.isAlert(event) {
            // A test message: it went to its target past all routes.
            tally.events += 1
            return
        }
        let message = TrialMessage(event)
        let old = facts(message, before).map(before.routes.match)
        let newFacts = facts(message, after)
        let new = newFacts.map(after.routes.match)
        if case .success(let facts) = newFacts {
            tally.unseen = (tally.unseen ?? paths).filter { !$0.isPresent(in: facts) }
        }
        tally.events += 1
        var isChanged = false
        func note(_ kind: PlanChange.Kind, _ planned: PlannedTarget) {
            isChanged = true
            tally.count(PlanChange(kind, planned), event.id)
        }
        switch (old, new) {
        case (.success, .failure): tally.refused += 1
        case (.failure, .success): tally.admitted += 1
        default: break
        }
        let (oldPlan, newPlan) = (old.planned, new.planned)
        if !oldPlan.isEmpty, newPlan.isEmpty { tally.unrouted += 1 }
        for planned in newPlan {
            guard let was = oldPlan.first(where: { $0.isSamePlace(as: planned) }) else {
                note(.added, planned)
                continue
            }
            if was.routes != planned.routes {
                note(.otherRoutes, planned)
            } else if was.staleAfter != planned.staleAfter || was.once != planned.once {
                note(.otherTerms, planned)
            }
            if rewritten.contains(planned.target), isRequestOther(event, message, was, planned) {
                note(.otherRequest, planned)
            }
        }
        for planned in oldPlan where !newPlan.contains(where: { $0.isSamePlace(as: planned) }) {
            note(.removed, planned)
        }
        if isChanged { tally.changedEvents += 1 }
    }

    private func facts(
        _ message: TrialMessage, _ configuration: Configuration
    ) -> Result<EventFacts, TrialRefusal> {
        do throws(TrialRefusal) {
            return .success(try configuration.facts(of: message))
        } catch {
            return .failure(error)
        }
    }

    private func isRequestOther(
        _ event: Event, _ message: TrialMessage, _ was: PlannedTarget, _ planned: PlannedTarget
    ) -> Bool {
        let delivery = DeliveryID(uuid: event.id.uuid)
        func request(_ configuration: Configuration) -> RequestPreview? {
            guard let facts = try? configuration.facts(of: message),
                let target = configuration.targets[planned.target]?.target
            else { return nil }
            let read = Event(
                id: event.id, source: event.source, identity: facts.identity,
                method: event.method, query: event.query, headers: event.headers,
                body: event.body, receivedAt: event.receivedAt, configurationVersion: "",
                traceparent: event.traceparent)
            var context = AttemptContext(
                delivery: Delivery(
                    id: delivery, target: planned.target, destination: planned.destination,
                    routes: planned.routes, createdAt: event.receivedAt),
                event: read, attempt: 1, now: now)
            // Another program counts as another request, whatever it makes.
            context.runsPrograms = false
            return try? target.preview(of: context).get()
        }
        return request(before) != request(after)
    }
}

extension Result where Success == RouteMatch {
    fileprivate var planned: [PlannedTarget] { (try? get())?.planned ?? [] }
}

extension PlannedTarget {
    fileprivate func isSamePlace(as other: PlannedTarget) -> Bool {
        target == other.target && destination == other.destination
    }
}
