import GRDB
import Model
import Store

/// Prepared statements on deliveries. For the writer thread.
struct DeliveryStatements {
    private let insertPlain: Statement
    private let insertDelivery: Statement
    private let updateDelivered: Statement
    private let updateState: Statement
    private let insertAttempt: Statement
    private let selectLane: Statement
    private let selectFirst: Statement
    private let updateFirst: Statement
    let selectDue: Statement
    let selectNextDue: Statement
    let updateLeased: Statement

    init(_ db: Database) throws {
        // Most have no destination, no lane, no end and no past: half as many values to bind.
        insertPlain = try db.makeStatement(
            sql: """
                INSERT INTO delivery (seq, id_high, id_low, target, routes, state, behind,
                    created_at, due_at, updated_at, attempts, excused)
                VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, 0, 0)
                """)
        insertDelivery = try db.makeStatement(
            sql: """
                INSERT INTO delivery (seq, id_high, id_low, target, destination, routes, state,
                    behind, created_at, due_at, updated_at, attempts, excused, expires_at, lane,
                    webhook_high, webhook_low, origin_high, origin_low, generation)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?)
                """)
        updateDelivered = try db.makeStatement(
            sql: """
                UPDATE delivery SET state = 3, updated_at = ?, attempts = 1, took = ?, status = ?,
                    snippet = ?, reason = NULL
                WHERE id_high = ? AND id_low = ? AND state = 1 AND attempts = 0
                """)
        updateState = try db.makeStatement(
            sql: """
                UPDATE delivery SET state = ?1, behind = 0, updated_at = ?2,
                    attempts = max(attempts, ?3), due_at = coalesce(?4, due_at),
                    excused = coalesce(?5, excused),
                    reason = CASE ?1 WHEN 3 THEN NULL ELSE coalesce(?6, reason) END,
                    file = coalesce(?7, file), ended_by = coalesce(?8, ended_by)
                WHERE id_high = ?9 AND id_low = ?10 AND state = ?11
                """)
        insertAttempt = try db.makeStatement(
            sql: """
                INSERT OR REPLACE INTO attempt
                SELECT seq, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM delivery
                WHERE id_high = ?10 AND id_low = ?11
                """)
        selectLane = try db.makeStatement(
            sql: "SELECT target, lane FROM delivery WHERE id_high = ? AND id_low = ?")
        selectFirst = try db.makeStatement(
            sql: """
                SELECT seq, behind FROM delivery INDEXED BY delivery_lane
                WHERE target = ? AND lane = ? AND lane IS NOT NULL AND state <= 1
                ORDER BY seq LIMIT 1
                """)
        updateFirst = try db.makeStatement(sql: "UPDATE delivery SET behind = 0 WHERE seq = ?")
        selectDue = try db.makeStatement(
            sql: DeliveryRow.select + """
                 INDEXED BY delivery_due
                WHERE d.target = ? AND d.state = 0 AND d.behind = 0 AND d.due_at <= ?
                ORDER BY d.due_at, d.seq LIMIT ?
                """)
        selectNextDue = try db.makeStatement(
            sql: """
                SELECT due_at FROM delivery INDEXED BY delivery_due
                WHERE target = ? AND state = 0 AND behind = 0 ORDER BY due_at LIMIT 1
                """)
        updateLeased = try db.makeStatement(sql: "UPDATE delivery SET state = 1 WHERE seq = ?")
    }

    func insert(
        _ delivery: Delivery, seq: Int64, target: Int64, routes: Int64, state: DeliveryState,
        isBehind: Bool
    ) throws {
        let id = delivery.id.uuid
        let created = DatabaseValue.time(delivery.createdAt)
        if delivery.isPlain, !isBehind {
            return try insertPlain.run([
                .int(seq), .int(id.sqlHigh), .int(id.sqlLow), .int(target), .int(routes),
                .int(state.code), created, created, created,
            ])
        }
        let webhook = delivery.webhookID == delivery.id ? nil : delivery.webhookID.uuid
        let origin = delivery.redrive?.origin.uuid
        try insertDelivery.run([
            .int(seq), .int(id.sqlHigh), .int(id.sqlLow), .int(target),
            .textOrNull(delivery.destination), .int(routes), .int(state.code), .bool(isBehind),
            created, created, created,
            .int(delivery.expiresAt?.milliseconds), .text(delivery.lane), .int(webhook?.sqlHigh),
            .int(webhook?.sqlLow), .int(origin?.sqlHigh), .int(origin?.sqlLow),
            .int(delivery.redrive?.generation),
        ])
    }

    /// A first attempt that was accepted: no row of its own.
    func deliverAtOnce(_ id: DeliveryID, _ attempt: Attempt) throws {
        try updateDelivered.run([
            .time(attempt.endedAt), .int(attempt.tookMilliseconds), .int(attempt.status),
            .textOrNull(attempt.snippet), .int(id.uuid.sqlHigh), .int(id.uuid.sqlLow),
        ])
    }

    func update(_ change: StateChange) throws {
        let id = change.delivery.uuid
        try updateState.run([
            .int(change.to.code), .time(change.updatedAt), .int(change.attempts),
            .int(change.dueAt?.milliseconds), .int(change.excusedMilliseconds),
            .blob(RowText.reason(change.reason)), .text(change.file), .text(change.by),
            .int(id.sqlHigh), .int(id.sqlLow), .int(change.from.code),
        ])
    }

    func insert(_ attempt: Attempt, of id: DeliveryID) throws {
        try insertAttempt.run([
            .int(attempt.number), .time(attempt.startedAt), .int(attempt.tookMilliseconds),
            .int(attempt.status), .text(attempt.outcome.class.rawValue),
            .blob(RowText.reason(attempt.outcome.reason)),
            .int(attempt.outcome.retryAfter?.count), .bool(attempt.outcome.isAmbiguous),
            .textOrNull(attempt.snippet), .int(id.uuid.sqlHigh), .int(id.uuid.sqlLow),
        ])
    }

    /// Whether a delivery of the lane is pending or leased.
    func isLaneTaken(target: Int64, lane: String) throws -> Bool {
        try Row.fetchOne(selectFirst, arguments: [target, lane.sqlText]) != nil
    }

    /// After a delivery has ended: lets the next one of its lane go first. Its target, if there is
    /// one that had to wait.
    func advanceLane(of id: DeliveryID) throws -> Int64? {
        guard
            let ended = try Row.fetchOne(
                selectLane, arguments: [id.uuid.sqlHigh, id.uuid.sqlLow]),
            let lane = ended[1] as String?,
            let first = try Row.fetchOne(selectFirst, arguments: [ended[0] as Int64, lane]),
            first[1] as Bool
        else { return nil }
        try updateFirst.run([.int(first[0] as Int64)])
        return ended[0]
    }
}

extension Delivery {
    fileprivate var isPlain: Bool {
        destination.isEmpty && expiresAt == nil && lane == nil && redrive == nil
            && webhookID == id
    }
}

/// One delivery's way from a state to another.
struct StateChange {
    var delivery: DeliveryID
    var from: DeliveryState
    var to: DeliveryState
    var updatedAt: Timestamp
    var attempts = 0
    var dueAt: Timestamp?
    var excusedMilliseconds: Int64?
    var reason: Reason?
    var file: String?
    var by: String?
}
