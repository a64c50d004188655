import Model
import Routing

extension RouteSection {
    /// What `read` makes of each, by several threads. Nil for one with anything to tell, to keep or
    /// to do besides, such as a text of its own: it is to be read in its turn then, as all are when
    /// they are few.
    func readTogether(_ nodes: [YAMLNode]) -> [Route?] {
        guard nodes.count >= Limits.routesReadTogetherMin else {
            return Array(repeating: nil, count: nodes.count)
        }
        let (sources, targets, kinds, tableNames) = (sources, targets, kinds, tableNames)
        let tables = tables.mapValues(\.table)
        let another = reading.another
        let count = Limits.routeReadersMax
        let size = (nodes.count + count - 1) / count
        let parts = Together.map(count) { part -> [Route?] in
            // Their values are checked when the first route that looks into one has its turn.
            let unchecked = another()
            let tables = tables.mapValues { TableDraft(table: $0, rows: [], reading: unchecked) }
            func section(after used: Set<String>) -> RouteSection {
                RouteSection(
                    sources: sources, targets: targets, kinds: kinds, tables: tables,
                    tableNames: tableNames, tablesUsed: used, reading: another())
            }
            var trial = section(after: [])
            let range = min(nodes.count, part * size)..<min(nodes.count, (part + 1) * size)
            return nodes[range].map { node -> Route? in
                let used = trial.tablesUsed
                let route = trial.read(node)
                if trial.reading.isSpotless, trial.texts.isEmpty, trial.tablesUsed == used {
                    return route
                }
                trial = section(after: trial.tablesUsed)
                return nil
            }
        }
        return parts.flatMap { $0 }
    }
}
