import Model

/// Finds the routes that can take an event without looking at the others.
///
/// A tree of hash tables: each node tells its routes apart by one of their exact values (of run,
/// interview, definition, type, milestone or source, the finest first); routes with several values
/// stand under each of them. Routes without an exact value (globs, other clauses only, `all`) stay
/// in the node. Only finds candidates: every one is tried as a whole, so the index cannot change
/// an answer.
struct RouteIndex: Sendable {
    /// What a rule says it needs: at least one of these values in this field.
    typealias Keys = [RuleField: [String]]

    private indirect enum Node: Sendable {
        case leaf([Int32])
        case branch(rest: [Int32], [Split])
    }

    private struct Split: Sendable {
        let field: RuleField
        let children: [ByteText: Node]
    }

    private let root: Node

    /// The finest first: it leaves the fewest candidates.
    private static let order: [RuleField] = [
        .run, .interview, .definition, .type, .milestone, .source,
    ]
    /// Fewer routes are quicker tried than told apart.
    private static let leafMax = 8

    /// `keys` of each enabled route, by its number.
    init(_ keys: [(route: Int, keys: Keys)]) {
        var entriesLeft = 4 * keys.reduce(64) { $0 + $1.keys.values.reduce(1) { $0 + $1.count } }
        root = Self.node(keys[...], Self.order[...], &entriesLeft)
    }

    /// Without any index: every enabled route is a candidate.
    init(scanning routes: [Int]) { root = .leaf(routes.map(Int32.init)) }

    /// In file order, each once.
    func candidates(_ facts: EventFacts) -> [Int32] {
        if case .leaf(let routes) = root { return routes }
        var found: [Int32] = []
        var runs = 0
        collect(root, facts, &found, &runs)
        if runs > 1 { found.sort() }
        return found
    }

    private func collect(
        _ node: Node, _ facts: EventFacts, _ found: inout [Int32], _ runs: inout Int
    ) {
        switch node {
        case .leaf(let routes):
            found += routes
            runs += 1
        case .branch(let rest, let splits):
            if !rest.isEmpty {
                found += rest
                runs += 1
            }
            for split in splits {
                if let child = split.children[ByteText(split.field.value(of: facts))] {
                    collect(child, facts, &found, &runs)
                }
            }
        }
    }

    /// `entriesLeft` bounds the copies of routes that have many values in several fields.
    private static func node(
        _ routes: ArraySlice<(route: Int, keys: Keys)>, _ order: ArraySlice<RuleField>,
        _ entriesLeft: inout Int
    ) -> Node {
        let all = { routes.map { Int32($0.route) } }
        guard routes.count > leafMax, !order.isEmpty else { return .leaf(all()) }
        var groups: [RuleField: [ByteText: [(route: Int, keys: Keys)]]] = [:]
        var rest: [Int32] = []
        for entry in routes {
            guard let field = order.first(where: { entry.keys[$0] != nil }) else {
                rest.append(Int32(entry.route))
                continue
            }
            let values = Set((entry.keys[field] ?? []).map(ByteText.init))
            entriesLeft -= values.count
            guard entriesLeft > 0 else { return .leaf(all()) }
            for value in values { groups[field, default: [:]][value, default: []].append(entry) }
        }
        guard !groups.isEmpty else { return .leaf(rest) }
        var splits: [Split] = []
        for field in order {
            guard let group = groups[field] else { continue }
            let others = order.filter { $0 != field }
            var children: [ByteText: Node] = [:]
            for (value, routes) in group {
                children[value] = node(routes[...], others[...], &entriesLeft)
            }
            splits.append(Split(field: field, children: children))
        }
        return .branch(rest: rest, splits)
    }
}

extension Match {
    /// The exact values that an event must have for this match: of its clauses, and of `eq` and
    /// `in` conditions on the same fields that its `where` demands.
    var indexKeys: RouteIndex.Keys {
        var keys: RouteIndex.Keys = [:]
        for field in RuleField.allCases {
            if let matcher = matcher(field), matcher.globs.isEmpty {
                keys[field] = matcher.exactValues
            }
        }
        if let filter = self.where { Self.add(filter, to: &keys) }
        return keys
    }

    private static func add(_ filter: Filter, to keys: inout RouteIndex.Keys) {
        switch filter {
        case .and(let parts):
            for part in parts { add(part, to: &keys) }
        case .or, .not: break
        case .condition(let path, let test):
            guard let field = RuleField.allCases.first(where: { $0.root == path.root }),
                keys[field] == nil
            else { return }
            switch test {
            case .equals(.string(let value)): keys[field] = [value]
            case .isOne(let values):
                keys[field] = values.compactMap { value in
                    if case .string(let text) = value { text } else { nil }
                }
            default: break
            }
        }
    }
}
