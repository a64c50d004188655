import GRDB
import Model
import Store

extension StoreError {
    /// What an error of SQLite means for a caller, with what to do about it.
    /// Source: sqlite.org/rescode.html
    init(_ error: any Error, directory: String) {
        if error is SystemThread.Unavailable {
            self = .unavailable("no thread for the store: raise the limit of threads")
            return
        }
        guard let error = error as? DatabaseError else {
            self = error as? StoreError ?? .unavailable("the store failed: see the log")
            return
        }
        let code = error.extendedResultCode.rawValue
        switch error.resultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE:
            self = .rejected(
                "the store refuses this data (SQLite \(code)): it is stored already or too big")
        case .SQLITE_FULL:
            self = .unavailable(
                "the disk that holds \(directory) is full: free some space; "
                    + "writing goes on by itself")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self = .unusable(
                "\(directory)/\(Opening.fileName) is damaged or not a database (SQLite \(code)): "
                    + "move it away or restore a backup")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            self = .unavailable(
                "\(directory)/\(Opening.fileName) cannot be opened for writing "
                    + "(SQLite \(code)): check owner and permissions")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .unavailable(
                "another program holds \(directory)/\(Opening.fileName): end it; "
                    + "writing goes on by itself")
        case .SQLITE_IOERR:
            self = .unavailable(
                "reading or writing \(directory) failed (SQLite \(code)): check the disk "
                    + "and the system's log; writing goes on by itself")
        default:
            self = .unavailable("the store failed (SQLite \(code)): see sqlite.org/rescode.html")
        }
    }
}
