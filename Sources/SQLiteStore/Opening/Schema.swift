import GRDB
import Store

/// The tables, by numbered migrations that only go forward. `PRAGMA user_version` says how many of
/// them a file has seen.
enum Schema {
    /// A migration is never changed once released; a new one is added.
    static let migrations = [
        first, targetStateDetail, interviewSettings, threads, lookups, waitingForPerson,
        lookupNumbers,
    ]

    /// Brings a file up to date. Throws `.unusable` when a newer version has written it.
    static func migrate(_ db: Database, file: String) throws {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version <= migrations.count else {
            throw StoreError.unusable(
                "\(file) was written by a newer version (its schema is \(version), "
                    + "this one knows \(migrations.count)): run that version, or restore a backup")
        }
        for number in version..<migrations.count {
            try db.inTransaction(.immediate) {
                try db.execute(sql: migrations[number])
                try db.execute(sql: "PRAGMA user_version = \(number + 1)")
                return .commit
            }
        }
    }

    /// Deliveries of one event have the numbers `event << 16 …`, so that they lie together and need
    /// no index by event.
    ///
    /// - `name`: texts that repeat (targets, sources, route lists), stored once.
    /// - `event` is small and is scanned; headers, explanation and body lie apart from it.
    /// - `event.interview` is null when it equals the run, so that one index entry serves both.
    /// - `delivery.state`: see `DeliveryState.code`. `behind` is 1 while an earlier delivery of the
    ///   lane is pending or leased; claims never see such rows.
    /// - `delivery.took`, `status`, `snippet`: the first attempt when it was accepted; it began at
    ///   `updated_at - took`. All other attempts have rows of their own.
    /// - No index lists deliveries that were handed over and not recorded yet (state 3): their
    ///   numbers are `lease_floor.seq` or above, see `Leases`.
    /// - Partial indexes (sqlite.org/partialindex.html) hold only what is unfinished or went wrong:
    ///   a delivered delivery costs no more than its row and its id.
    private static let first = """
        CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

        CREATE TABLE event (
            seq INTEGER PRIMARY KEY, id_high INTEGER NOT NULL, id_low INTEGER NOT NULL,
            source INTEGER NOT NULL, type TEXT NOT NULL, milestone INTEGER NOT NULL,
            interview TEXT, definition TEXT NOT NULL, run TEXT NOT NULL,
            received_at INTEGER NOT NULL, routed INTEGER NOT NULL, body_bytes INTEGER NOT NULL,
            fields BLOB, configuration INTEGER NOT NULL, method INTEGER NOT NULL,
            query TEXT NOT NULL, traceparent TEXT
        ) STRICT;
        CREATE UNIQUE INDEX event_id ON event (id_high, id_low);
        CREATE INDEX event_source ON event (source, id_high, id_low);
        CREATE INDEX event_run ON event (run, id_high, id_low) WHERE run <> '';
        CREATE INDEX event_interview ON event (interview, id_high, id_low)
            WHERE interview <> '';
        CREATE INDEX event_unrouted ON event (id_high, id_low) WHERE routed = 0;

        CREATE TABLE event_content (
            seq INTEGER PRIMARY KEY, headers BLOB NOT NULL, explanation BLOB, body BLOB
        ) STRICT;

        CREATE TABLE delivery (
            seq INTEGER PRIMARY KEY, id_high INTEGER NOT NULL, id_low INTEGER NOT NULL,
            target INTEGER NOT NULL, destination TEXT, routes INTEGER NOT NULL,
            state INTEGER NOT NULL, behind INTEGER NOT NULL, created_at INTEGER NOT NULL,
            due_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, attempts INTEGER NOT NULL,
            excused INTEGER NOT NULL, expires_at INTEGER, lane TEXT,
            webhook_high INTEGER, webhook_low INTEGER,
            origin_high INTEGER, origin_low INTEGER, generation INTEGER,
            took INTEGER, status INTEGER, snippet TEXT, reason BLOB, file TEXT, ended_by TEXT
        ) STRICT;
        CREATE UNIQUE INDEX delivery_id ON delivery (id_high, id_low);
        CREATE INDEX delivery_unfinished ON delivery (state, created_at) WHERE state <= 2;
        CREATE INDEX delivery_due ON delivery (target, due_at) WHERE state = 0 AND behind = 0;
        CREATE INDEX delivery_lane ON delivery (target, lane)
            WHERE lane IS NOT NULL AND state <= 1;
        CREATE INDEX delivery_failed ON delivery (state, id_high, id_low) WHERE state >= 5;

        CREATE TABLE lease_floor (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1), seq INTEGER NOT NULL
        ) STRICT;
        INSERT INTO lease_floor VALUES (1, 0);

        CREATE TABLE attempt (
            delivery INTEGER NOT NULL, number INTEGER NOT NULL, started_at INTEGER NOT NULL,
            took INTEGER NOT NULL, status INTEGER, class TEXT NOT NULL, reason BLOB NOT NULL,
            retry_after INTEGER, ambiguous INTEGER NOT NULL, snippet TEXT,
            PRIMARY KEY (delivery, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE dedupe (
            digest BLOB PRIMARY KEY, event_high INTEGER NOT NULL, event_low INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX dedupe_expiry ON dedupe (expires_at);

        CREATE TABLE redrive_mark (
            origin_high INTEGER NOT NULL, origin_low INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            delivery_high INTEGER NOT NULL, delivery_low INTEGER NOT NULL,
            made_at INTEGER NOT NULL,
            PRIMARY KEY (origin_high, origin_low, generation)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX redrive_mark_age ON redrive_mark (made_at);

        CREATE TABLE target_state (
            target TEXT NOT NULL, destination TEXT NOT NULL, state TEXT NOT NULL,
            since INTEGER NOT NULL, reason BLOB, made_by TEXT NOT NULL, not_before INTEGER,
            PRIMARY KEY (target, destination)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE configuration (
            seq INTEGER PRIMARY KEY, version TEXT NOT NULL, activated_at INTEGER NOT NULL,
            made_by TEXT NOT NULL
        ) STRICT;
        CREATE INDEX configuration_version ON configuration (version);
        CREATE TABLE configuration_files (version TEXT PRIMARY KEY, files BLOB NOT NULL) STRICT;
        """
}
