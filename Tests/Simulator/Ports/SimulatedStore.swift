import Model
import Store

/// The store as one process sees it: the in-memory store, shared by all nodes, with a disk that
/// takes time, fails, or ends with the process; and with the leases of several nodes.
///
/// `@unchecked Sendable`: a whole run is on one thread.
final class SimulatedStore: Store, @unchecked Sendable {
    /// What the caller hears of a write that was committed.
    enum Telling {
        case truth
        case failure
        /// The process died right after the commit.
        case nothing
    }

    private struct Write {
        let isClaim: Bool
        let commit: (Telling) -> Void
        let fail: (StoreError) -> Void
    }

    private unowned let world: Simulation
    private let life: Life
    private var base: InMemoryStore { world.base }
    private var queue: [Write] = []
    private var isScheduled = false

    init(world: Simulation, life: Life) {
        self.world = world
        self.life = life
    }

    // MARK: Group commit

    /// `write` commits at once, and calls back with the answer.
    private func submit<T: Sendable>(
        isClaim: Bool = false,
        _ completion: @escaping @Sendable (Result<T, StoreError>) -> Void,
        _ write: @escaping (@escaping @Sendable (Result<T, StoreError>) -> Void) -> Void
    ) {
        guard !life.isDead, !life.meetsCrashPoint("before a write is queued") else { return }
        queue.append(
            Write(
                isClaim: isClaim,
                commit: { [world, life] telling in
                    world.router.enter(life, isSilent: telling == .nothing)
                    write { result in
                        switch telling {
                        case .truth: completion(result)
                        case .failure: completion(result.flatMap { _ in .failure(Self.error) })
                        case .nothing: break
                        }
                    }
                    world.router.leave()
                }, fail: { completion(.failure($0)) }))
        guard !isScheduled else { return }
        isScheduled = true
        world.agenda.add(at: world.now + world.commitTime()) { [self] in commitQueued() }
    }

    private static let error = StoreError.unavailable("the disk does not answer")

    /// All that is queued, as one transaction.
    private func commitQueued() {
        isScheduled = false
        guard !life.isDead, !queue.isEmpty else { return }
        let group = queue
        queue = []
        if life.meetsCrashPoint("before a commit") { return }
        if world.storeFails(for: life) {
            world.trace.note(life, "a commit failed", value: Int64(group.count))
            for write in group { write.fail(Self.error) }
            return
        }
        let isAmbiguous = world.isAmbiguous() && !group.contains { $0.isClaim }
        let dies = life.meetsCrashPoint("after a commit")
        if isAmbiguous { world.trace.note(life, "a commit is told as failed") }
        for write in group { write.commit(dies ? .nothing : isAmbiguous ? .failure : .truth) }
    }

    var isIdle: Bool { queue.isEmpty }
    func dispose() { queue = [] }

    // MARK: Writes

    func append(
        _ unit: AppendUnit,
        completion: @escaping @Sendable (Result<[AppendResult], StoreError>) -> Void
    ) {
        let unit = world.scenario.mutation == .laneOrderIgnored ? unit.withoutLanes : unit
        submit(completion) { [world, base] answer in
            if world.scenario.mutation == .commitSkipped, world.count(below: 50) == 0 {
                return answer(.success(unit.events.map { _ in .stored }))
            }
            world.witness.noteAppending(unit)
            base.append(unit, completion: answer)
        }
    }

    func claim(
        _ request: ClaimRequest,
        completion: @escaping @Sendable (Result<ClaimResult, StoreError>) -> Void
    ) {
        var request = request
        if world.scenario.mutation == .dueIgnored { request.now = request.now + .hours(1) }
        submit(isClaim: true, completion) { [world, life, base, request] answer in
            base.claim(request) { result in
                if case .success(let claimed) = result {
                    for leased in claimed.deliveries { world.leases.add(leased, to: life) }
                    if world.scenario.mutation == .leaseSkipped, world.count(below: 10) == 0 {
                        for leased in claimed.deliveries { world.release(leased) }
                    }
                }
                answer(result)
            }
        }
    }

    func record(
        _ records: [DeliveryRecord],
        completion: @escaping @Sendable (Result<Set<DeliveryID>, StoreError>) -> Void
    ) {
        guard records.contains(where: \.isBurial) else {
            return submit(completion) { [self] in write(records, $0) }
        }
        // The undertaker waits for the answer where it stands.
        let answered = Once()
        submit({
            answered.isDone = true; completion($0)
        }) { [self] in write(records, $0) }
        commitQueued()
        if !answered.isDone { completion(.failure(.closed)) }
    }

    private func write(
        _ records: [DeliveryRecord],
        _ answer: @escaping @Sendable (Result<Set<DeliveryID>, StoreError>) -> Void
    ) {
        if records.contains(where: { $0.attempt?.snippet.contains("poison") == true }) {
            return answer(.failure(.rejected("a value cannot be stored")))
        }
        var taken: [DeliveryRecord] = []
        var refused: Set<DeliveryID> = []
        for var record in records {
            if world.scenario.mutation == .lanesLeftEarly, record.isRetry {
                record.leavesLane = true
            }
            if !record.isBurial, !world.leases.isHeld(record.delivery, by: life) {
                refused.insert(record.delivery)
            } else if world.scenario.mutation != .retryDropped || !record.isRetry
                || world.count(below: 4) != 0
            {
                taken.append(record)
            }
        }
        base.record(taken) { [world, life, refused, taken] result in
            let base = (try? result.get()) ?? []
            for record in taken where !base.contains(record.delivery) {
                if !record.isBurial { world.leases.remove(record.delivery) }
                world.witness.noteRecorded(record, by: life)
            }
            answer(result.map { $0.union(refused) })
        }
    }

    func setTargetState(
        _ state: TargetStateRecord,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        submit(completion) { [world, base] answer in
            world.witness.noteStored(state)
            if world.scenario.mutation == .standingForgotten { return answer(.success(())) }
            base.setTargetState(state, completion: answer)
        }
    }

    func redrive(
        _ requests: [RedriveRequest],
        completion: @escaping @Sendable (Result<[RedriveResult], StoreError>) -> Void
    ) {
        submit(completion) { [world, base] answer in
            var asked = requests
            if world.scenario.mutation == .redrivesRepeated {
                for index in asked.indices { asked[index].generation = world.count(below: .max) }
            }
            base.redrive(asked) { result in
                if case .success(let results) = result {
                    world.witness.noteRedriven(requests, results)
                }
                answer(result)
            }
        }
    }

    func cancel(
        _ ids: [DeliveryID], reason: Reason, by: String,
        completion: @escaping @Sendable (Result<[DeliveryID], StoreError>) -> Void
    ) {
        submit(completion) { [world, base] answer in
            base.cancel(ids, reason: reason, by: by) { result in
                for id in (try? result.get()) ?? [] { world.witness.noteCancelled(id) }
                answer(result)
            }
        }
    }

    func resend(
        _ ids: [DeliveryID], now: Timestamp,
        completion: @escaping @Sendable (Result<[DeliveryID], StoreError>) -> Void
    ) {
        submit(completion) { [base] in base.resend(ids, now: now, completion: $0) }
    }

    func cancelWaiting(
        target: String, createdBefore: Timestamp, reason: Reason, by: String,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        submit(completion) { [base] in
            base.cancelWaiting(
                target: target, createdBefore: createdBefore, reason: reason, by: by,
                completion: $0)
        }
    }

    func rename(
        target: String, to name: String,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        submit(completion) { [base] in
            base.rename(target: target, to: name, completion: $0)
        }
    }

    func expedite(
        target: String, destination: String, now: Timestamp,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        submit(completion) { [world, base] in
            world.witness.noteExpedited(target, destination)
            base.expedite(target: target, destination: destination, now: now, completion: $0)
        }
    }

    func keep(
        _ configuration: ConfigurationRecord,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        submit(completion) { [base] in base.keep(configuration, completion: $0) }
    }

    func keep(
        _ settings: [InterviewSettings],
        completion: @escaping @Sendable (Result<Int64, StoreError>) -> Void
    ) {
        submit(completion) { [base] in base.keep(settings, completion: $0) }
    }

    func sweep(
        _ retention: Retention, now: Timestamp, limit: Int,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        submit(completion) { [base] in
            base.sweep(retention, now: now, limit: limit, completion: $0)
        }
    }

    // MARK: Reads

    private func check() throws(StoreError) {
        if life.isDead { throw .closed }
        if life.isCut { throw Self.error }
    }

    func event(_ id: EventID) throws(StoreError) -> Event? {
        try check()
        return try base.event(id)
    }
    func delivery(_ id: DeliveryID) throws(StoreError) -> DeliveryDetail? {
        try check()
        return try base.delivery(id)
    }
    func events(_ query: EventQuery) throws(StoreError) -> Page<EventSummary> {
        try check()
        return try base.events(query)
    }
    func wholeEvents(_ query: EventQuery, bytesMax: Int) throws(StoreError) -> Page<Event> {
        try check()
        return try base.wholeEvents(query, bytesMax: bytesMax)
    }
    func deliveries(_ query: DeliveryQuery) throws(StoreError) -> Page<DeliverySummary> {
        try check()
        return try base.deliveries(query)
    }
    func buryings(after cursor: DeliveryID?, limit: Int) throws(StoreError) -> [DeliveryID] {
        try check()
        return try base.buryings(after: cursor, limit: limit)
    }
    func threadMessage(_ key: ThreadKey) throws(StoreError) -> String? {
        try check()
        return try base.threadMessage(key)
    }
    func targetStates() throws(StoreError) -> [TargetStateRecord] {
        try check()
        return try base.targetStates()
    }
    func configuration(_ version: String) throws(StoreError) -> ConfigurationRecord? {
        try check()
        return try base.configuration(version)
    }
    func configurations(limit: Int) throws(StoreError) -> [ConfigurationSummary] {
        try check()
        return try base.configurations(limit: limit)
    }
    func interviewSettings() throws(StoreError) -> [InterviewSettings] {
        try check()
        return try base.interviewSettings()
    }
    func interviewSettings(
        of interview: InterviewKey
    ) throws(StoreError) -> [InterviewSettings] {
        try check()
        return try base.interviewSettings(of: interview)
    }
    func pendingTargets(countMax: Int) throws(StoreError) -> [PendingTarget] {
        try check()
        return try base.pendingTargets(countMax: countMax)
    }
    func waitingForPerson() throws(StoreError) -> Int {
        try check()
        return try base.waitingForPerson()
    }
    func oldestUnfinished(_ query: UnfinishedQuery) throws(StoreError) -> Timestamp? {
        try check()
        return try base.oldestUnfinished(query)
    }
    func backlog() -> Backlog { base.backlog() }
    func close() {}
}

/// Whether something has happened. `@unchecked Sendable`: a whole run is on one thread.
private final class Once: @unchecked Sendable { var isDone = false }

extension DeliveryRecord {
    fileprivate var isBurial: Bool { if case .dead = change { true } else { false } }
    fileprivate var isRetry: Bool {
        if case .pending = change { attempt != nil } else { false }
    }
}

extension AppendUnit {
    fileprivate var withoutLanes: AppendUnit {
        AppendUnit(
            events.map { planned in
                var planned = planned
                planned.deliveries = planned.deliveries.map {
                    Delivery(
                        id: $0.id, target: $0.target, destination: $0.destination,
                        routes: $0.routes, createdAt: $0.createdAt, expiresAt: $0.expiresAt)
                }
                return planned
            })
    }
}
