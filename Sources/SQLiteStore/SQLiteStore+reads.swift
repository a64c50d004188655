import FoundationEssentials
import GRDB
package import Model
package import Store

extension SQLiteStore {
    package func event(_ id: EventID) throws(StoreError) -> Event? {
        try read { db in
            try Row.fetchOne(
                db.cachedStatement(
                    sql: EventRow.select + " WHERE e.id_high = ? AND e.id_low = ?"),
                arguments: [id.uuid.sqlHigh, id.uuid.sqlLow]
            ).map { try EventRow.event($0) }
        }
    }

    package func delivery(_ id: DeliveryID) throws(StoreError) -> DeliveryDetail? {
        try read { db in
            var decoder = RowDecoder()
            guard
                let row = try Row.fetchOne(
                    db.cachedStatement(
                        sql: DeliveryRow.select + " WHERE d.id_high = ? AND d.id_low = ?"),
                    arguments: [id.uuid.sqlHigh, id.uuid.sqlLow])
            else { return nil }
            let found = try DeliveryRow(row, &decoder)
            let attempts = try Row.fetchAll(
                db.cachedStatement(
                    sql: AttemptRow.select
                        + " WHERE delivery = ? ORDER BY number, lookup DESC"),
                arguments: [found.seq]
            ).map { try AttemptRow.attempt($0) }
            return DeliveryDetail(
                summary: found.summary(of: try Self.event(found.event, db)),
                attempts: (found.accepted.map { [$0] } ?? []) + attempts)
        }
    }

    package func events(_ query: EventQuery) throws(StoreError) -> Page<EventSummary> {
        let sql = EventSearch(query)
        let found = try read { db in
            try Row.fetchAll(db, sql: sql.text, arguments: sql.arguments).map(EventRow.summary)
        }
        return .of(found, limit: query.limit) { $0.id.description }
    }

    package func wholeEvents(
        _ query: EventQuery, bytesMax: Int
    ) throws(StoreError) -> Page<Event> {
        let sql = EventSearch(query)
        // One transaction: an event that is found is still there when it is read whole.
        return try read { db in
            let summaries = try Row.fetchAll(db, sql: sql.text, arguments: sql.arguments)
                .map(EventRow.summary)
            let page = Page.of(summaries, limit: query.limit) { $0.id.description }
                .cut(bytesMax: bytesMax) {
                    $0.bodyBytes
                } cursor: {
                    $0.id.description
                }
            let statement = try db.cachedStatement(
                sql: EventRow.select + " WHERE e.id_high = ? AND e.id_low = ?")
            let events = try page.items.compactMap { summary in
                try Row.fetchOne(
                    statement, arguments: [summary.id.uuid.sqlHigh, summary.id.uuid.sqlLow]
                ).map { try EventRow.event($0) }
            }
            return Page(items: events, next: page.next)
        }
    }

    package func deliveries(_ query: DeliveryQuery) throws(StoreError) -> Page<DeliverySummary> {
        let backlog = backlog().deliveries
        let found: [DeliverySummary] = try read { db in
            let sql = try DeliverySearch(query, backlog: backlog, db)
            guard let sql else { return [] }
            var decoder = RowDecoder()
            return try Row.fetchAll(db, sql: sql.text, arguments: sql.arguments).map { row in
                let found = try DeliveryRow(row, &decoder)
                return found.summary(of: try Self.event(found.event, db))
            }
        }
        return .of(found, limit: query.limit) { $0.delivery.id.description }
    }

    package func buryings(
        after cursor: DeliveryID?, limit: Int
    ) throws(StoreError) -> [DeliveryID] {
        try read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT id_high, id_low FROM delivery INDEXED BY delivery_unfinished
                        WHERE state = 2 AND state <= 2 AND (id_high, id_low) > (?, ?)
                        ORDER BY id_high, id_low LIMIT ?
                        """),
                arguments: [
                    cursor?.uuid.sqlHigh ?? .min, cursor?.uuid.sqlLow ?? .min, max(1, limit),
                ]
            ).map { DeliveryID(uuid: UUIDv7(sqlHigh: $0[0], sqlLow: $0[1])) }
        }
    }

    package func targetStates() throws(StoreError) -> [TargetStateRecord] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM target_state ORDER BY target, destination"
            ).map { row in
                guard let state = TargetState(rawValue: row[2]) else {
                    throw RowText.damaged
                }
                var record = TargetStateRecord(
                    target: row[0], destination: row[1], state: state,
                    since: Timestamp(milliseconds: row[3]), reason: try RowText.reason(row[4]),
                    by: row[5],
                    notBefore: (row[6] as Int64?).map(Timestamp.init(milliseconds:)))
                let detail: Data? = row[7]
                try TargetStateDetail.read(Array(detail ?? Data()), into: &record)
                return record
            }
        }
    }

    package func threadMessage(_ key: ThreadKey) throws(StoreError) -> String? {
        try read { db in
            try String.fetchOne(
                db.cachedStatement(sql: "SELECT message FROM thread WHERE key = ?"),
                arguments: [key.text])
        }
    }

    package func waitingForPerson() throws(StoreError) -> Int {
        try read { db in
            try Int.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT count(*) FROM delivery INDEXED BY delivery_for_person
                        WHERE state = 0 AND due_at = 9223372036854775807
                        """)) ?? 0
        }
    }

    package func oldestUnfinished(_ query: UnfinishedQuery) throws(StoreError) -> Timestamp? {
        try read { db in try UnfinishedSearch(query, db).oldest(db) }
    }

    package func pendingTargets(countMax: Int) throws(StoreError) -> [PendingTarget] {
        try read { db in
            // From target to target by the index, without a look at what lies between.
            let targets = try Row.fetchAll(
                db,
                sql: """
                    WITH RECURSIVE found (target) AS (
                        SELECT min(target) FROM delivery INDEXED BY delivery_due
                        WHERE state = 0 AND behind = 0
                        UNION ALL
                        SELECT (SELECT min(target) FROM delivery INDEXED BY delivery_due
                            WHERE state = 0 AND behind = 0 AND target > found.target)
                        FROM found WHERE found.target IS NOT NULL)
                    SELECT found.target, name.text FROM found
                    JOIN name ON name.id = found.target ORDER BY name.text
                    """)
            return try targets.map { row in
                let count = try Int.fetchOne(
                    db.cachedStatement(
                        sql: """
                            SELECT count(*) FROM (SELECT 1 FROM delivery INDEXED BY delivery_due
                            WHERE target = ? AND state = 0 AND behind = 0 LIMIT ?)
                            """),
                    arguments: [row[0] as Int64, max(1, min(countMax, 10_000))])
                return PendingTarget(target: row[1], deliveries: count ?? 0)
            }
        }
    }

    private static func event(_ seq: Int64, _ db: Database) throws -> EventID {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT id_high, id_low FROM event WHERE seq = ?"),
                arguments: [seq])
        else { throw RowText.damaged }
        return EventID(uuid: UUIDv7(sqlHigh: row[0], sqlLow: row[1]))
    }

    /// A short transaction on a reader's connection.
    func read<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        guard !hasClosed else { throw .closed }
        do {
            return try pool.read(body)
        } catch {
            throw hasClosed ? .closed : StoreError(error, directory: directory)
        }
    }
}
