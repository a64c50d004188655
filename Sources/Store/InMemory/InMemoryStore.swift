package import Model
import Synchronization

/// A store that keeps everything in memory, with the whole contract of `Store`: for tests and
/// dry runs. Nothing survives it.
///
/// Deterministic: without other threads, a write is committed and its completion has run when the
/// call returns; then follow hand-over and waiting. A write made from inside a completion runs
/// after that completion.
package final class InMemoryStore: Store {
    typealias Effect = @Sendable () -> Void
    /// Commits to the tables, or fails with the error given, and says what follows.
    typealias Operation = @Sendable (inout InMemoryTables, StoreError?) -> [Effect]

    private struct State {
        var tables: InMemoryTables
        var queued: [Operation] = []
        var failures: [StoreError] = []
        var outbox: [Effect] = []
        var isHeld = false
        var isDraining = false
        var isClosed = false
    }

    private let state: Mutex<State>
    private let handOver: any HandOver
    private let clock: any Clock
    private let perform: @Sendable (@escaping @Sendable () -> Void) -> Void

    /// `perform` runs completions and hand-overs in order; by default at once, on the thread that
    /// wrote.
    package init(
        handOver: any HandOver = NoHandOver(), clock: any Clock = SystemClock(),
        perform: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { $0() }
    ) {
        self.handOver = handOver
        self.clock = clock
        self.perform = perform
        state = Mutex(State(tables: InMemoryTables()))
    }

    // MARK: What tests can do to it

    /// From now on writes wait: nothing is committed, no completion runs, until `releaseWrites`.
    package func holdWrites() { state.withLock { $0.isHeld = true } }

    /// Commits what was held, in order, and lets later writes through.
    package func releaseWrites() {
        state.withLock { state in
            state.isHeld = false
            let queued = state.queued
            state.queued = []
            for operation in queued { Self.run(operation, &state) }
        }
        drain()
    }

    /// Writes that wait for `releaseWrites`.
    package var heldWrites: Int { state.withLock { $0.queued.count } }

    /// The next `count` writes commit nothing and fail with `error`.
    package func failWrites(
        next count: Int, with error: StoreError = .unavailable("the disk is full")
    ) {
        state.withLock {
            $0.failures += Array(repeating: error, count: count)
        }
    }

    // MARK: Writes

    package func append(
        _ unit: AppendUnit,
        completion: @escaping @Sendable (Result<[AppendResult], StoreError>) -> Void
    ) {
        submit(completion) { [handOver] (tables) throws(StoreError) in
            try tables.append(unit, handOver: handOver)
        }
    }

    package func claim(
        _ request: ClaimRequest,
        completion: @escaping @Sendable (Result<ClaimResult, StoreError>) -> Void
    ) {
        submit(completion) { (tables) throws(StoreError) in (tables.claim(request), .none) }
    }

    package func record(
        _ records: [DeliveryRecord],
        completion: @escaping @Sendable (Result<Set<DeliveryID>, StoreError>) -> Void
    ) {
        submit(completion) { [clock] (tables) throws(StoreError) in
            tables.record(records, now: clock.now)
        }
    }

    package func setTargetState(
        _ state: TargetStateRecord,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        submit(completion) { (tables) throws(StoreError) in
            tables.targetStates[TargetKey(state)] = state
            return ((), .none)
        }
    }

    package func redrive(
        _ requests: [RedriveRequest],
        completion: @escaping @Sendable (Result<[RedriveResult], StoreError>) -> Void
    ) {
        submit(completion) { (tables) throws(StoreError) in tables.redrive(requests) }
    }

    package func cancel(
        _ ids: [DeliveryID], reason: Reason, by: String,
        completion: @escaping @Sendable (Result<[DeliveryID], StoreError>) -> Void
    ) {
        submit(completion) { [clock] (tables) throws(StoreError) in
            tables.cancel(ids, reason: reason, now: clock.now)
        }
    }

    package func resend(
        _ ids: [DeliveryID], now: Timestamp,
        completion: @escaping @Sendable (Result<[DeliveryID], StoreError>) -> Void
    ) {
        submit(completion) { (tables) throws(StoreError) in tables.resend(ids, now: now) }
    }

    package func cancelWaiting(
        target: String, createdBefore: Timestamp, reason: Reason, by: String,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        submit(completion) { [clock] (tables) throws(StoreError) in
            let ids = tables.pending(of: target)
                .filter { $0.delivery.createdAt < createdBefore }.map(\.delivery.id)
            let (cancelled, handed) = tables.cancel(ids, reason: reason, now: clock.now)
            return (cancelled.count, handed)
        }
    }

    package func rename(
        target: String, to name: String,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        submit(completion) { (tables) throws(StoreError) in
            tables.rename(target: target, to: name)
        }
    }

    package func expedite(
        target: String, destination: String, now: Timestamp,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        submit(completion) { (tables) throws(StoreError) in
            tables.expedite(target: target, destination: destination, now: now)
        }
    }

    package func sweep(
        _ retention: Retention, now: Timestamp, limit: Int,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        submit(completion) { (tables) throws(StoreError) in
            (tables.sweep(retention, now: now, limit: limit), .none)
        }
    }

    package func keep(
        _ configuration: ConfigurationRecord,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        submit(completion) { (tables) throws(StoreError) in
            tables.keep(configuration)
            return ((), .none)
        }
    }

    package func keep(
        _ settings: [InterviewSettings],
        completion: @escaping @Sendable (Result<Int64, StoreError>) -> Void
    ) {
        submit(completion) { (tables) throws(StoreError) in
            (tables.interviews.keep(settings), .none)
        }
    }

    package func close() {
        releaseWrites()
        state.withLock { $0.isClosed = true }
    }

    // MARK: Reads

    package func event(_ id: EventID) throws(StoreError) -> Event? {
        try read { $0.events[id]?.event }
    }

    package func delivery(_ id: DeliveryID) throws(StoreError) -> DeliveryDetail? {
        try read { $0.detail(id) }
    }

    package func events(_ query: EventQuery) throws(StoreError) -> Page<EventSummary> {
        try read { $0.page(query) }
    }

    package func deliveries(_ query: DeliveryQuery) throws(StoreError) -> Page<DeliverySummary> {
        try read { $0.page(query) }
    }

    package func buryings(
        after cursor: DeliveryID?, limit: Int
    ) throws(StoreError) -> [DeliveryID] {
        try read { $0.buryings(after: cursor, limit: limit) }
    }

    package func targetStates() throws(StoreError) -> [TargetStateRecord] {
        try read { tables in
            tables.targetStates.values.sorted {
                ($0.target, $0.destination) < ($1.target, $1.destination)
            }
        }
    }

    package func threadMessage(_ key: ThreadKey) throws(StoreError) -> String? {
        try read { $0.threads[key] }
    }

    package func wholeEvents(
        _ query: EventQuery, bytesMax: Int
    ) throws(StoreError) -> Page<Event> {
        try read { $0.wholeEvents(query, bytesMax: bytesMax) }
    }

    package func configuration(_ version: String) throws(StoreError) -> ConfigurationRecord? {
        try read { $0.configurations.last { $0.version == version } }
    }

    package func configurations(limit: Int) throws(StoreError) -> [ConfigurationSummary] {
        try read { tables in
            tables.configurations.suffix(max(0, limit)).reversed().map {
                ConfigurationSummary(version: $0.version, activatedAt: $0.activatedAt, by: $0.by)
            }
        }
    }

    package func interviewSettings() throws(StoreError) -> [InterviewSettings] {
        try read { $0.interviews.newest }
    }

    package func interviewSettings(
        of interview: InterviewKey
    ) throws(StoreError) -> [InterviewSettings] {
        try read { $0.interviews.kept[interview] ?? [] }
    }

    package func pendingTargets(countMax: Int) throws(StoreError) -> [PendingTarget] {
        try read { tables in
            var counts: [String: Int] = [:]
            for row in tables.deliveries.values
            where row.state == .pending && tables.isFirstOfLane(row) {
                counts[row.delivery.target, default: 0] += 1
            }
            return counts.sorted { $0.key < $1.key }
                .map { PendingTarget(target: $0.key, deliveries: min($0.value, countMax)) }
        }
    }

    package func waitingForPerson() throws(StoreError) -> Int {
        state.withLock { $0.tables.waitingForPerson }
    }

    package func oldestUnfinished(_ query: UnfinishedQuery) throws(StoreError) -> Timestamp? {
        try read { $0.oldestUnfinished(query) }
    }

    package func backlog() -> Backlog { state.withLock { $0.tables.backlog } }

    private func read<T: Sendable>(
        _ body: (InMemoryTables) -> T
    ) throws(StoreError) -> T {
        let answer: T? = state.withLock { $0.isClosed ? nil : body($0.tables) }
        guard let answer else { throw .closed }
        return answer
    }

    // MARK: The writer

    /// Runs one write to its commit or its failure, or queues it while writes are held.
    private func submit<T: Sendable>(
        _ completion: @escaping @Sendable (Result<T, StoreError>) -> Void,
        _ write:
            @escaping @Sendable (inout InMemoryTables) throws(StoreError) -> (T, HandedOver)
    ) {
        let operation: Operation = { [handOver] tables, failure in
            if let failure { return [{ completion(.failure(failure)) }] }
            do throws(StoreError) {
                let (answer, handed) = try write(&tables)
                return [{ completion(.success(answer)) }] + handed.effects(handOver)
            } catch {
                return [{ completion(.failure(error)) }]
            }
        }
        state.withLock { state in
            if state.isClosed {
                state.outbox.append { completion(.failure(.closed)) }
            } else if state.isHeld {
                state.queued.append(operation)
            } else {
                Self.run(operation, &state)
            }
        }
        drain()
    }

    private static func run(_ operation: Operation, _ state: inout State) {
        let failure = state.failures.isEmpty ? nil : state.failures.removeFirst()
        state.outbox += operation(&state.tables, failure)
    }

    /// Performs what follows the commits, in order, outside the lock, on one thread at a time.
    private func drain() {
        let isMine = state.withLock { state in
            if state.isDraining { return false }
            state.isDraining = true
            return true
        }
        guard isMine else { return }
        while true {
            let effects = state.withLock { state in
                let effects = state.outbox
                state.outbox = []
                if effects.isEmpty { state.isDraining = false }
                return effects
            }
            if effects.isEmpty { return }
            for effect in effects { perform(effect) }
        }
    }
}
