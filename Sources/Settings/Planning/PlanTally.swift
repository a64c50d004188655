package import Model
package import Routing

/// One kind of difference that an edit makes: the same for many events.
package struct PlanChange: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// A delivery that there was not.
        case added
        /// A delivery that there would not be.
        case removed
        /// The same delivery, asked for by other routes.
        case otherRoutes = "other_routes"
        /// The same delivery by the same routes, with another `once_per` or `stale_after`.
        case otherTerms = "other_terms"
        /// The same delivery with another request: its target was edited.
        case otherRequest = "other_request"
    }

    package let kind: Kind
    package let target: String
    /// Empty for the target's own.
    package let destination: String
    /// The routes that ask for it: of the running rules for `removed`, else of the edited ones.
    package let routes: [String]

    init(_ kind: Kind, _ planned: PlannedTarget) {
        self.kind = kind
        target = planned.target
        destination = planned.destination
        routes = planned.routes
    }
}

/// What a `PlanComparison` has found so far.
package struct PlanTally: Equatable, Sendable {
    package struct Count: Equatable, Sendable {
        package var deliveries = 0
        /// The first ones seen.
        package var examples: [EventID] = []
    }

    /// Events looked at.
    package var events = 0
    /// Events with at least one change.
    package var changedEvents = 0
    /// Events that had a delivery and would have none.
    package var unrouted = 0
    /// Events that the edited file would not take: their source is gone, or reads them otherwise.
    package var refused = 0
    /// Events that only the edited file would take.
    package var admitted = 0
    package var changes: [PlanChange: Count] = [:]
    /// Places that the edited rules look at and that no event had, the edited file's order; nil as
    /// long as there was no event that it takes.
    package var unseen: [RoutePath]?
    /// Deliveries with a change beyond `Limits.planChangesMax` kinds of change.
    package var others = 0

    package init() {}

    mutating func count(_ change: PlanChange, _ event: EventID) {
        guard changes[change] != nil || changes.count < Limits.planChangesMax else {
            others += 1
            return
        }
        var count = changes[change] ?? Count()
        count.deliveries += 1
        if count.examples.count < Limits.planExamplesMax { count.examples.append(event) }
        changes[change] = count
    }

    /// The members of an object; changes with the most deliveries first.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("events", events)
        json.member("changed_events", changedEvents)
        json.member("unrouted", unrouted)
        json.member("refused", refused)
        json.member("admitted", admitted)
        json.member("other_changes", others)
        if let unseen {
            json.key("unseen")
            json.array { json in
                for place in unseen {
                    json.object { json in
                        json.member("path", place.path.text)
                        json.member("route", place.route)
                    }
                }
            }
        }
        json.key("changes")
        json.array { json in
            for (change, count) in sorted {
                json.object { json in
                    json.member("kind", change.kind.rawValue)
                    json.member("target", change.target)
                    json.member("destination", change.destination)
                    json.key("routes")
                    json.array { json in for route in change.routes { json.string(route) } }
                    json.member("deliveries", count.deliveries)
                    json.key("examples")
                    json.array { json in
                        for event in count.examples { json.string(event.description) }
                    }
                }
            }
        }
    }

    private var sorted: [(PlanChange, Count)] {
        changes.map { ($0.key, $0.value) }.sorted { left, right in
            (-left.1.deliveries, left.0.target, left.0.destination, left.0.kind.rawValue)
                < (-right.1.deliveries, right.0.target, right.0.destination, right.0.kind.rawValue)
        }
    }
}
