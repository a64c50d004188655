package import Model
package import Routing

/// Who is told of this node's own troubles, and how often.
package struct AlertSettings: Equatable, Sendable {
    /// Besides those of routes that name the source of alerts.
    package var to: [RouteTarget] = []
    /// What lasts is told again after so long.
    package var repeatAfter = Milliseconds.hours(1)
    /// A delivery that has waited for longer is worth an alert.
    package var backlogOlderThan = Milliseconds.minutes(15)

    package init() {}

    /// The route that `to` is; no other one can have its name then.
    package static let routeName = "alerts"

    /// Nil: alerts go only where routes ask for them.
    var route: Route? {
        guard !to.isEmpty else { return nil }
        var match = Match()
        match.source = TextMatcher(exact: Alert.source)
        match.type = TextMatcher(exactly: AlertType.allCases.map(\.rawValue))
        return Route(name: Self.routeName, match: match, to: to)
    }
}
