import GRDB
import GRDBSQLite

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Brings SQLite's log into the database file on a thread and a connection of its own: writing
/// those pages and making them durable takes long, and the commits go on meanwhile. `LogPlan` says
/// when. Source: sqlite.org/wal.html#ckpt
///
/// `@unchecked Sendable`: the variables are read and written only while `mutex` is held; the rest
/// is constant or a queue.
final class Checkpointer: @unchecked Sendable {
    private let database: DatabaseQueue
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var isWanted = false
    private var isDurable = false
    private var isWorking = false
    private var isClosed = false
    private var done = 0
    /// Counts the logs.
    private var log = 0

    /// `file` must be in WAL mode. Throws `DatabaseError`.
    init(file: String) throws {
        var configuration = Configuration()
        configuration.label = "checkpointer"
        configuration.busyMode = .timeout(5)
        database = try DatabaseQueue(path: file, configuration: configuration)
        try database.inDatabase { db in
            // Commits are durable before; this is for the log and the file in a step.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA cache_size = 0")
        }
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    // MARK: For the writer's thread

    /// How many frames of the log are in the database file, as far as is known, and whether a step
    /// is asked for or under way.
    var progress: (done: Int, isStepping: Bool) {
        locked { (done, isWanted || isWorking) }
    }

    /// Asks for a step; the last one of a log makes the database file durable.
    func step(isLast: Bool) {
        locked {
            isWanted = true
            isDurable = isLast
            pthread_cond_broadcast(changed)
        }
    }

    /// Waits for the end of the step that is asked for or under way.
    func waitForStep() {
        locked { while (isWanted || isWorking) && !isClosed { pthread_cond_wait(changed, mutex) } }
    }

    /// The log starts anew: what a step under way has done was done to the former one.
    func logStartsAnew() {
        locked {
            log += 1
            done = 0
        }
    }

    /// Ends the thread after the step under way.
    func close() {
        locked {
            isClosed = true
            pthread_cond_broadcast(changed)
        }
    }

    // MARK: The thread

    /// Its whole life.
    func run() {
        while let (log, isLast) = nextWanted() {
            // A failure (a full disk) leaves the log as it is; the next step tries again.
            let frames = try? database.inDatabase { db in
                let frames = try db.bringOver(.passive).checkpointedFrameCount
                if isLast, !Self.makeDurable(db) {
                    try db.distrustCheckpoints()
                    return 0
                }
                return frames
            }
            locked {
                isWorking = false
                if let frames, log == self.log { done = frames }
                pthread_cond_broadcast(changed)
            }
        }
        try? database.close()
    }

    /// Blocks until a step is asked for; nil: it is time to end.
    private func nextWanted() -> (log: Int, isLast: Bool)? {
        locked {
            while !isWanted && !isClosed { pthread_cond_wait(changed, mutex) }
            isWanted = false
            isWorking = !isClosed
            return isClosed ? nil : (log, isDurable)
        }
    }

    private func locked<T>(_ body: () -> T) -> T {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }

    /// SQLite leaves the fsync of the file to the one that brings over the last frame, which is the
    /// writer between two groups: done here, little is left for it. False: it failed, and what was
    /// brought over may not be on disk.
    /// Source: sqlite.org/c3ref/file_control.html, sqlite.org/c3ref/io_methods.html
    private static func makeDurable(_ db: Database) -> Bool {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = withUnsafeMutablePointer(to: &file) {
            sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, $0)
        }
        guard code == SQLITE_OK, let file, let sync = file.pointee.pMethods?.pointee.xSync else {
            return false
        }
        return sync(file, SQLITE_SYNC_NORMAL) == SQLITE_OK
    }
}
