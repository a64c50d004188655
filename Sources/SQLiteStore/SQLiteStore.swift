import CSQLite
import GRDB
package import Logging
package import Model
package import Store
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The embedded store: one SQLite file in a data directory that this process holds alone.
///
/// One thread of its own writes: everything that is queued is committed as one group with one
/// fsync (WAL, `synchronous=FULL`); then the completions run, then committed leases are handed
/// over, all on that thread. Reads go through a pool of connections and do not disturb it.
/// Source: sqlite.org/wal.html
package final class SQLiteStore: Store {
    /// Readers' connections; internal so that reads can stand in a file of their own.
    let pool: DatabasePool
    let directory: String
    private let writer: Writer
    private let thread: SystemThread
    private let checkpointer: Checkpointer
    private let checkpointing: SystemThread
    private let lock: DirectoryLock
    private let isClosed = Mutex(false)
    /// Before the first connection of the process.
    private static let isConfigured: Bool = {
        csqlite_configure()
        return true
    }()
    private let leftOpen = Mutex<String?>(nil)

    /// Opens the store of a directory, which is made (0700) when it is not there, and recovers from
    /// a crash: what was leased is pending again with its old due time; `buryings` lists what is
    /// still to be buried.
    ///
    /// Throws `.unavailable` when another process holds the directory or it cannot be written,
    /// `.unusable` when the file is damaged or of a newer version; the text says what to do.
    package static func open(
        at directory: String, handOver: any HandOver, clock: any Clock, meter: any Meter,
        logger: Logger?
    ) throws(StoreError) -> SQLiteStore {
        _ = isConfigured
        let lock = try DirectoryLock(directory: directory)
        do {
            let pool = try Opening.pool(directory: directory, now: clock.now)
            let checkpointer = try Checkpointer(file: directory + "/" + Opening.fileName)
            let writer = try Writer(
                pool: pool, checkpointer: checkpointer, directory: directory, handOver: handOver,
                clock: clock, meter: meter, logger: logger)
            let checkpointing = try SystemThread(name: "checkpointer") {
                checkpointer.run()
            }
            do {
                let thread = try SystemThread(name: "store-writer") { writer.run() }
                return SQLiteStore(
                    pool: pool, directory: directory, writer: writer, thread: thread,
                    checkpointer: checkpointer, checkpointing: checkpointing, lock: lock)
            } catch {
                checkpointer.close()
                checkpointing.join()
                throw error
            }
        } catch {
            lock.release()
            throw StoreError(error, directory: directory)
        }
    }

    /// Whether a directory holds a store; opening one would make it.
    package static func exists(at directory: String) -> Bool {
        access(directory + "/" + Opening.fileName, F_OK) == 0
    }

    private init(
        pool: DatabasePool, directory: String, writer: Writer, thread: SystemThread,
        checkpointer: Checkpointer, checkpointing: SystemThread, lock: DirectoryLock
    ) {
        self.pool = pool
        self.directory = directory
        self.writer = writer
        self.thread = thread
        self.checkpointer = checkpointer
        self.checkpointing = checkpointing
        self.lock = lock
    }

    deinit {
        // The last reference may have been a completion's: the thread ends then by itself.
        guard thread.isCurrent else { return close() }
        writer.queue.close()
        checkpointer.close()
    }

    // MARK: Writes

    package func append(
        _ unit: AppendUnit,
        completion: @escaping @Sendable (Result<[AppendResult], StoreError>) -> Void
    ) {
        submit(.append(unit, completion))
    }

    package func claim(
        _ request: ClaimRequest,
        completion: @escaping @Sendable (Result<ClaimResult, StoreError>) -> Void
    ) {
        submit(.claim(request, completion))
    }

    package func record(
        _ records: [DeliveryRecord],
        completion: @escaping @Sendable (Result<Set<DeliveryID>, StoreError>) -> Void
    ) {
        submit(.record(records, completion))
    }

    package func setTargetState(
        _ state: TargetStateRecord,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        submit(.setTargetState(state, completion))
    }

    package func redrive(
        _ requests: [RedriveRequest],
        completion: @escaping @Sendable (Result<[RedriveResult], StoreError>) -> Void
    ) {
        submit(.redrive(requests, completion))
    }

    package func cancel(
        _ ids: [DeliveryID], reason: Reason, by: String,
        completion: @escaping @Sendable (Result<[DeliveryID], StoreError>) -> Void
    ) {
        submit(.cancel(ids, reason, by: by, completion))
    }

    package func resend(
        _ ids: [DeliveryID], now: Timestamp,
        completion: @escaping @Sendable (Result<[DeliveryID], StoreError>) -> Void
    ) {
        submit(.resend(ids, now, completion))
    }

    package func cancelWaiting(
        target: String, createdBefore: Timestamp, reason: Reason, by: String,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        let kind = WaitingChange.Kind.cancel(
            createdBefore: createdBefore, reason: reason, by: by)
        submit(.waiting(WaitingChange(target: target, kind), completion))
    }

    package func rename(
        target: String, to name: String,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        submit(.waiting(WaitingChange(target: target, .rename(to: name)), completion))
    }

    package func expedite(
        target: String, destination: String, now: Timestamp,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        let kind = WaitingChange.Kind.expedite(destination: destination, now: now)
        submit(.waiting(WaitingChange(target: target, kind), completion))
    }

    package func sweep(
        _ retention: Retention, now: Timestamp, limit: Int,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        let progress = SweepProgress(retention: retention, now: now, limit: max(1, limit))
        submit(.sweep(progress, completion))
    }

    package func keep(
        _ configuration: ConfigurationRecord,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        submit(.keep(configuration, completion))
    }

    package func keep(
        _ settings: [InterviewSettings],
        completion: @escaping @Sendable (Result<Int64, StoreError>) -> Void
    ) {
        submit(.keepInterviews(settings, completion))
    }

    /// Runs a statement on the writer's connection; its first value as text. For checks of the
    /// settings and for maintenance.
    func execute(
        _ sql: String, completion: @escaping @Sendable (Result<String?, StoreError>) -> Void
    ) {
        submit(.execute(sql, completion))
    }

    package func backlog() -> Backlog { writer.figures.withLock { $0 } }

    /// Must not be called from a completion.
    package func close() {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard isFirst else { return }
        precondition(!thread.isCurrent, "the writer thread cannot wait for itself")
        writer.queue.close()
        thread.join()
        checkpointer.close()
        checkpointing.join()
        // The last connection to close writes the log back into the file.
        do { try pool.close() } catch { leftOpen.withLock { $0 = "\(error)" } }
        lock.release()
    }

    /// Whether `close` was called.
    var hasClosed: Bool { isClosed.withLock { $0 } }

    /// What kept SQLite from closing the file (a statement in use); nil when all is well.
    var closingFailure: String? { leftOpen.withLock { $0 } }

    private func submit(_ operation: WriteOperation) {
        if !writer.queue.push(operation) { operation.fail(.closed) }
    }
}
