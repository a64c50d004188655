import Model

@testable import Routing

/// An event as rules see it; every part can be set.
func facts(
    _ body: String? = nil, source: String = "xobin", type: String = "session.completed",
    milestone: Milestone = .reportReady, interview: String = "", definition: String = "",
    run: String = "", fields: [String: JSONScalar] = [:], method: String = "POST",
    query: String = "", headers: HeaderList = HeaderList(), id: EventID? = nil
) throws -> EventFacts {
    EventFacts(
        id: id, source: source,
        identity: EventIdentity(
            type: type, milestone: milestone, interview: interview, definition: definition,
            run: run, fields: fields),
        method: method, query: query, headers: headers,
        body: try body.map { try JSONDocument(Array($0.utf8)).root },
        receivedAt: Timestamp(milliseconds: 1_767_607_660_123))
}

/// What a reader of routes.yaml hands over, written as JSON.
func written(_ json: String) throws -> FilterValue {
    written(try JSONDocument(Array(json.utf8)).root)
}

private func written(_ view: JSONView) -> FilterValue {
    switch view.kind {
    case .array: .list(view.elements.map { written($0) })
    case .object: .map(view.members.map { .init($0.key, written($0.value)) })
    default: .scalar(JSONScalar(view) ?? .null)
    }
}

func filter(_ json: String) throws -> Filter { try Filter(reading: try written(json)) }

/// Whether a filter, as the only clause of the only route, takes an event.
func holds(_ json: String, _ facts: EventFacts) throws -> Bool {
    try match(json, facts).isUnrouted == false
}

func match(_ json: String, _ facts: EventFacts) throws -> RouteMatch {
    var match = Match()
    match.where = try filter(json)
    return RouteTable([Route(name: "only", match: match, to: [RouteTarget("t")])]).match(facts)
}
