import GRDB
import GRDBSQLite

/// Keeps the log short from the writer's side: counts its frames, asks for steps, brings over the
/// rest. Confined to the writer thread.
final class LogKeeper {
    private let checkpointer: Checkpointer
    private var plan = LogPlan()
    /// In the log after the last commit, as SQLite told.
    private var frames = 0

    /// Takes the place of SQLite's own checkpoints on the writer's connection, which must not
    /// outlive this.
    init(_ db: Database, checkpointer: Checkpointer) {
        self.checkpointer = checkpointer
        // Source: sqlite.org/c3ref/wal_hook.html
        sqlite3_wal_hook(
            db.sqliteConnection,
            { keeper, _, _, frames in
                if let keeper {
                    Unmanaged<LogKeeper>.fromOpaque(keeper).takeUnretainedValue().frames =
                        Int(frames)
                }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Between two groups.
    func tidy(_ db: Database) {
        if frames < plan.frames { checkpointer.logStartsAnew() }
        let (done, isStepping) = checkpointer.progress
        switch plan.next(frames: frames, done: done, isStepping: isStepping) {
        case .nothing: break
        case .step: checkpointer.step(isLast: false)
        case .lastStep: checkpointer.step(isLast: true)
        case .rest: finish(db)
        case .wait:
            // Two cannot do it at once; SQLite would not wait, but refuse.
            checkpointer.waitForStep()
            finish(db)
        }
    }

    func detach(_ db: Database) { sqlite3_wal_hook(db.sqliteConnection, nil, nil) }

    /// Without waiting for readers: one that holds an old state keeps the log from starting anew,
    /// but nobody else from writing.
    private func finish(_ db: Database) {
        if let result = try? db.bringOver(.passive),
            result.walFrameCount == result.checkpointedFrameCount
        {
            checkpointer.logStartsAnew()
            plan.finished()
            frames = 0
        } else {
            plan.couldNotFinish()
        }
    }
}
