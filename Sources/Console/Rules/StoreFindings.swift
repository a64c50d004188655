import Model
package import Settings

/// What a node's store says of rules, whether they are in force or not: targets that go while
/// something waits for them, and places that no stored event has.
package struct StoreFindings: Sendable {
    /// A target that the rules do not have, and for which deliveries wait.
    struct LeftTarget: Sendable {
        let name: String
        let deliveries: Int
        /// There are more.
        let isCut: Bool
        /// The target that says `was:` of it.
        let successor: String?
    }

    /// Events that were looked at; 0: none came in that time.
    var events: Int64 = 0
    /// As (path, route).
    var unseen: [(path: String, route: String)] = []
    var left: [LeftTarget] = []

    var lines: [String] {
        left.map(\.words)
            + unseen.map { path, route in
                "'\(route)' looks at \(path), which none of \(events) stored events has"
            }
    }

    func writeMembers(to json: inout JSONWriter) {
        json.key("unseen")
        json.array { json in
            for place in unseen {
                json.object { json in
                    json.member("path", place.path)
                    json.member("route", place.route)
                }
            }
        }
        json.key("targets_left")
        json.array { json in
            for target in left {
                json.object { json in
                    json.member("name", target.name)
                    json.member("deliveries", target.deliveries)
                    if target.isCut { json.member("and_more", true) }
                    if let successor = target.successor { json.member("becomes", successor) }
                }
            }
        }
    }
}

extension StoreFindings.LeftTarget {
    fileprivate var words: String {
        let count = isCut ? "more than \(deliveries)" : "\(deliveries)"
        let wait = deliveries == 1 && !isCut ? "1 delivery waits" : "\(count) deliveries wait"
        if let successor { return "'\(name)' becomes '\(successor)': \(wait), and will go there" }
        return "'\(name)' is no target any more, and \(wait) for it: they stay, blocked, until it "
            + "is back or another target says 'was: \(name)'; or call them off: "
            + "signalbox targets resume \(name) --drop-older-than 1s"
    }
}

extension Operator {
    /// Holds rules against the store: its events since `since`, and what waits in it.
    package func findings(
        _ configuration: Configuration, since: String
    ) throws -> StoreFindings {
        try findings(configuration, try totals(configuration, since: since))
    }

    func findings(
        _ configuration: Configuration, _ totals: PlanTotals
    ) throws -> StoreFindings {
        var findings = StoreFindings()
        findings.events = totals.events
        findings.unseen = totals.unseen ?? []
        let names = try Answer(call(NodeCall("GET", ["targets"]))).list("targets")
            .map { $0.text("name") }
        for name in names where configuration.targets[name] == nil {
            let query = [("target", name), ("state", "pending"), ("limit", "\(Limits.pageMax)")]
            let page = try Answer(
                call(NodeCall("GET", ["deliveries"], query: query.map { ($0, Optional($1)) })))
            let count = page.list("deliveries").count
            guard count > 0 else { continue }
            findings.left.append(
                .init(
                    name: name, deliveries: count, isCut: page.has("next"),
                    successor: configuration.targets.first { $0.value.was.contains(name) }?.key))
        }
        return findings
    }
}
