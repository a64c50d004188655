import GRDB
import Model
import Store

/// The writer connection with its prepared statements and what the writer keeps in memory.
/// Confined to the writer thread; performs operations inside the transaction that is open.
final class WriteSession {
    let db: Database
    let handOver: any HandOver
    let clock: any Clock
    var names: NameTable
    var recent = RecentEvents()
    var leases = Leases()
    var nextEvent: Int64
    /// At least so far apart: opening looks at as many events more than it must.
    private static let floorStep: Int64 = 16_384 << 16
    private var storedFloor: Int64
    private var newFloor: Int64?
    /// Whether deliveries with a lane may be unfinished: without them order needs no look-ups.
    var hasLanes: Bool
    /// Where the running pass of `sweep` goes on; nil: at the oldest event.
    var sweepCursor: (high: Int64, low: Int64)?
    let events: EventStatements
    let deliveries: DeliveryStatements
    private let oldest: Statement
    private let begin: HotStatement
    private let commit: HotStatement

    init(_ db: Database, handOver: any HandOver, clock: any Clock) throws {
        self.db = db
        self.handOver = handOver
        self.clock = clock
        names = try NameTable(db)
        nextEvent = (try Int64.fetchOne(db, sql: "SELECT max(seq) FROM event") ?? 0) + 1
        storedFloor = nextEvent << 16
        hasLanes =
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_lane
                    WHERE lane IS NOT NULL AND state <= 1)
                    """) ?? true
        events = try EventStatements(db)
        deliveries = try DeliveryStatements(db)
        let perState = [DeliveryState.pending, .leased, .burying].map {
            """
            SELECT min(created_at) AS first FROM delivery INDEXED BY delivery_unfinished
            WHERE state = \($0.code) AND state <= 2
            """
        }
        oldest = try db.makeStatement(
            sql: "SELECT min(first) FROM (\(perState.joined(separator: " UNION ALL ")))")
        begin = try HotStatement(db, "BEGIN IMMEDIATE TRANSACTION")
        commit = try HotStatement(db, "COMMIT TRANSACTION")
    }

    /// What GRDB's function of this name does, with statements that are prepared once.
    func inTransaction(_ body: () throws -> Void) throws {
        try begin.run { _ in }
        do {
            try body()
            try commit.run { _ in }
        } catch {
            // SQLite may have rolled back by itself.
            try? db.rollback()
            throw error
        }
    }

    func perform(_ operation: WriteOperation, _ group: inout WriteGroup) throws {
        switch operation {
        case .append(let unit, let completion):
            answer(try append(unit, &group), completion, &group)
        case .claim(let request, let completion):
            answer(try claim(request, &group), completion, &group)
        case .record(let records, let completion):
            answer(try record(records, &group), completion, &group)
        case .setTargetState(let state, let completion):
            answer(try setTargetState(state), completion, &group)
        case .redrive(let requests, let completion):
            answer(try redrive(requests, &group), completion, &group)
        case .cancel(let ids, let reason, let by, let completion):
            answer(try cancel(ids, reason, by, &group), completion, &group)
        case .resend(let ids, let now, let completion):
            answer(try resend(ids, now, &group), completion, &group)
        case .waiting(let change, let completion):
            let change = try step(change, &group)
            if change.isDone {
                answer(change.count, completion, &group)
            } else {
                group.continued.append(.waiting(change, completion))
            }
        case .sweep(let progress, let completion):
            let progress = try sweep(progress)
            if progress.isDone {
                answer(progress.removed, completion, &group)
            } else {
                group.continued.append(.sweep(progress, completion))
            }
        case .keep(let configuration, let completion):
            answer(try keep(configuration), completion, &group)
        case .keepInterviews(let settings, let completion):
            answer(try keep(settings), completion, &group)
        case .execute(let sql, let completion):
            let row = try Row.fetchOne(db, sql: sql)
            let value: DatabaseValue? = row.flatMap { $0.isEmpty ? nil : $0[0] }
            answer(value.map { String.fromDatabaseValue($0) ?? "\($0)" }, completion, &group)
        }
    }

    /// What the failed operations left in memory goes too.
    /// `isPartial`: only a part of the transaction was undone.
    func rolledBack(isPartial: Bool = false) {
        names.rolledBack(isPartial: isPartial)
        if !isPartial { newFloor = nil }
        recent.removeAll()
    }

    /// Of the unfinished deliveries that an index lists.
    func oldestCreatedAt() throws -> Timestamp? {
        try Int64.fetchOne(oldest).map(Timestamp.init(milliseconds:))
    }

    /// Stores where the leases begin, once in a while. First thing in a transaction: what it
    /// leases has higher numbers.
    func keepFloor() throws {
        let floor = leases.floor ?? nextEvent << 16
        guard floor - storedFloor >= Self.floorStep else { return }
        try db.cachedStatement(sql: "UPDATE lease_floor SET seq = ?").run([.int(floor)])
        newFloor = floor
    }

    /// What the group leased and recorded counts now.
    func committed(_ group: inout WriteGroup) {
        names.committed()
        storedFloor = newFloor ?? storedFloor
        newFloor = nil
        for delivery in group.recorded { leases.end(delivery) }
        for lease in group.leases { leases.begin(lease) }
        leases.tidy()
        if let oldest = leases.oldestCreatedAt {
            group.oldestCreatedAt = min(oldest, group.oldestCreatedAt ?? oldest)
        }
    }

    private func answer<T>(
        _ value: T, _ completion: @escaping WriteOperation.Completion<T>, _ group: inout WriteGroup
    ) {
        group.answers.append { completion(.success(value)) }
    }

    private func setTargetState(_ record: TargetStateRecord) throws {
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO target_state VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        ).run([
            .text(record.target), .text(record.destination), .text(record.state.rawValue),
            .time(record.since), .blobOrNull(RowText.reasonBytes(record.reason)), .text(record.by),
            .int(record.notBefore?.milliseconds),
            .blobOrNull(TargetStateDetail.bytes(record)),
        ])
    }
}
