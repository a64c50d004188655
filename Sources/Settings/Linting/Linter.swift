import Model
import Routing
import Targets
import Verification

/// Finds what works but was hardly meant. Runs on files without errors.
struct Linter {
    /// Where things stand in the files.
    struct Places {
        var sources: [Place<String>] = []
        var targets: [Place<String>] = []
        var tables: [Place<String>] = []
        /// As written; one for each route, in order.
        var routes: [Place<YAMLNode>] = []
    }

    struct Place<Value> {
        let value: Value
        let position: Position
        let reading: Reading

        init(_ value: Value, _ position: Position, _ reading: Reading) {
            self.value = value
            self.position = position
            self.reading = reading
        }
    }

    let places: Places
    let sources: [String: Source]
    let routes: [Route]
    let alerts: AlertSettings
    let tablesUsed: Set<String>
    /// Texts that routes have in place of a target's own, by the target's name.
    let routeTexts: [String: [KindTarget.RouteText: String]]

    func run(now: Timestamp = SystemClock().now) {
        let used = Set((routes.flatMap(\.to) + alerts.to).map(\.target))
        for target in places.targets where !used.contains(target.value) {
            target.reading.warning(
                .unusedTarget, at: target.position, "no route sends to '\(target.value)'")
        }
        // Who has the settings API may have routes that are not in the file.
        for source in places.sources
        where sources[source.value]?.enabled == true && sources[source.value]?.settings == nil {
            let isRouted = routes.contains { route in
                route.enabled && route.match.source?.matches(source.value) ?? true
            }
            if !isRouted {
                source.reading.warning(
                    .unroutedSource, at: source.position,
                    "no route takes events of '\(source.value)': they are stored, and sent nowhere")
            }
        }
        for table in places.tables where !tablesUsed.contains(table.value) {
            table.reading.warning(
                .unusedTable, at: table.position, "no route looks into '\(table.value)'")
        }
        let marks = places.routes.map { RouteMark($0.value) }
        findIdenticalRoutes(marks)
        findRoutesInVain(marks, now: now)
        findConflictingTexts(marks)
    }

    private func findIdenticalRoutes(_ marks: [RouteMark]) {
        var seen: [Int: Int] = [:]
        seen.reserveCapacity(marks.count)
        for (index, place) in places.routes.enumerated() {
            let whole = marks[index].withoutName
            guard let before = seen[whole] else {
                seen[whole] = index
                continue
            }
            let first = places.routes[before]
            guard RouteMark.isSame(place.value, first.value, but: RouteMark.named) else { continue }
            let file =
                first.reading === place.reading
                ? "" : " of \(Excerpt.clean(first.reading.file))"
            place.reading.warning(
                .identicalRoutes, at: place.position,
                "this route is the same as the one in line \(first.position.line)\(file)")
        }
    }
}
