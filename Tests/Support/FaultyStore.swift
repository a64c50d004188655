package import Model
package import Store
import Synchronization

/// Any store, with faults at its seam: writes that fail before or after their commit, or wait.
///
/// Faults are taken in order, one by each write of any kind; without one a write passes through.
package final class FaultyStore: Store {
    package enum Fault: Sendable {
        /// Nothing is committed; the caller gets the error.
        case failBefore(StoreError)
        /// It is committed and handed over, and yet the caller gets the error: the ambiguous case.
        case failAfter(StoreError)
        /// Queued until `releaseHeld`.
        case hold
        /// Passes through: to reach a later write.
        case pass
    }

    private struct State {
        var faults: [Fault] = []
        var held: [@Sendable () -> Void] = []
        var writes = 0
    }

    private let store: any Store
    private let state = Mutex(State())

    package init(_ store: any Store) { self.store = store }

    package func inject(_ faults: Fault...) { state.withLock { $0.faults += faults } }

    /// Lets the writes that were held go on, in order.
    package func releaseHeld() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for write in held { write() }
    }

    package var heldWrites: Int { state.withLock { $0.held.count } }
    /// Writes asked for so far, faulty ones included.
    package var writes: Int { state.withLock { $0.writes } }

    private func pass<T: Sendable>(
        _ completion: @escaping @Sendable (Result<T, StoreError>) -> Void,
        _ write:
            @escaping @Sendable (@escaping @Sendable (Result<T, StoreError>) -> Void) -> Void
    ) {
        let fault: Fault = state.withLock { state in
            state.writes += 1
            let fault = state.faults.isEmpty ? .pass : state.faults.removeFirst()
            if case .hold = fault { state.held.append { write(completion) } }
            return fault
        }
        switch fault {
        case .pass: write(completion)
        case .failBefore(let error): completion(.failure(error))
        case .failAfter(let error):
            write { result in completion(result.flatMap { _ in .failure(error) }) }
        case .hold: break
        }
    }

    package func append(
        _ unit: AppendUnit,
        completion: @escaping @Sendable (Result<[AppendResult], StoreError>) -> Void
    ) {
        pass(completion) { [store] in store.append(unit, completion: $0) }
    }

    package func claim(
        _ request: ClaimRequest,
        completion: @escaping @Sendable (Result<ClaimResult, StoreError>) -> Void
    ) {
        pass(completion) { [store] in store.claim(request, completion: $0) }
    }

    package func record(
        _ records: [DeliveryRecord],
        completion: @escaping @Sendable (Result<Set<DeliveryID>, StoreError>) -> Void
    ) {
        pass(completion) { [store] in store.record(records, completion: $0) }
    }

    package func setTargetState(
        _ state: TargetStateRecord,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        pass(completion) { [store] in store.setTargetState(state, completion: $0) }
    }

    package func redrive(
        _ requests: [RedriveRequest],
        completion: @escaping @Sendable (Result<[RedriveResult], StoreError>) -> Void
    ) {
        pass(completion) { [store] in store.redrive(requests, completion: $0) }
    }

    package func cancel(
        _ ids: [DeliveryID], reason: Reason, by: String,
        completion: @escaping @Sendable (Result<[DeliveryID], StoreError>) -> Void
    ) {
        pass(completion) { [store] in
            store.cancel(ids, reason: reason, by: by, completion: $0)
        }
    }

    package func resend(
        _ ids: [DeliveryID], now: Timestamp,
        completion: @escaping @Sendable (Result<[DeliveryID], StoreError>) -> Void
    ) {
        pass(completion) { [store] in store.resend(ids, now: now, completion: $0) }
    }

    package func cancelWaiting(
        target: String, createdBefore: Timestamp, reason: Reason, by: String,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        pass(completion) { [store] in
            store.cancelWaiting(
                target: target, createdBefore: createdBefore, reason: reason, by: by,
                completion: $0)
        }
    }

    package func rename(
        target: String, to name: String,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        pass(completion) { [store] in
            store.rename(target: target, to: name, completion: $0)
        }
    }

    package func expedite(
        target: String, destination: String, now: Timestamp,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        pass(completion) { [store] in
            store.expedite(
                target: target, destination: destination, now: now, completion: $0)
        }
    }

    package func sweep(
        _ retention: Retention, now: Timestamp, limit: Int,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        pass(completion) { [store] in
            store.sweep(retention, now: now, limit: limit, completion: $0)
        }
    }

    package func keep(
        _ configuration: ConfigurationRecord,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        pass(completion) { [store] in store.keep(configuration, completion: $0) }
    }

    package func keep(
        _ settings: [InterviewSettings],
        completion: @escaping @Sendable (Result<Int64, StoreError>) -> Void
    ) {
        pass(completion) { [store] in store.keep(settings, completion: $0) }
    }

    package func event(_ id: EventID) throws(StoreError) -> Event? { try store.event(id) }
    package func delivery(_ id: DeliveryID) throws(StoreError) -> DeliveryDetail? {
        try store.delivery(id)
    }
    package func events(_ query: EventQuery) throws(StoreError) -> Page<EventSummary> {
        try store.events(query)
    }
    package func wholeEvents(
        _ query: EventQuery, bytesMax: Int
    ) throws(StoreError) -> Page<Event> {
        try store.wholeEvents(query, bytesMax: bytesMax)
    }
    package func deliveries(_ query: DeliveryQuery) throws(StoreError) -> Page<DeliverySummary> {
        try store.deliveries(query)
    }
    package func buryings(
        after cursor: DeliveryID?, limit: Int
    ) throws(StoreError) -> [DeliveryID] {
        try store.buryings(after: cursor, limit: limit)
    }
    package func threadMessage(_ key: ThreadKey) throws(StoreError) -> String? {
        try store.threadMessage(key)
    }
    package func targetStates() throws(StoreError) -> [TargetStateRecord] {
        try store.targetStates()
    }
    package func configuration(_ version: String) throws(StoreError) -> ConfigurationRecord? {
        try store.configuration(version)
    }
    package func configurations(limit: Int) throws(StoreError) -> [ConfigurationSummary] {
        try store.configurations(limit: limit)
    }
    package func interviewSettings() throws(StoreError) -> [InterviewSettings] {
        try store.interviewSettings()
    }
    package func interviewSettings(
        of interview: InterviewKey
    ) throws(StoreError) -> [InterviewSettings] {
        try store.interviewSettings(of: interview)
    }
    package func pendingTargets(countMax: Int) throws(StoreError) -> [PendingTarget] {
        try store.pendingTargets(countMax: countMax)
    }
    package func waitingForPerson() throws(StoreError) -> Int { try store.waitingForPerson() }
    package func oldestUnfinished(_ query: UnfinishedQuery) throws(StoreError) -> Timestamp? {
        try store.oldestUnfinished(query)
    }
    package func backlog() -> Backlog { store.backlog() }
    package func close() { store.close() }
}
