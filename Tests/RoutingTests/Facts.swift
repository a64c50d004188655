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

/// The same numbers on every run: a failing seed is the bug report.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64: https://prng.di.unimi.it/splitmix64.c
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
