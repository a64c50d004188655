import Dispatching
import Logging
import Model
import Store
import Targets

/// One thread that talks to targets: it owns a transport and a dispatcher, and carries out the
/// dispatcher's actions. It shares nothing with the other shards; others reach it by its inbox.
///
/// `@unchecked Sendable`: everything but `inbox` is used only by the shard's thread once `turn` was
/// called.
final class Shard: @unchecked Sendable {
    /// What a shard needs of the engine around it.
    struct Surroundings: Sendable {
        let store: any Store
        let renderers: RenderPool
        let undertaker: Undertaker
        let window: MemoryWindow
        let instruments: EngineInstruments
        let clock: any Clock
        let logger: Logger
        let settings: EngineSettings
        let alert: @Sendable (EngineAlert) -> Void
    }

    struct Flight {
        let target: TargetRuntime
        let leased: LeasedDelivery
        /// Nil while its request is being rendered.
        var startedAt: Timestamp?
        var thread: RenderedAttempt.Thread?
        var access: AccessToken?
        /// The target refused a token, and it goes again with a new one.
        var hasRefreshed = false
        /// How the lookup before it went; one at most.
        var lookup: [Attempt] = []
        /// Whom the message is about, where that was looked up.
        var candidate: KnownCandidates.Key?
        /// For this attempt, and not for an earlier one.
        var hasLookedUp = false
    }

    let inbox: ShardInbox
    let around: Surroundings
    let transport: any Transport
    var dispatcher: Dispatcher
    var time = SteadyTime()
    /// The clock's own time, which signatures carry.
    var wall = Timestamp.zero
    var actions: [DispatchAction] = []
    var targets: [String: TargetRuntime] = [:]
    var flights: [AttemptToken: Flight] = [:]
    var toRender: [RenderJob] = []
    var ledger: OutcomeLedger
    /// Of threads that began and are not recorded yet.
    var newThreads: [DeliveryID: ThreadMark] = [:]
    var tokens: [ObjectIdentifier: TokenKeeper] = [:]
    var tokenRequests: [TransferToken: TokenRequest] = [:]
    var tokenRequestCount: UInt64 = 0
    /// Lookups on their way, and who waits for them.
    var lookups: [TransferToken: LookupRequest] = [:]
    var lookupCount: UInt64 = 0
    var standings: StandingKeeper
    var nextPostponedWarning = Timestamp.zero
    var shutdown: Shutdown?
    /// A claim has gone out to the store and is not answered.
    var isClaiming = false
    private var messages: [ShardMessage] = []
    private var completions: [TransferCompletion] = []

    struct Shutdown {
        /// When what is on its way is given up.
        var cancelAt: Timestamp
        /// When the shard ends even if the store has not taken everything.
        var endAt: Timestamp
        var hasCancelled = false
        var isDrained = false
    }

    init(transport: any Transport, settings: DispatchSettings, around: Surroundings) {
        self.transport = transport
        self.around = around
        inbox = ShardInbox(waker: transport.waker)
        dispatcher = Dispatcher(settings: settings)
        ledger = OutcomeLedger(
            retryWait: around.settings.retryWait, retryWaitMax: around.settings.retryWaitMax)
        standings = StandingKeeper(retryWait: around.settings.retryWait)
    }

    /// One turn of its thread's loop; the wait is the transport's. False: a shutdown has come to
    /// its end.
    func turn() -> Bool {
        inbox.take(into: &messages)
        let now = steadyNow()
        for message in messages { receive(message, now) }
        messages.removeAll(keepingCapacity: true)
        tell(.tick, now)
        flush(now)
        if hasEnded(now) {
            transport.close()
            return false
        }
        transport.poll(timeout: pollTimeout(now), into: &completions)
        let then = steadyNow()
        for completion in completions { complete(completion, then) }
        completions.removeAll(keepingCapacity: true)
        return true
    }

    private func steadyNow() -> Timestamp {
        wall = around.clock.now
        return time.advance(to: wall)
    }

    private func pollTimeout(_ now: Timestamp) -> Milliseconds? {
        // The dispatcher goes by the clock, all else by steady time.
        var next = dispatcher.nextWake.map { now + ($0 - wall) }
        func consider(_ moment: Timestamp?) {
            if let moment { next = min(next ?? .distantFuture, moment) }
        }
        // What waits for the claim under way is woken by its answer.
        if !isClaiming { consider(ledger.wakeAt) }
        consider(standings.wakeAt)
        if let shutdown { consider(shutdown.hasCancelled ? shutdown.endAt : shutdown.cancelAt) }
        return next.map { max(.zero, $0 - now) }
    }

    // MARK: Messages

    private func receive(_ message: ShardMessage, _ now: Timestamp) {
        switch message {
        case .dispatch(let input): tell(input, now)
        case .targets(let plans, let runtimes):
            targets = targets.merging(runtimes) { $1 }
            dropTokens()
            tell(.targets(plans), now)
        case .moreTargets(let plans, let runtimes):
            targets.merge(runtimes) { $1 }
            tell(.moreTargets(plans), now)
        case .rendered(let attempts):
            for attempt in attempts { send(attempt, now) }
        case .recorded(let batch, let result): noteRecorded(batch, result, now)
        case .claimed(let result, let asked, let deferred):
            noteClaimed(result, asked: asked, deferred: deferred, now)
        case .standingStored(let record, let result):
            if case .failure(let error) = result {
                around.logger.warning(
                    "a target's state could not be stored; trying again",
                    metadata: ["target": "\(record.target)", "error": "\(error)"])
            }
            standings.stored(record, ok: (try? result.get()) != nil, now)
        case .expedited(let target, let destination, let result):
            if case .failure(let error) = result {
                around.logger.warning(
                    "what waits for a destination is sent a little later",
                    metadata: [
                        "target": "\(target)", "destination": "\(destination)",
                        "error": "\(error)",
                    ])
            }
        case .shutdown(let grace):
            let cancelAt = min(now + grace, shutdown?.cancelAt ?? .distantFuture)
            let endAt = cancelAt + around.settings.recordingGrace
            if shutdown == nil { shutdown = Shutdown(cancelAt: cancelAt, endAt: endAt) }
            shutdown?.cancelAt = cancelAt
            shutdown?.endAt = endAt
            tell(.drain, now)
        }
    }

    /// Tells the dispatcher and carries out what it says.
    func tell(_ input: DispatchInput, _ now: Timestamp) {
        dispatcher.handle(input, now: wall, into: &actions)
        perform(now)
    }

    // MARK: The end

    private func hasEnded(_ now: Timestamp) -> Bool {
        guard let shutdown else { return false }
        if now >= shutdown.cancelAt, !shutdown.hasCancelled {
            self.shutdown?.hasCancelled = true
            for (token, flight) in flights where flight.startedAt != nil {
                transport.cancel(TransferToken(token.value))
            }
            cancelTokenRequests()
            for transfer in lookups.keys { transport.cancel(transfer) }
        }
        if shutdown.isDrained, ledger.isEmpty, standings.isEmpty { return true }
        guard now >= shutdown.endAt else { return false }
        around.logger.error(
            "stopping although the store has not taken everything; it will be attempted again",
            metadata: ["outcomes": "\(ledger.count)", "in_flight": "\(flights.count)"])
        return true
    }
}
