import GRDB
import Model
import Store

/// The statement for a page of events, with one row more than the page to see whether it goes on.
struct EventSearch {
    private(set) var text = ""
    private(set) var arguments = StatementArguments()

    init(_ query: EventQuery) {
        let limit = max(1, min(query.limit, Page<EventSummary>.pageItemsMax)) + 1
        if let interview = query.interview, !interview.isEmpty {
            // Where interview and run are the same, only the run is stored.
            let other = Self.part(query, "e.interview = ? AND e.interview <> ''", interview, limit)
            let same = Self.part(
                query, "e.run = ? AND e.run <> '' AND e.interview IS NULL", interview, limit)
            text = """
                SELECT * FROM (\(other.text)) UNION ALL SELECT * FROM (\(same.text))
                ORDER BY 1 DESC, 2 DESC LIMIT \(limit)
                """
            arguments = other.arguments + same.arguments
        } else {
            let filter = query.interview.map { _ in "coalesce(e.interview, e.run) = ?" }
            let part = Self.part(query, filter, query.interview ?? "", limit)
            text = part.text
            arguments = part.arguments
        }
    }

    private static func part(
        _ query: EventQuery, _ filter: String?, _ value: String, _ limit: Int
    ) -> (text: String, arguments: StatementArguments) {
        var conditions: [String] = []
        var arguments: [(any DatabaseValueConvertible)?] = []
        func add(_ condition: String, _ values: any DatabaseValueConvertible...) {
            conditions.append(condition)
            arguments += values.map { $0 as (any DatabaseValueConvertible)? }
        }
        if let filter { add(filter, value.sqlText) }
        if let source = query.source {
            add("e.source = (SELECT id FROM name WHERE text = ?)", source.sqlText)
        }
        if let run = query.run {
            add(run.isEmpty ? "e.run = ?" : "e.run = ? AND e.run <> ''", run.sqlText)
        }
        if let type = query.type { add("e.type = ?", type.sqlText) }
        if let since = query.since {
            add("e.received_at >= ?", since.milliseconds)
            let slack = Milliseconds(-SweepProgress.clockSlack.count)
            add("e.id_high >= ?", UUIDv7.sqlHighMin(at: since + slack))
        }
        if query.unroutedOnly { add("e.routed = 0") }
        if let before = query.before.flatMap({ EventID($0)?.uuid }) {
            add("(e.id_high, e.id_low) < (?, ?)", before.sqlHigh, before.sqlLow)
        }
        let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let text = """
            \(EventRow.selectSummary) \(condition)
            ORDER BY e.id_high DESC, e.id_low DESC LIMIT \(limit)
            """
        return (text, StatementArguments(arguments))
    }
}
