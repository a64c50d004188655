import GRDB

/// Somebody else's connection to a store's file, who leaves transactions open.
final class OtherProgram {
    private let queue: DatabaseQueue

    init(_ path: String) throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        queue = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Begins to read, and sees from now on what there is now.
    func beginReading() throws {
        try queue.inDatabase { db in
            try db.execute(sql: "BEGIN")
            _ = try Row.fetchOne(db, sql: "SELECT count(*) FROM event")
        }
    }

    /// Takes the place of the one who writes.
    func beginWriting() throws {
        try queue.inDatabase { db in try db.execute(sql: "BEGIN IMMEDIATE") }
    }

    func end() throws {
        try queue.inDatabase { db in try db.execute(sql: "ROLLBACK") }
        try queue.close()
    }
}
