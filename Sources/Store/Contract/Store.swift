package import Model

/// Keeps events and deliveries. Two drivers and an in-memory one pass the same conformance suite
/// (`Tests/Support/StoreConformance`).
///
/// **Writes** (`append`, `claim`, `record`, `setTargetState`, `redrive`, `cancel`, `cancelWaiting`,
/// `rename`, `expedite`, `sweep`) are queued from any thread and never block the caller. A driver
/// commits them in groups on a thread of its own, in the order in which they were queued, and calls
/// `completion` on that thread after the commit is durable (fsync) or has failed; then it hands
/// over. A completion must be quick and must not call a blocking read. A caller that has gone away
/// (a cancelled request) changes nothing: what was queued is committed and handed over.
///
/// **Reads** block the calling thread, see only what is committed, return bounded pages, and may be
/// called from any thread but the driver's own.
package protocol Store: AnyObject, Sendable {
    /// Stores each unit all or nothing: its events, deliveries and deduplication keys.
    ///
    /// One unit's failure or bad data never affects another's rows. An event whose key was stored
    /// within its window is not stored; the answer names the original. Deliveries with a
    /// reservation (see `HandOver`) are committed as leased and handed over after the commit; the
    /// others as pending. In a lane (target and `Delivery.lane` together) a delivery is handed
    /// over only when no earlier one of it is pending or leased; otherwise it stays pending and is
    /// announced by
    /// `HandOver.waiting` when it becomes the first. One that is burying holds nobody up.
    func append(
        _ unit: AppendUnit,
        completion: @escaping @Sendable (Result<[AppendResult], StoreError>) -> Void)

    /// Leases due deliveries to this node, oldest due time first per target, at most as many as
    /// each want allows, in number and in bytes of events, so that a backlog of large events does
    /// not fill memory; in a lane only the first that is pending or leased. `nextDue` leaves out
    /// those that wait behind another of their lane.
    func claim(
        _ request: ClaimRequest,
        completion: @escaping @Sendable (Result<ClaimResult, StoreError>) -> Void)

    /// Writes down what became of leased deliveries. Records of one call are committed together.
    ///
    /// The answer lists deliveries whose record was refused: not leased to this node any more, or
    /// final already. `dead` is accepted only from burying. An attempt with a number that is there
    /// already replaces it.
    func record(
        _ records: [DeliveryRecord],
        completion: @escaping @Sendable (Result<Set<DeliveryID>, StoreError>) -> Void)

    /// Replaces the stored state of a target.
    func setTargetState(
        _ state: TargetStateRecord,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void)

    /// Makes new pending deliveries from dead or finished ones (redrive). The mark
    /// (origin, generation) is unique: repeating a request answers with the delivery made before,
    /// also when that one has been swept. The caller has checked that the origin ended. Announced
    /// by `HandOver.waiting`.
    func redrive(
        _ requests: [RedriveRequest],
        completion: @escaping @Sendable (Result<[RedriveResult], StoreError>) -> Void)

    /// Calls off deliveries that are pending; leased and final ones are left alone.
    /// The answer lists those that were cancelled.
    func cancel(
        _ ids: [DeliveryID], reason: Reason, by: String,
        completion: @escaping @Sendable (Result<[DeliveryID], StoreError>) -> Void)

    /// Makes those that wait for a person (due `whenToldTo`) due at `now`; the time they waited
    /// does not count towards their age. The answer lists those that did. Announced by
    /// `HandOver.waiting`.
    func resend(
        _ ids: [DeliveryID], now: Timestamp,
        completion: @escaping @Sendable (Result<[DeliveryID], StoreError>) -> Void)

    /// Calls off what waits as pending for a target and was created before a moment, in steps, so
    /// that commits between are not held up. The answer is how many.
    func cancelWaiting(
        target: String, createdBefore: Timestamp, reason: Reason, by: String,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void)

    /// Gives what waits as pending for a target to another one, which was renamed, in steps; a lane
    /// that begins with the target's name is renamed with it. The answer is how many. Announced by
    /// `HandOver.waiting`.
    func rename(
        target: String, to name: String,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void)

    /// Makes what waits as pending for a target's destination, but for no person, due at `now`, in
    /// steps. The answer is how many were to be due later. Announced by `HandOver.waiting`.
    func expedite(
        target: String, destination: String, now: Timestamp,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void)

    /// Removes what retention allows, at most `limit` events a call; never an event with an
    /// unfinished delivery. The answer is how many events went; less than `limit` means: done.
    /// Deduplication keys past their window go too, within a few calls.
    func sweep(
        _ retention: Retention, now: Timestamp, limit: Int,
        completion: @escaping @Sendable (Result<Int, StoreError>) -> Void)

    /// Writes down that a configuration came into force. One that is in force already (the newest
    /// entry has its version) adds nothing. The newest `Limits.configurationsKeptMax` stay.
    func keep(
        _ configuration: ConfigurationRecord,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void)

    /// Keeps settings of interviews, all or none. Those of one call get the same revision, the
    /// answer, which is higher than every one before it; what they carry as theirs is ignored. Of
    /// each interview the newest `Limits.interviewSettingsKeptMax` stay.
    func keep(
        _ settings: [InterviewSettings],
        completion: @escaping @Sendable (Result<Int64, StoreError>) -> Void)

    func event(_ id: EventID) throws(StoreError) -> Event?
    func delivery(_ id: DeliveryID) throws(StoreError) -> DeliveryDetail?
    /// Newest first: by id, whose time is the one of receipt. A `before` that is no id is ignored.
    func events(_ query: EventQuery) throws(StoreError) -> Page<EventSummary>
    /// The same events whole: at most `query.limit` of them, and at most `bytesMax` bytes of bodies
    /// (one event at least).
    func wholeEvents(_ query: EventQuery, bytesMax: Int) throws(StoreError) -> Page<Event>
    /// Newest first, by id.
    func deliveries(_ query: DeliveryQuery) throws(StoreError) -> Page<DeliverySummary>
    /// Deliveries whose dead-letter line is still to be written, oldest first, after `cursor`.
    func buryings(after cursor: DeliveryID?, limit: Int) throws(StoreError) -> [DeliveryID]
    func targetStates() throws(StoreError) -> [TargetStateRecord]
    /// A thread's first message, as an accepted record named it; kept for `Limits.threadsKept`.
    func threadMessage(_ key: ThreadKey) throws(StoreError) -> String?
    /// The newest entry of the history with that version.
    func configuration(_ version: String) throws(StoreError) -> ConfigurationRecord?
    /// Newest first.
    func configurations(limit: Int) throws(StoreError) -> [ConfigurationSummary]
    /// The newest of every interview, by source and interview; no page, since there are at most
    /// `Limits.interviewSettingsMax`, and they are read once.
    func interviewSettings() throws(StoreError) -> [InterviewSettings]
    /// All that is kept of one interview, newest first.
    func interviewSettings(of interview: InterviewKey) throws(StoreError) -> [InterviewSettings]
    /// Targets for which something waits as pending, by name; at most `countMax` (1…10,000) of each
    /// are counted, without those that wait for another of their lane.
    func pendingTargets(countMax: Int) throws(StoreError) -> [PendingTarget]
    /// Answers from figures kept up to date by the writer, in constant time.
    func backlog() -> Backlog
    /// How many deliveries wait for a person.
    func waitingForPerson() throws(StoreError) -> Int
    /// When the oldest was created of the unfinished deliveries that are meant; nil: there is none.
    /// Of those that were handed over with their event it is the oldest to a second. Never looks at
    /// more than `UnfinishedQuery.looksMax` in each state, the oldest first: what stands behind so
    /// many that are not meant is not found.
    func oldestUnfinished(_ query: UnfinishedQuery) throws(StoreError) -> Timestamp?

    /// Commits what is queued, stops the thread, closes files. Idempotent; blocks until done.
    func close()
}

/// Why the store could not do it. The text is safe to log and says what to do.
package enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Passes by itself or when the operator acts (disk full, I/O error, busy): answer 503.
    case unavailable(String)
    /// This unit's data cannot be stored; trying again will not help.
    case rejected(String)
    /// The file is damaged, or of a newer version.
    case unusable(String)
    case closed

    package var description: String {
        switch self {
        case .unavailable(let text), .rejected(let text), .unusable(let text): text
        case .closed: "the store is closed"
        }
    }

    /// The word for metrics.
    package var code: String {
        switch self {
        case .unavailable: "unavailable"
        case .rejected: "rejected"
        case .unusable: "unusable"
        case .closed: "closed"
        }
    }
}

extension Store {
    /// `append` for callers in a task. Cancelling the task does not cancel the write.
    package func append(_ unit: AppendUnit) async throws(StoreError) -> [AppendResult] {
        let result = await withCheckedContinuation { continuation in
            append(unit) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }
}
