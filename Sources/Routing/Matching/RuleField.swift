import Model

/// The fields that a route's `match` names directly, in the order they are tried.
enum RuleField: Int, CaseIterable, Sendable {
    case source, type, milestone, interview, definition, run

    var name: String {
        switch self {
        case .source: "source"
        case .type: "type"
        case .milestone: "milestone"
        case .interview: "interview"
        case .definition: "definition"
        case .run: "run"
        }
    }

    /// Empty: missing.
    func value(of facts: EventFacts) -> String {
        switch self {
        case .source: facts.source
        case .type: facts.identity.type
        case .milestone: facts.identity.milestone.rawValue
        case .interview: facts.identity.interview
        case .definition: facts.identity.definition
        case .run: facts.identity.run
        }
    }

    var root: FilterPath.Root {
        switch self {
        case .source: .source
        case .type: .type
        case .milestone: .milestone
        case .interview: .interview
        case .definition: .definition
        case .run: .run
        }
    }
}
