/// A route as it is written, in numbers: routes that are written alike have the same. Finding
/// them among very many by their texts would take as long as reading them.
struct RouteMark {
    static let named: Set<String> = [RouteKeys.name.name]
    static let namedAndSent: Set<String> = [RouteKeys.name.name, RouteKeys.to.name]

    static let allButMatch = Set(RouteKeys.all.map(\.name)).subtracting([RouteKeys.match.name])

    /// Of all but its name.
    private(set) var withoutName = 0
    /// Of all but its name and where it sends.
    private(set) var withoutTargets = 0
    /// Of `match` alone.
    private(set) var match = 0

    init(_ route: YAMLNode) {
        guard case .mapping(let entries) = route.content else { return }
        for entry in entries where entry.key != RouteKeys.name.name {
            let mark = entry.mark
            withoutName ^= mark
            if entry.key != RouteKeys.to.name { withoutTargets ^= mark }
            if entry.key == RouteKeys.match.name { match = mark }
        }
    }

    /// Whether two routes are written alike but for these keys, whatever their order and quotes.
    static func isSame(_ one: YAMLNode, _ other: YAMLNode, but keys: Set<String>) -> Bool {
        func rest(_ node: YAMLNode) -> String {
            guard case .mapping(let entries) = node.content else { return "" }
            var node = node
            node.content = .mapping(entries.filter { !keys.contains($0.key) })
            return node.canonical
        }
        return rest(one) == rest(other)
    }
}

extension YAMLEntry {
    /// The same for the same key and content, whatever its order and quotes.
    fileprivate var mark: Int {
        var hasher = Hasher()
        hasher.combine(key)
        value.mark(into: &hasher)
        return hasher.finalize()
    }
}

extension YAMLNode {
    fileprivate func mark(into hasher: inout Hasher) {
        switch content {
        case .scalar(let scalar):
            hasher.combine(scalar.kindMark)
            hasher.combine(scalar.text)
        case .list(let items):
            hasher.combine(items.count)
            for item in items { item.mark(into: &hasher) }
        case .mapping(let entries): hasher.combine(entries.reduce(0) { $0 ^ $1.mark })
        }
    }
}

extension YAMLScalar {
    fileprivate var kindMark: Int {
        switch value {
        case .null: 0
        case .bool: 1
        case .number: 2
        case .text: 3
        }
    }
}
