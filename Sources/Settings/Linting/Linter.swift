import Routing
import Verification

/// Finds what works but was hardly meant. Runs on files without errors.
struct Linter {
    /// Where things stand in the file.
    struct Places {
        var sources: [Placed<String>] = []
        var targets: [Placed<String>] = []
        /// As written; one for each route, in order.
        var routes: [Placed<YAMLNode>] = []
    }

    let places: Places
    let sources: [String: Source]
    let routes: [Route]
    let reading: Reading

    func run() {
        let used = Set(routes.flatMap(\.to).map(\.target))
        for target in places.targets where !used.contains(target.value) {
            reading.warning(
                .unusedTarget, at: target.position, "no route sends to '\(target.value)'")
        }
        for source in places.sources where sources[source.value]?.enabled == true {
            let isRouted = routes.contains { route in
                route.enabled && route.match.source?.matches(source.value) ?? true
            }
            if !isRouted {
                reading.warning(
                    .unroutedSource, at: source.position,
                    "no route takes events of '\(source.value)': they are stored, and sent nowhere")
            }
        }
        findIdenticalRoutes()
    }

    private func findIdenticalRoutes() {
        var seen: [String: Placed<YAMLNode>] = [:]
        for place in places.routes {
            guard case .mapping(let entries) = place.value.content else { continue }
            let text = entries.filter { $0.key != RouteKeys.name.name }
                .sorted { $0.key < $1.key }
                .map { "\($0.key):\($0.value.canonical)" }.joined(separator: ";")
            if let first = seen[text] {
                reading.warning(
                    .identicalRoutes, at: place.position,
                    "this route is the same as the one in line \(first.position.line)")
            } else {
                seen[text] = place
            }
        }
    }
}

extension YAMLNode {
    /// The same text for the same content, whatever its order and quotes.
    fileprivate var canonical: String {
        switch content {
        case .scalar(let scalar): "\(scalar.value)\(scalar.text.debugDescription)"
        case .list(let items): "[\(items.map(\.canonical).joined(separator: ","))]"
        case .mapping(let entries):
            "{"
                + entries.sorted { $0.key < $1.key }
                .map { "\($0.key.debugDescription):\($0.value.canonical)" }
                .joined(separator: ",") + "}"
        }
    }
}
