import Model

/// What one event's way through the rules remembers. Lives on the stack of `match`.
struct RuleScratch {
    struct Failure {
        var node = 0
        var found = FoundKind.missing
    }

    /// The node that decided last, and what it found.
    var failure = Failure()
    /// The route that is being tried.
    var route = 0
    /// Orderings across types, and texts too long for their pattern; at most
    /// `Limits.nearMissesMax`.
    private(set) var mismatches: [CompactMiss] = []

    /// Places in the body that several conditions look at are looked up once per event.
    private var slots: [Slot] = []
    private let slotCount: Int

    /// Made anew for each event that needs one: more than this costs more than it saves.
    static let slotsMax = 256

    private enum Slot {
        case unknown
        case missing
        case value(JSONView)
    }

    init(slotCount: Int) { self.slotCount = slotCount }

    mutating func value(at tokens: [String], in body: JSONView, slot: Int?) -> JSONView? {
        guard let slot else { return body.value(at: tokens[...]) }
        if slots.isEmpty { slots = Array(repeating: .unknown, count: slotCount) }
        switch slots[slot] {
        case .missing: return nil
        case .value(let view): return view
        case .unknown:
            let view = body.value(at: tokens[...])
            slots[slot] = view.map { .value($0) } ?? .missing
            return view
        }
    }

    /// Once per node and route: an `any` over a thousand elements warns once.
    mutating func warn(_ node: Int, _ found: FoundKind) {
        let clause = CompactMiss.firstWhere + node
        guard mismatches.count < Limits.nearMissesMax,
            !mismatches.contains(where: { $0.route == route && $0.clause == clause })
        else { return }
        mismatches.append(CompactMiss(route: route, clause: clause, found: found))
    }
}

/// Why a route did not take an event, without any text: most are never read.
struct CompactMiss {
    private let routeNumber: Int32
    private let clauseNumber: Int32
    let found: FoundKind

    init(route: Int, clause: Int, found: FoundKind) {
        routeNumber = Int32(route)
        clauseNumber = Int32(clause)
        self.found = found
    }

    var route: Int { Int(routeNumber) }
    /// `RuleField.rawValue`, or `firstWhere` + the number of a node of the `where`.
    var clause: Int { Int(clauseNumber) }

    static let firstWhere = 6
}
