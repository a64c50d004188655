import GRDB
import Model
import Store

/// The statement for a page of deliveries, with one row more than the page to see whether it goes
/// on.
struct DeliverySearch {
    /// Up to this backlog, unfinished deliveries are found through their own index and sorted;
    /// above it they are frequent enough to be met by going back in time.
    static let sortedMax = 20_000

    let text: String
    let arguments: StatementArguments

    /// Nil: the event or the target was never stored, so there is nothing to find.
    init?(_ query: DeliveryQuery, backlog: Int, _ db: Database) throws {
        var conditions: [String] = []
        var arguments: [(any DatabaseValueConvertible)?] = []
        var index = ""
        if !query.states.isEmpty {
            var codes = query.states.map(\.code)
            if query.states.contains(.leased) { codes.append(DeliveryState.handedOverCode) }
            let list = codes.sorted().map(String.init).joined(separator: ", ")
            conditions.append("d.state IN (\(list))")
            if codes.allSatisfy({ $0 <= 3 }), backlog <= Self.sortedMax {
                conditions.append(
                    """
                    d.seq IN (SELECT seq FROM delivery INDEXED BY delivery_unfinished
                    WHERE state IN (\(list)) AND state <= 2 UNION ALL
                    SELECT seq FROM delivery NOT INDEXED
                    WHERE seq >= (SELECT seq FROM lease_floor) AND state = 3)
                    """)
            } else if codes.allSatisfy({ $0 >= 5 }) {
                conditions.append("d.state >= 5")
                index = "INDEXED BY delivery_failed"
            }
        }
        if query.waitsForPerson {
            conditions.append(
                """
                d.seq IN (SELECT seq FROM delivery INDEXED BY delivery_for_person
                WHERE state = 0 AND due_at = 9223372036854775807)
                """)
        }
        if let event = query.event?.uuid {
            guard
                let seq = try Int64.fetchOne(
                    db, sql: "SELECT seq FROM event WHERE id_high = ? AND id_low = ?",
                    arguments: [event.sqlHigh, event.sqlLow])
            else { return nil }
            conditions.append("d.seq BETWEEN ? AND ?")
            arguments += [seq << 16, seq << 16 | 0xFFFF]
            index = "NOT INDEXED"
        }
        if let target = query.target {
            guard
                let id = try Int64.fetchOne(
                    db, sql: "SELECT id FROM name WHERE text = ?", arguments: [target.sqlText])
            else { return nil }
            // The sign keeps the planner from the index of due deliveries.
            conditions.append("+d.target = ?")
            arguments.append(id)
        }
        if let before = query.before.flatMap({ DeliveryID($0)?.uuid }) {
            conditions.append("(d.id_high, d.id_low) < (?, ?)")
            arguments += [before.sqlHigh, before.sqlLow]
        }
        let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let limit = max(1, min(query.limit, Page<DeliverySummary>.pageItemsMax)) + 1
        text = """
            \(DeliveryRow.select) \(index) \(condition)
            ORDER BY d.id_high DESC, d.id_low DESC LIMIT \(limit)
            """
        self.arguments = StatementArguments(arguments)
    }
}
