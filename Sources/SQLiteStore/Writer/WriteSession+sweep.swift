import GRDB
import Model
import Store

extension SweepProgress {
    /// Events looked at in one step: some milliseconds.
    static let eventsPerStepMax = 500
    static let keysPerStepMax = 2_000
    static let freedPagesPerStepMax = 500
    /// Longer than any dead-letter file is kept, so that no redrive is done twice by mistake.
    static let marksKept = Milliseconds.days(400)
    /// Ids are ordered by the time of receipt, give or take a clock that was set back.
    static let clockSlack = Milliseconds.hours(1)
}

extension WriteSession {
    /// One step. The pass over the events goes on with the next one, and over several calls.
    func sweep(_ progress: SweepProgress) throws -> SweepProgress {
        var progress = progress
        let oldest =
            progress.now
            + Milliseconds(
                -min(
                    progress.retention.finished.count, progress.retention.dead.count))
        let candidates = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT seq, received_at, id_high, id_low FROM event
                    WHERE (id_high, id_low) > (?, ?) AND id_high < ?
                    ORDER BY id_high, id_low LIMIT ?
                    """),
            arguments: [
                sweepCursor?.high ?? .min, sweepCursor?.low ?? .min,
                UUIDv7.sqlHighMin(at: oldest + SweepProgress.clockSlack),
                SweepProgress.eventsPerStepMax,
            ])
        var looked = 0
        for row in candidates where progress.removed < progress.limit {
            looked += 1
            sweepCursor = (row[2], row[3])
            let age = progress.now - Timestamp(milliseconds: row[1])
            if try isRemovable(row[0], age: age, progress.retention) {
                try remove(row[0])
                progress.removed += 1
            }
        }
        let isEnd = looked == candidates.count && looked < SweepProgress.eventsPerStepMax
        if isEnd { sweepCursor = nil }
        let keys = try sweepKeys(now: progress.now)
        try sweepMarks(now: progress.now)
        try db.execute(
            sql: "PRAGMA incremental_vacuum(\(SweepProgress.freedPagesPerStepMax))")
        progress.isDone =
            progress.removed >= progress.limit
            || isEnd && keys < SweepProgress.keysPerStepMax
        return progress
    }

    private func isRemovable(
        _ event: Int64, age: Milliseconds, _ retention: Retention
    ) throws -> Bool {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT coalesce(max(state <= 3), 0), coalesce(max(state = 5), 0)
                        FROM delivery WHERE seq BETWEEN ? AND ?
                        """),
                arguments: [event << 16, event << 16 | 0xFFFF])
        else { return false }
        let (isUnfinished, hasDead): (Bool, Bool) = (row[0], row[1])
        return !isUnfinished && age > (hasDead ? retention.dead : retention.finished)
    }

    private func remove(_ event: Int64) throws {
        for (table, column) in [("attempt", "delivery"), ("delivery", "seq")] {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE \(column) BETWEEN ? AND ?")
                .run([.int(event << 16), .int(event << 16 | 0xFFFF)])
        }
        for table in ["event_content", "event"] {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE seq = ?").run([.int(event)])
        }
    }

    private func sweepKeys(now: Timestamp) throws -> Int {
        try db.cachedStatement(
            sql: """
                DELETE FROM dedupe WHERE digest IN (SELECT digest FROM dedupe
                WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
                """
        ).run([.time(now), .int(SweepProgress.keysPerStepMax)])
        return db.changesCount
    }

    private func sweepMarks(now: Timestamp) throws {
        let before = now + Milliseconds(-SweepProgress.marksKept.count)
        try db.cachedStatement(sql: "DELETE FROM redrive_mark WHERE made_at < ?")
            .run([.time(before)])
        let threads = now + Milliseconds(-Limits.threadsKept.count)
        try db.cachedStatement(sql: "DELETE FROM thread WHERE made_at < ?").run([.time(threads)])
    }
}
