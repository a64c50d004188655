import GRDB
import Model
import Store

/// Prepared statements on deliveries. For the writer thread.
struct DeliveryStatements {
    private let insertPlain: HotStatement
    private let insertDelivery: HotStatement
    private let updateDelivered: HotStatement
    private let updateState: HotStatement
    private let insertAttempt: HotStatement
    private let selectLane: HotStatement
    private let selectFirst: HotStatement
    private let updateFirst: HotStatement
    private let selectDue: HotStatement
    private let selectNextDue: HotStatement
    private let updateLeased: HotStatement

    init(_ db: Database) throws {
        // Most have no destination, no lane, no end and no past: half as many values to bind.
        insertPlain = try HotStatement(
            db,
            """
            INSERT INTO delivery (seq, id_high, id_low, target, routes, state, behind,
                created_at, due_at, updated_at, attempts, excused)
            VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, 0, 0)
            """)
        insertDelivery = try HotStatement(
            db,
            """
            INSERT INTO delivery (seq, id_high, id_low, target, destination, routes, state,
                behind, created_at, due_at, updated_at, attempts, excused, expires_at, lane,
                webhook_high, webhook_low, origin_high, origin_low, generation)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?)
            """)
        updateDelivered = try HotStatement(
            db,
            """
            UPDATE delivery SET state = 4, updated_at = ?, attempts = 1, took = ?, status = ?,
                snippet = ?, reason = NULL
            WHERE seq = ? AND state IN (1, 3) AND attempts = 0
            """)
        updateState = try HotStatement(
            db,
            """
            UPDATE delivery SET state = ?1, behind = 0, updated_at = ?2,
                attempts = max(attempts, ?3), due_at = coalesce(?4, due_at),
                excused = coalesce(?5, excused),
                reason = CASE ?1 WHEN 4 THEN NULL ELSE coalesce(?6, reason) END,
                file = coalesce(?7, file), ended_by = coalesce(?8, ended_by)
            WHERE id_high = ?9 AND id_low = ?10 AND state IN (?11, ?12)
            """)
        insertAttempt = try HotStatement(
            db,
            """
            INSERT OR REPLACE INTO attempt
            SELECT seq, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM delivery
            WHERE id_high = ?11 AND id_low = ?12
            """)
        selectLane = try HotStatement(
            db, "SELECT target, lane FROM delivery WHERE id_high = ? AND id_low = ?")
        selectFirst = try HotStatement(
            db,
            """
            SELECT seq, behind FROM delivery INDEXED BY delivery_lane
            WHERE target = ? AND lane = ? AND lane IS NOT NULL AND state <= 1
            ORDER BY seq LIMIT 1
            """)
        updateFirst = try HotStatement(
            db, "UPDATE delivery SET behind = 0 WHERE seq = ?")
        selectDue = try HotStatement(db, ClaimedRow.select)
        selectNextDue = try HotStatement(
            db,
            """
            SELECT due_at FROM delivery INDEXED BY delivery_due
            WHERE target = ? AND state = 0 AND behind = 0 AND due_at < 9223372036854775807
            ORDER BY due_at LIMIT 1
            """)
        updateLeased = try HotStatement(
            db, "UPDATE delivery SET state = 1 WHERE seq = ?")
    }

    /// `state` as stored.
    func insert(
        _ delivery: Delivery, seq: Int64, target: Int64, routes: Int64, state: Int64,
        isBehind: Bool
    ) throws {
        let id = delivery.id.uuid
        let created = delivery.createdAt.milliseconds
        if delivery.isPlain, !isBehind {
            return try insertPlain.run { values in
                values.int(seq)
                values.int(id.sqlHigh)
                values.int(id.sqlLow)
                values.int(target)
                values.int(routes)
                values.int(state)
                for _ in 0..<3 { values.int(created) }
            }
        }
        let webhook = delivery.webhookID == delivery.id ? nil : delivery.webhookID.uuid
        let origin = delivery.redrive?.origin.uuid
        try insertDelivery.run { values in
            values.int(seq)
            values.int(id.sqlHigh)
            values.int(id.sqlLow)
            values.int(target)
            values.textOrNull(delivery.destination)
            values.int(routes)
            values.int(state)
            values.int(isBehind ? 1 : 0)
            for _ in 0..<3 { values.int(created) }
            values.int(delivery.expiresAt?.milliseconds)
            values.text(delivery.lane)
            values.int(webhook?.sqlHigh)
            values.int(webhook?.sqlLow)
            values.int(origin?.sqlHigh)
            values.int(origin?.sqlLow)
            values.int(delivery.redrive.map { Int64($0.generation) })
        }
    }

    /// A first attempt that was accepted: no row of its own.
    func deliverAtOnce(_ seq: Int64, _ attempt: Attempt) throws {
        try updateDelivered.run { values in
            values.int(attempt.endedAt.milliseconds)
            values.int(attempt.tookMilliseconds)
            values.int(attempt.status.map(Int64.init))
            values.textOrNull(attempt.snippet)
            values.int(seq)
        }
    }

    func update(_ change: StateChange) throws {
        let id = change.delivery.uuid
        try updateState.run { values in
            values.int(change.to.code)
            values.int(change.updatedAt.milliseconds)
            values.int(change.attempts)
            values.int(change.dueAt?.milliseconds)
            values.int(change.excusedMilliseconds)
            values.blobOrNull(RowText.reasonBytes(change.reason))
            values.text(change.file)
            values.text(change.by)
            values.int(id.sqlHigh)
            values.int(id.sqlLow)
            values.int(change.from.code)
            values.int(change.from == .leased ? DeliveryState.handedOverCode : change.from.code)
        }
    }

    func insert(_ attempt: Attempt, of id: DeliveryID) throws {
        try insertAttempt.run { values in
            values.int(attempt.number)
            values.int(attempt.startedAt.milliseconds)
            values.int(attempt.tookMilliseconds)
            values.int(attempt.status.map(Int64.init))
            values.text(attempt.outcome.class.rawValue)
            values.blob(RowText.reasonBytes(attempt.outcome.reason))
            values.int(attempt.outcome.retryAfter?.count)
            values.int(attempt.outcome.isAmbiguous ? 1 : 0)
            values.textOrNull(attempt.snippet)
            values.int(attempt.kind == .lookup ? 1 : 0)
            values.int(id.uuid.sqlHigh)
            values.int(id.uuid.sqlLow)
        }
    }

    /// Due deliveries of a target, oldest due time first.
    func due(_ target: Int64, until now: Timestamp, limit: Int) throws -> [ClaimedRow] {
        var rows: [ClaimedRow] = []
        try selectDue.each { values in
            values.int(target)
            values.int(now.milliseconds)
            values.int(limit)
        } read: {
            rows.append(ClaimedRow($0))
        }
        return rows
    }

    /// When the next one of a target is due by itself.
    func nextDue(_ target: Int64) throws -> Timestamp? {
        var next: Timestamp?
        try selectNextDue.each {
            $0.int(target)
        } read: {
            next = Timestamp(milliseconds: $0.int(0))
        }
        return next
    }

    func lease(_ seq: Int64) throws { try updateLeased.run { $0.int(seq) } }

    /// Whether a delivery of the lane is pending or leased.
    func isLaneTaken(target: Int64, lane: String) throws -> Bool {
        try first(target: target, lane: lane) != nil
    }

    /// After a delivery has ended: lets the next one of its lane go first. Its target, if there is
    /// one that had to wait.
    func advanceLane(of id: DeliveryID) throws -> Int64? {
        var ended: (target: Int64, lane: String)?
        try selectLane.each { values in
            values.int(id.uuid.sqlHigh)
            values.int(id.uuid.sqlLow)
        } read: { row in
            ended = row.text(1).map { (row.int(0), $0) }
        }
        guard let ended, try advanceLane(target: ended.target, lane: ended.lane)
        else { return nil }
        return ended.target
    }

    /// True: one that had to wait goes first now.
    func advanceLane(target: Int64, lane: String) throws -> Bool {
        guard let next = try first(target: target, lane: lane), next.isBehind else { return false }
        try updateFirst.run { $0.int(next.seq) }
        return true
    }

    private func first(target: Int64, lane: String) throws -> (seq: Int64, isBehind: Bool)? {
        var first: (seq: Int64, isBehind: Bool)?
        try selectFirst.each { values in
            values.int(target)
            values.text(lane)
        } read: { row in
            first = (row.int(0), row.int(1) != 0)
        }
        return first
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
