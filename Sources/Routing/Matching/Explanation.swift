package import Model

/// Every route's every clause held against one event: what `signalbox explain` shows.
///
/// Unlike what is stored with events, it quotes the values found: for the eyes of someone who may
/// read the event itself.
package struct Explanation: Sendable {
    package let match: RouteMatch
    /// In file order.
    package let routes: [RouteExplanation]
}

package struct RouteExplanation: Sendable {
    package enum Outcome: Equatable, Sendable {
        case taken
        /// A clause did not hold.
        case refused
        case disabled
        /// Its `until` had passed when the event came.
        case ended
        /// An earlier route took the event and said `stop`; the clauses tell what would have been.
        case stopped(by: String)
        /// An `unrouted` route, and others took the event.
        case notNeeded

        /// A word from a bounded set.
        package var code: String {
            switch self {
            case .taken: "taken"
            case .refused: "refused"
            case .disabled: "disabled"
            case .ended: "ended"
            case .stopped: "stopped"
            case .notNeeded: "not_needed"
            }
        }
    }

    package let name: String
    /// From 0.
    package let index: Int
    package let outcome: Outcome
    /// None for `match: all`.
    package let clauses: [ClauseExplanation]
}

/// One clause held against one event.
package struct ClauseExplanation: Sendable {
    package enum Failure: String, Sendable {
        case missing
        case otherKind = "other_kind"
        case otherValue = "other_value"
    }

    package let clause: RuleClause
    /// 0 for clauses of the route itself, more within `and`, `or` and `not`.
    package let depth: Int
    package let found: FoundKind
    /// The value found as JSON, cut; nil for containers, groups and what is missing.
    package let value: String?
    package let holds: Bool
    /// Why it does not hold; nil when it does.
    package let failure: Failure?
    /// Of `any`, `all` and `none` where a list stands.
    package let elements: ElementsExplanation?

    init(
        clause: RuleClause, depth: Int, found: FoundKind, value: String?, holds: Bool,
        failure: Failure?, elements: ElementsExplanation? = nil
    ) {
        self.clause = clause
        self.depth = depth
        self.found = found
        self.value = value
        self.holds = holds
        self.failure = failure
        self.elements = elements
    }

    /// What stands there, in words: `it is 72`, `it is missing`; nil for groups.
    package var finding: String? {
        if let elements { return elements.finding }
        switch (found, value) {
        case (.several, _): return nil
        case (.missing, _): return "it is missing"
        case (_, let value?):
            return "it is \(value)" + (failure == .otherKind ? ", a \(found.rawValue)" : "")
        case (_, nil): return "it is an \(found.rawValue)"
        }
    }
}

extension Explanation {
    /// The members `"matched":[…],"routes":[{"route":…,"outcome":…,"clauses":[…]}]` of an object.
    package func writeMembers(to writer: inout JSONWriter) {
        writer.key("matched")
        writer.array { writer in
            for route in match.matches { writer.string(route.name) }
        }
        writer.key("routes")
        writer.array { writer in
            for route in routes { route.write(to: &writer) }
        }
    }
}

extension RouteExplanation {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("route", name)
            writer.member("outcome", outcome.code)
            if case .stopped(let by) = outcome { writer.member("stopped_by", by) }
            writer.key("clauses")
            writer.array { writer in
                for clause in clauses { clause.write(to: &writer) }
            }
        }
    }
}

extension ClauseExplanation {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.clause(clause)
            writer.member("condition", clause.description)
            if depth > 0 { writer.member("depth", depth) }
            if found != .several { writer.member("found", found.rawValue) }
            if let value {
                writer.key("value")
                writer.raw(value)
            }
            writer.member("holds", holds)
            if let failure { writer.member("because", failure.rawValue) }
            if let finding { writer.member("finding", finding) }
            if let elements {
                writer.key("elements")
                elements.write(to: &writer)
            }
        }
    }
}
