import GRDB
import GRDBSQLite

/// Checkpoints that are not believed when they fail: the next one writes every page of the log to
/// the database file again.
///
/// A failed fsync is told once. The system takes the pages for clean from then on, and the next
/// fsync succeeds without them (https://wiki.postgresql.org/wiki/Fsync_Errors). A commit is safe
/// from that, because the next one writes the same place of the log again. A checkpoint is not:
/// when it cannot go to the end of the log it counts its pages as done before they were synced, and
/// after the failure only the rest would be written again; then the log, which has the only good
/// copy, is overwritten. So its count of what is done goes back to nothing.
extension Database {
    /// A checkpoint. All checkpoints of a store must come this way.
    func bringOver(
        _ mode: CheckpointMode
    ) throws -> (walFrameCount: Int, checkpointedFrameCount: Int) {
        do {
            return try checkpoint(mode)
        } catch let error as DatabaseError {
            // Busy, or a reader in the way: nothing was tried that could have failed.
            if error.resultCode != .SQLITE_BUSY { try distrustCheckpoints() }
            throw error
        }
    }

    /// Makes the next checkpoint begin at the start of the log. For whoever syncs the database file
    /// and is told of a failure. Throws `DatabaseError` when it cannot be done now.
    func distrustCheckpoints() throws {
        guard let connection = sqliteConnection else { return }
        let code = Checkpoints.distrust(connection)
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code))
        }
    }
}

enum Checkpoints {
    /// The count is in the memory that all connections share, and belongs to who holds the
    /// checkpoint lock. Lower is always right: readers look into the log where they could have read
    /// the file. Source: sqlite.org/walformat.html#the_wal_index_file_format (`nBackfill`,
    /// `WAL_CKPT_LOCK`).
    fileprivate static func distrust(_ connection: OpaquePointer) -> CInt {
        var found: UnsafeMutablePointer<sqlite3_file>?
        let code = withUnsafeMutablePointer(to: &found) {
            sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, $0)
        }
        guard code == SQLITE_OK, let file = found, let methods = file.pointee.pMethods?.pointee,
            let map = methods.xShmMap, let lock = methods.xShmLock
        else { return SQLITE_IOERR }
        var page: UnsafeMutableRawPointer?
        // The first part is there: a checkpoint has used it.
        let mapped = map(file, 0, indexPartBytes, 0, &page)
        guard mapped == SQLITE_OK, let page else { return mapped }
        let locked = lock(file, checkpointLock, 1, SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE)
        guard locked == SQLITE_OK else { return locked }
        page.storeBytes(of: 0, toByteOffset: backfillOffset, as: UInt32.self)
        return lock(file, checkpointLock, 1, SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE)
    }

    private static let indexPartBytes: CInt = 32_768
    private static let backfillOffset = 96
    private static let checkpointLock: CInt = 1
}
