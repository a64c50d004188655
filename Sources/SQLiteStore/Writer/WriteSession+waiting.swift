import GRDB
import Model
import Store

/// A change of all that waits for a target, done in steps, so that it never holds up commits; this
/// is how far one has come.
struct WaitingChange: Sendable {
    enum Kind: Sendable {
        case cancel(createdBefore: Timestamp, reason: Reason, by: String)
        case expedite(destination: String, now: Timestamp)
        case rename(to: String)
    }

    /// Rows looked at in one step: some milliseconds.
    static let rowsPerStepMax = 1_000

    let target: String
    let kind: Kind
    /// The last row looked at; the next step goes on behind it.
    var cursor = (key: Int64.min, seq: Int64.min)
    var count = 0
    var isDone = false

    init(target: String, _ kind: Kind) {
        self.target = target
        self.kind = kind
    }
}

extension WriteSession {
    func step(_ change: WaitingChange, _ group: inout WriteGroup) throws -> WaitingChange {
        var change = change
        guard let target = try names.existing(change.target) else {
            change.isDone = true
            return change
        }
        switch change.kind {
        case .cancel(let moment, let reason, let by):
            let rows = try created(before: moment, after: change.cursor)
            let ids = rows.filter { ($0[2] as Int64) == target }.map {
                DeliveryID(uuid: UUIDv7(sqlHigh: $0[3], sqlLow: $0[4]))
            }
            change.count += try cancel(ids, reason, by, &group).count
            change.advance(rows)
        case .expedite(let destination, let now):
            let rows = try due(target, later: now, after: change.cursor)
            let statement = try db.cachedStatement(
                sql: "UPDATE delivery SET due_at = ? WHERE seq = ?")
            for row in rows where (row[2] as String? ?? "") == destination {
                try statement.run([.time(now), .int(row[1] as Int64)])
                change.count += 1
            }
            if change.count > 0 { group.waiting.insert(change.target) }
            change.advance(rows)
        case .rename(let name):
            let rows = try created(before: .distantFuture, after: change.cursor)
            let new = try names.id(name)
            for row in rows where (row[2] as Int64) == target {
                try rename(row[1], from: change.target, to: name, as: new)
                change.count += 1
            }
            if change.count > 0 { group.waiting.insert(name) }
            change.advance(rows)
        }
        return change
    }

    /// Those that wait for a person are due then.
    func resend(
        _ ids: [DeliveryID], _ now: Timestamp, _ group: inout WriteGroup
    ) throws -> [DeliveryID] {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE delivery SET due_at = ?1, updated_at = ?1,
                    excused = excused + max(0, ?1 - updated_at)
                WHERE id_high = ?2 AND id_low = ?3 AND state = 0
                    AND due_at = 9223372036854775807
                RETURNING target
                """)
        return try ids.filter { id in
            let target = try Int64.fetchOne(
                statement,
                arguments: [now.milliseconds, id.uuid.sqlHigh, id.uuid.sqlLow])
            guard let target else { return false }
            try announce(target, &group)
            return true
        }
    }

    /// In the new lane it stands behind whoever is first there already.
    private func rename(
        _ seq: Int64, from old: String, to name: String, as target: Int64
    ) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT lane FROM delivery WHERE seq = ?"), arguments: [seq])
        var lane: String? = row?[0]
        if let before = lane, before.hasPrefix(old + "|") {
            lane = name + before.dropFirst(old.count)
        }
        let isBehind = try lane.map { try deliveries.isLaneTaken(target: target, lane: $0) }
        try db.cachedStatement(
            sql: "UPDATE delivery SET target = ?, lane = ?, behind = ? WHERE seq = ?"
        ).run([.int(target), lane.databaseValue, .int(isBehind == true ? 1 : 0), .int(seq)])
    }

    /// By age, over all targets: those behind another of their lane stand in no other index.
    private func created(
        before moment: Timestamp, after cursor: (key: Int64, seq: Int64)
    ) throws -> [Row] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT created_at, seq, target, id_high, id_low FROM delivery
                    INDEXED BY delivery_unfinished
                    WHERE state = 0 AND state <= 2 AND created_at < ?
                        AND created_at >= ? AND (created_at, seq) > (?, ?)
                    ORDER BY created_at, seq LIMIT ?
                    """),
            arguments: [
                moment.milliseconds, cursor.key, cursor.key, cursor.seq,
                WaitingChange.rowsPerStepMax,
            ])
    }

    private func due(
        _ target: Int64, later now: Timestamp, after cursor: (key: Int64, seq: Int64)
    ) throws -> [Row] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT due_at, seq, destination FROM delivery INDEXED BY delivery_due
                    WHERE target = ? AND state = 0 AND behind = 0 AND due_at > ?
                        AND due_at < 9223372036854775807 AND due_at >= ? AND (due_at, seq) > (?, ?)
                    ORDER BY due_at, seq LIMIT ?
                    """),
            arguments: [
                target, now.milliseconds, cursor.key, cursor.key, cursor.seq,
                WaitingChange.rowsPerStepMax,
            ])
    }
}

extension WaitingChange {
    fileprivate mutating func advance(_ rows: [Row]) {
        isDone = rows.count < Self.rowsPerStepMax
        if let last = rows.last { cursor = (last[0], last[1]) }
    }
}
