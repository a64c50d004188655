import CSQLite
import GRDB
import Model
import Store

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Opens the database of a data directory: settings, migrations, crash recovery.
enum Opening {
    static let fileName = "signalbox.db"

    /// Throws `DatabaseError` or `StoreError`.
    static func pool(directory: String, now: Timestamp) throws -> DatabasePool {
        let file = directory + "/" + fileName
        // SQLite gives its other files the mode of this one.
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor >= 0 { _ = close(descriptor) }

        let pool = try DatabasePool(path: file, configuration: configuration())
        try pool.writeWithoutTransaction { db in
            // GRDB sets NORMAL together with WAL; only FULL makes a commit durable.
            // Source: sqlite.org/pragma.html#pragma_synchronous
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try Schema.migrate(db, file: file)
            try recover(db)
            try catchUp(db, now)
            // Where it cannot be, the log is written as SQLite does it.
            if let connection = db.sqliteConnection { _ = csqlite_join_log_writes(connection) }
        }
        return pool
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "store"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            guard !db.configuration.readonly else { return }
            // Before the first table, and before WAL, or it has no effect.
            try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            // In KiB. Holds the inner pages of all indexes at a backlog of millions.
            try db.execute(sql: "PRAGMA cache_size = -49152")
            // `LogKeeper` and `Checkpointer` do it.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            // The log shrinks to this after a burst.
            try db.execute(sql: "PRAGMA journal_size_limit = 134217728")
        }
        return configuration
    }

    /// Retries that were planned while the clock was ahead of what it shows now would wait until it
    /// is there again: they are due at once. Looks only at what is due in the future.
    private static func catchUp(_ db: Database, _ now: Timestamp) throws {
        let later = now + Milliseconds.minutes(5)
        try db.inTransaction(.immediate) {
            try db.execute(
                sql: """
                    UPDATE delivery SET due_at = ?1, updated_at = ?1 WHERE seq IN (
                        SELECT seq FROM delivery INDEXED BY delivery_due
                        WHERE target IN (SELECT id FROM name) AND state = 0 AND behind = 0
                            AND due_at > ?1 AND due_at < 9223372036854775807
                            AND updated_at > ?2)
                    """,
                arguments: [now.milliseconds, later.milliseconds])
            return .commit
        }
    }

    /// What the former process had in its hands is due again at once, at its old due time.
    private static func recover(_ db: Database) throws {
        try db.inTransaction(.immediate) {
            try db.execute(
                sql: """
                    UPDATE delivery INDEXED BY delivery_unfinished
                    SET state = 0 WHERE state = 1 AND state <= 2
                    """)
            try db.execute(
                sql: """
                    UPDATE delivery NOT INDEXED SET state = 0
                    WHERE seq >= (SELECT seq FROM lease_floor) AND state = 3
                    """)
            // Not merely a later one than before: when all events have been swept, numbers begin
            // anew.
            try db.execute(
                sql: """
                    UPDATE lease_floor
                    SET seq = (SELECT coalesce(max(seq), 0) + 1 FROM event) << 16
                    """)
            return .commit
        }
    }
}
