import GRDB
import Model
import Store

extension WriteSession {
    /// The answer are those whose record was refused.
    func record(
        _ records: [DeliveryRecord], _ group: inout WriteGroup
    ) throws -> Set<DeliveryID> {
        var refused: Set<DeliveryID> = []
        for record in records {
            guard try write(record, &group) else {
                refused.insert(record.delivery)
                continue
            }
            if let thread = record.thread { try keep(thread) }
        }
        return refused
    }

    private func keep(_ thread: ThreadMark) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO thread VALUES (?, ?, ?)")
            .run([.text(thread.key.text), .text(thread.message), .time(clock.now)])
    }

    private func write(_ record: DeliveryRecord, _ group: inout WriteGroup) throws -> Bool {
        let lease = leases[record.delivery]
        if let lease, case .delivered = record.change, let attempt = record.attempt,
            attempt.number == 1, attempt.outcome == .delivered, record.lookup.isEmpty
        {
            try deliveries.deliverAtOnce(lease.seq, attempt)
            if db.changesCount == 1 {
                group.recorded.append(record.delivery)
                try ended(record.delivery, .delivered, &group)
                return true
            }
        }
        let change = stateChange(record)
        guard lease != nil || change.from == .burying else { return false }
        try deliveries.update(change)
        guard db.changesCount == 1 else { return false }
        group.recorded.append(record.delivery)
        for lookup in record.lookup { try deliveries.insert(lookup, of: record.delivery) }
        if let attempt = record.attempt { try deliveries.insert(attempt, of: record.delivery) }
        if record.leavesLane, change.to == .pending {
            try leaveLane(record.delivery, &group)
        } else {
            try ended(record.delivery, change.to, &group)
        }
        return true
    }

    /// It stays pending; the next of its lane is first from now on.
    private func leaveLane(_ id: DeliveryID, _ group: inout WriteGroup) throws {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: "SELECT seq, target, lane FROM delivery WHERE id_high = ? AND id_low = ?"),
                arguments: [id.uuid.sqlHigh, id.uuid.sqlLow]),
            let lane = row[2] as String?
        else { return }
        try db.cachedStatement(sql: "UPDATE delivery SET lane = NULL WHERE seq = ?")
            .run([.int(row[0] as Int64)])
        let target: Int64 = row[1]
        if try deliveries.advanceLane(target: target, lane: lane) {
            try announce(target, &group)
        }
    }

    func announce(_ target: Int64, _ group: inout WriteGroup) throws {
        let name = try String.fetchOne(
            db.cachedStatement(sql: "SELECT text FROM name WHERE id = ?"), arguments: [target])
        if let name { group.waiting.insert(name) }
    }

    private func stateChange(_ record: DeliveryRecord) -> StateChange {
        var change = StateChange(
            delivery: record.delivery, from: .leased, to: .delivered,
            updatedAt: record.attempt?.endedAt ?? clock.now,
            attempts: (record.attempt ?? record.lookup.last)?.number ?? 0,
            reason: record.reason ?? record.attempt?.outcome.reason)
        switch record.change {
        case .delivered: break
        case .pending(let dueAt, let excused):
            change.to = .pending
            change.dueAt = dueAt
            change.excusedMilliseconds = excused
        case .burying: change.to = .burying
        case .dead(let file):
            change.from = .burying
            change.to = .dead
            change.file = file
        case .cancelled(let by):
            change.to = .cancelled
            change.by = by
        }
        return change
    }

    /// Counts, and lets the next of its lane go first, when a delivery will not be attempted again.
    func ended(
        _ id: DeliveryID, _ state: DeliveryState, _ group: inout WriteGroup
    ) throws {
        if state.isFinal { group.backlogChange -= 1 }
        guard hasLanes, state != .pending, state != .dead,
            let target = try deliveries.advanceLane(of: id)
        else { return }
        try announce(target, &group)
    }

    /// Calls off those that are pending.
    func cancel(
        _ ids: [DeliveryID], _ reason: Reason, _ by: String, _ group: inout WriteGroup
    ) throws -> [DeliveryID] {
        var cancelled: [DeliveryID] = []
        for id in ids {
            try deliveries.update(
                StateChange(
                    delivery: id, from: .pending, to: .cancelled, updatedAt: clock.now,
                    reason: reason, by: by))
            guard db.changesCount == 1 else { continue }
            try ended(id, .cancelled, &group)
            cancelled.append(id)
        }
        return cancelled
    }
}
