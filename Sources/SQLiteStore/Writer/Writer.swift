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
/// `@unchecked Sendable`: `session` and `log` are touched by the writer thread alone; the rest is
/// constant.
final class Writer: @unchecked Sendable {
    /// Rows in one group: large enough to share the fsync among all who wait for it, small enough
    /// that the first of them does not wait for long.
    static let groupWeightMax = 512

    let queue = WriteQueue()
    let figures: Mutex<Backlog>
    private let pool: DatabasePool
    private let directory: String
    private let handOver: any HandOver
    private let logger: Logger?
    private let meters: WriterMeters
    private var session: WriteSession?
    private var log: LogKeeper?

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
        while let operations = queue.take(weightMax: Self.groupWeightMax) {
            commit(operations)
            pool.writeWithoutTransaction { db in log?.tidy(db) }
        }
        // Statements must go before their connection.
        pool.writeWithoutTransaction { db in
            session = nil
            log?.detach(db)
        }
    }

    private func commit(_ first: ArraySlice<WriteOperation>) {
        let begin = MonotonicTime.microseconds
        var operations = first
        var group = WriteGroup()
        do {
            try transaction(&group) { db, session, group in
                try performGrowing(&operations, session, &group)
            }
        } catch StoreError.rejected where operations.count > 1 {
            // Somebody's data is bad: find out whose, so that the others do not suffer.
            do {
                try transaction(&group) { db, session, group in
                    for operation in operations {
                        try performSeparately(operation, db, session, &group)
                    }
                }
            } catch {
                return fail(operations, error)
            }
        } catch {
            return fail(operations, error)
        }
        meters.committed(
            operations.count, microseconds: MonotonicTime.microseconds - begin)
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

    /// One transaction. After a failure nothing of it is left, and `group` is empty.
    private func transaction(
        _ group: inout WriteGroup,
        _ perform: (Database, WriteSession, inout WriteGroup) throws -> Void
    ) throws(StoreError) {
        do {
            try pool.writeWithoutTransaction { db in
                guard let session else { throw StoreError.closed }
                try session.inTransaction {
                    try session.keepFloor()
                    try perform(db, session, &group)
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

    /// Those, and what is queued while they are performed: each commit costs an fsync and the same
    /// pages written again, and whoever comes now need not wait for two of them. `operations` has
    /// all of them at the end, whether it fails or not.
    private func performGrowing(
        _ operations: inout ArraySlice<WriteOperation>, _ session: WriteSession,
        _ group: inout WriteGroup
    ) throws {
        var next = operations.startIndex
        var weight = 0
        while true {
            while next < operations.endIndex {
                weight += operations[next].weight
                try session.perform(operations[next], &group)
                next += 1
            }
            guard weight < Self.groupWeightMax,
                let more = queue.takeMore(weightMax: Self.groupWeightMax - weight)
            else { return }
            operations += more
        }
    }

    /// One operation in a savepoint: bad data is answered and leaves the others alone; any other
    /// failure ends the transaction.
    private func performSeparately(
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
