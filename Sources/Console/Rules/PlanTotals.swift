import Model

/// What the slices of a plan found, together.
struct PlanTotals {
    /// What is the same for many events.
    struct Change: Hashable {
        var kind: String
        var target: String
        var destination: String
        var routes: [String]
    }

    private(set) var events: Int64 = 0
    private(set) var changedEvents: Int64 = 0
    private(set) var unrouted: Int64 = 0
    private(set) var refused: Int64 = 0
    private(set) var admitted: Int64 = 0
    private(set) var others: Int64 = 0
    private(set) var running = ""
    private(set) var edited = ""
    /// Places that no event had, as (path, route); nil: there was no event to look at.
    private(set) var unseen: [(path: String, route: String)]?
    private(set) var changes: [Change: (deliveries: Int64, examples: [String])] = [:]

    mutating func add(_ slice: Answer) {
        events += slice.number("events") ?? 0
        changedEvents += slice.number("changed_events") ?? 0
        unrouted += slice.number("unrouted") ?? 0
        refused += slice.number("refused") ?? 0
        admitted += slice.number("admitted") ?? 0
        others += slice.number("other_changes") ?? 0
        running = slice.text("running")
        edited = slice.text("edited")
        if slice.has("unseen") {
            let places = slice.list("unseen").map { ($0.text("path"), $0.text("route")) }
            let paths = Set(places.map(\.0))
            unseen = unseen?.filter { paths.contains($0.path) } ?? places
        }
        for change in slice.list("changes") {
            let key = Change(
                kind: change.text("kind"), target: change.text("target"),
                destination: change.text("destination"),
                routes: change.list("routes").compactMap { $0.json.scalarText })
            let deliveries = change.number("deliveries") ?? 0
            guard changes[key] != nil || changes.count < Limits.planChangesMax else {
                others += deliveries
                continue
            }
            var known = changes[key] ?? (0, [])
            known.deliveries += deliveries
            let examples = change.list("examples").compactMap { $0.json.scalarText }
            known.examples += examples.prefix(Limits.planExamplesMax - known.examples.count)
            changes[key] = known
        }
    }

    /// Whether the edit changes anything for these events.
    var hasChanges: Bool {
        !changes.isEmpty || others > 0 || refused > 0 || admitted > 0
    }

    /// How many deliveries have this kind of change.
    func count(_ kind: String) -> Int64 {
        changes.reduce(0) { $0 + ($1.key.kind == kind ? $1.value.deliveries : 0) }
    }

    /// The most deliveries first.
    var sorted: [(change: Change, deliveries: Int64, examples: [String])] {
        changes.map { ($0.key, $0.value.deliveries, $0.value.examples) }.sorted { left, right in
            (-left.1, left.0.target, left.0.destination, left.0.kind, left.0.routes.first ?? "")
                < (
                    -right.1, right.0.target, right.0.destination, right.0.kind,
                    right.0.routes.first ?? ""
                )
        }
    }

    func json(_ findings: StoreFindings) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("running", running)
            json.member("edited", edited)
            json.member("events", Int(events))
            json.member("changed_events", Int(changedEvents))
            json.member("unrouted", Int(unrouted))
            json.member("refused", Int(refused))
            json.member("admitted", Int(admitted))
            json.member("other_changes", Int(others))
            findings.writeMembers(to: &json)
            json.key("changes")
            json.array { json in
                for (change, deliveries, examples) in sorted {
                    json.object { json in
                        json.member("kind", change.kind)
                        json.member("target", change.target)
                        json.member("destination", change.destination)
                        json.key("routes")
                        json.array { json in for route in change.routes { json.string(route) } }
                        json.member("deliveries", Int(deliveries))
                        json.key("examples")
                        json.array { json in for event in examples { json.string(event) } }
                    }
                }
            }
        }
        return json.bytes
    }
}
