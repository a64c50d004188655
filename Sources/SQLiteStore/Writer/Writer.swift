import GRDB
import Logging
import Model
import Store
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The one thread that writes: it takes what is queued, commits it as one group with one fsync,
/// answers, and hands over.
///
/// `@unchecked Sendable`: `session`, `log` and `gatherMicroseconds` are touched by the writer
/// thread alone; the rest is constant.
final class Writer: @unchecked Sendable {
    /// Rows in one group: large enough to share the fsync among all who wait for it, small enough
    /// that the first of them does not wait for long.
    static let groupWeightMax = 512

    /// The longest that a busy writer lets writes gather.
    static let gatherMicrosecondsMax: Int64 = 500

    let queue = WriteQueue()
    let figures: Mutex<Backlog>
    private let pool: DatabasePool
    private let directory: String
    private let handOver: any HandOver
    private let logger: Logger?
    private let meters: WriterMeters
    private var session: WriteSession?
    private var log: LogKeeper?
    /// A part of what a commit takes lately, so that waiting never rules the latency.
    private var gatherMicroseconds: Int64 = 0

    /// Reads the figures of the backlog. Throws `DatabaseError`.
    init(
        pool: DatabasePool, checkpointer: Checkpointer, directory: String,
        handOver: any HandOver, clock: any Clock, meter: any Meter, logger: Logger?
    ) throws {
        self.pool = pool
        self.directory = directory
        self.handOver = handOver
        self.logger = logger
        meters = WriterMeters(meter)
        let (session, log, backlog) = try pool.writeWithoutTransaction { db in
            let session = try WriteSession(db, handOver: handOver, clock: clock)
            let count =
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) FROM delivery INDEXED BY delivery_unfinished
                        WHERE state <= 2
                        """) ?? 0
            return (
                session, LogKeeper(db, checkpointer: checkpointer),
                Backlog(deliveries: count, oldestCreatedAt: try session.oldestCreatedAt())
            )
        }
        self.session = session
        self.log = log
        figures = Mutex(backlog)
    }

    /// The writer thread's whole life.
    func run() {
        while let operations = queue.take(
            weightMax: Self.groupWeightMax, gatherMicroseconds: gatherMicroseconds)
        {
            commit(operations)
            pool.writeWithoutTransaction { db in log?.tidy(db) }
        }
        // Statements must go before their connection.
        pool.writeWithoutTransaction { db in
            session = nil
            log?.detach(db)
        }
    }

    private func commit(_ operations: ArraySlice<WriteOperation>) {
        let begin = MonotonicTime.microseconds
        var group = WriteGroup()
        do {
            try transaction(operations, &group, isolated: false)
        } catch StoreError.rejected where operations.count > 1 {
            // Somebody's data is bad: find out whose, so that the others do not suffer.
            do {
                try transaction(operations, &group, isolated: true)
            } catch {
                return fail(operations, error)
            }
        } catch {
            return fail(operations, error)
        }
        let took = MonotonicTime.microseconds - begin
        gatherMicroseconds = min(took / 4, Self.gatherMicrosecondsMax)
        meters.committed(operations.count, microseconds: took)
        finish(group)
    }

    private func finish(_ group: WriteGroup) {
        figures.withLock { figures in
            figures.deliveries += group.backlogChange
            figures.oldestCreatedAt = group.oldestCreatedAt
        }
        for answer in group.answers { answer() }
        if !group.leased.isEmpty { handOver.handOver(group.leased) }
        if !group.waiting.isEmpty { handOver.waiting(targets: group.waiting) }
        for operation in group.continued where !queue.push(operation) { operation.fail(.closed) }
    }

    private func fail(_ operations: ArraySlice<WriteOperation>, _ error: StoreError) {
        meters.failed(error)
        logger?.error(
            "writing failed", metadata: ["code": "\(error.code)", "reason": "\(error)"])
        for operation in operations { operation.fail(error) }
    }

    /// One transaction for all. After a failure nothing of it is left, and `group` is empty.
    private func transaction(
        _ operations: ArraySlice<WriteOperation>, _ group: inout WriteGroup, isolated: Bool
    ) throws(StoreError) {
        do {
            try pool.writeWithoutTransaction { db in
                guard let session else { throw StoreError.closed }
                try session.inTransaction {
                    try session.keepFloor()
                    for operation in operations {
                        if isolated {
                            try separately(operation, db, session, &group)
                        } else {
                            try session.perform(operation, &group)
                        }
                    }
                    group.oldestCreatedAt = try session.oldestCreatedAt()
                }
                session.committed(&group)
            }
        } catch {
            session?.rolledBack()
            group.rollBack(to: WriteGroup(), handOver)
            throw StoreError(error, directory: directory)
        }
    }

    /// One operation in a savepoint: bad data is answered and leaves the others alone; any other
    /// failure ends the transaction.
    private func separately(
        _ operation: WriteOperation, _ db: Database, _ session: WriteSession,
        _ group: inout WriteGroup
    ) throws {
        let before = group
        do {
            try db.inSavepoint {
                try session.perform(operation, &group)
                return .commit
            }
        } catch {
            session.rolledBack(isPartial: true)
            group.rollBack(to: before, handOver)
            let error = StoreError(error, directory: directory)
            guard case .rejected = error else { throw error }
            meters.failed(error)
            group.answers.append { operation.fail(error) }
        }
    }
}
