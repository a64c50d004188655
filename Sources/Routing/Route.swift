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
    /// Events received at this moment or later are none of its business.
    package var until: Timestamp?
    /// Sends to each place once for each of these.
    package var oncePer: OncePer?

    package init(name: String, match: Match, to: [RouteTarget]) {
        self.name = name
        self.match = match
        self.to = to
    }
}

/// What a route sends one message about; the word of routes.yaml.
package enum OncePer: String, CaseIterable, Sendable {
    case run, interview, definition

    /// Empty: the sender did not say.
    package func value(of identity: EventIdentity) -> String {
        switch self {
        case .run: identity.run
        case .interview: identity.interview
        case .definition: identity.definition
        }
    }
}

/// One entry of a route's `to`.
package struct RouteTarget: Hashable, Sendable {
    package var target: String
    /// Where inside the target; empty for the target's own.
    package var destination: String
    /// Gives the destination; `destination` stands for what the table does not have.
    package var lookup: Lookup?

    package init(_ target: String, destination: String = "", lookup: Lookup? = nil) {
        self.target = target
        self.destination = destination
        self.lookup = lookup
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

    /// Every event, but no alert.
    package static let all = Match()

    /// Whether it may take alerts: it names their source, not only by a wildcard.
    package var namesAlerts: Bool {
        source?.exactValues.contains { ByteText.equal($0, Alert.source) } ?? false
    }

    /// Whether nothing but alerts can match.
    package var namesOnlyAlerts: Bool {
        namesAlerts && source?.globs.isEmpty == true && source?.exactValues.count == 1
    }
}
