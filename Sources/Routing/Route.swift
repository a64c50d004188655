package import Model

/// A rule: which events go to which targets. Tried in file order.
package struct Route: Sendable {
    package var name: String
    package var match: Match
    package var to: [RouteTarget]
    /// No route after this one sees an event that this one took.
    package var stop = false
    /// Takes only what no other route took.
    package var unrouted = false
    package var enabled = true
    /// Not worth sending later than this after the event was received.
    package var staleAfter: Milliseconds?

    package init(name: String, match: Match, to: [RouteTarget]) {
        self.name = name
        self.match = match
        self.to = to
    }
}

/// One entry of a route's `to`.
package struct RouteTarget: Hashable, Sendable {
    package var target: String
    /// Where inside the target; empty for the target's own.
    package var destination: String

    package init(_ target: String, destination: String = "") {
        self.target = target
        self.destination = destination
    }
}

/// All clauses that are there must hold. No clause at all is `match: all`.
package struct Match: Sendable {
    package var source: TextMatcher?
    package var type: TextMatcher?
    package var milestone: Set<Milestone>?
    package var interview: TextMatcher?
    package var definition: TextMatcher?
    package var run: TextMatcher?
    package var `where`: Filter?

    package init() {}

    /// Every event.
    package static let all = Match()
}
