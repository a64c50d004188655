package import DeadLetters
package import Dispatching
package import Logging
package import Model
package import Store
import Synchronization
import Targets

/// Delivers what the store holds: shards that talk to targets, renderers, and the undertaker.
///
/// Order of calls: `init` → give it to the store as its `HandOver` → `start` → `update` (again at
/// each reload) → `shutdown`. All of it is safe from any thread. Nothing is delivered before the
/// first `update`.
package final class DeliveryEngine: HandOver {
    private struct State {
        var gates: [String: TargetGate] = [:]
        /// Configured ones only.
        var targets: [String: TargetRuntime] = [:]
        /// As the store had them at the start.
        var stored: [String: Standing] = [:]
        /// Until their target is configured; from then on the dispatcher knows better.
        var storedDestinations: [String: [Standing]] = [:]
        var running: Running?
        var configurationVersion = ""
        var isShuttingDown = false
    }

    private struct Running {
        let shards: [Shard]
        let renderers: RenderPool
        let undertaker: Undertaker
        let exit: ExitLatch
    }

    package let settings: EngineSettings
    private let transports: TransportFactory
    private let threads: any EngineThreads
    private let clock: any Clock
    private let meter: any Meter
    private let logger: Logger
    private let alert: @Sendable (EngineAlert) -> Void
    private let instruments: EngineInstruments
    private let window: MemoryWindow
    private let state = Mutex(State())

    /// `alert` is called on engine threads: it must be quick and must not block.
    package init(
        settings: EngineSettings, transports: @escaping TransportFactory,
        threads: any EngineThreads = SystemThreads(), clock: any Clock, meter: any Meter,
        logger: Logger,
        alert: @escaping @Sendable (EngineAlert) -> Void = { _ in }
    ) {
        precondition((1...64).contains(settings.shards) && (1...64).contains(settings.renderers))
        self.settings = settings
        self.transports = transports
        self.threads = threads
        self.clock = clock
        self.meter = meter
        self.logger = logger
        self.alert = alert
        instruments = EngineInstruments(meter: meter)
        window = MemoryWindow(
            deliveriesMax: settings.windowDeliveriesMax, bytesMax: settings.windowBytesMax)
    }

    // MARK: Start and end

    /// Reads the stored target states, starts the threads, and finishes buryings that a crash
    /// left. Blocks for one read. Call once.
    package func start(store: any Store, deadLetters: any DeadLetterFiles) throws(EngineError) {
        let stored: [TargetStateRecord]
        do {
            stored = try store.targetStates()
        } catch {
            throw .store(error.description)
        }
        var transports: [any Transport] = []
        for _ in 0..<settings.shards { transports.append(try self.transports()) }
        let renderers = try RenderPool(
            workers: settings.renderers, threads: threads, clock: clock,
            messageThreads: Threads(store: store))
        let undertaker = Undertaker(
            store: store, files: deadLetters, settings: settings, clock: clock,
            instruments: instruments, logger: logger, alert: alert,
            settled: { [weak self] name in
                self?.state.withLock { ($0.targets[name]?.target, $0.configurationVersion) }
                    ?? (nil, "")
            })
        try undertaker.start(on: threads)
        let around = Shard.Surroundings(
            store: store, renderers: renderers, undertaker: undertaker, window: window,
            instruments: instruments, clock: clock, logger: logger, settings: settings,
            alert: alert)
        let exit = ExitLatch(threads: settings.shards)
        var shards: [Shard] = []
        for (index, transport) in transports.enumerated() {
            let shard = Shard(
                transport: transport, settings: dispatchSettings(ofShard: index), around: around)
            let worker = EngineWorker(.shard(index)) { _ in
                if shard.turn() { return true }
                exit.leave()
                return false
            }
            try threads.start(worker)
            shards.append(shard)
        }
        let running = Running(
            shards: shards, renderers: renderers, undertaker: undertaker, exit: exit)
        state.withLock { state in
            precondition(state.running == nil, "the engine was started twice")
            for record in stored {
                if record.destination.isEmpty {
                    state.stored[record.target] = record.standing
                } else {
                    state.storedDestinations[record.target, default: []].append(record.standing)
                }
            }
            state.running = running
        }
    }

    private func dispatchSettings(ofShard index: Int) -> DispatchSettings {
        func share(_ whole: Int) -> Int { max(1, whole / settings.shards) }
        return DispatchSettings(
            inFlightMax: share(settings.inFlightMax),
            // The window is the process's; it is divided by need, not by shard.
            windowDeliveriesMax: settings.windowDeliveriesMax,
            windowBytesMax: .max,
            unrecordedMax: share(settings.unrecordedOutcomesMax),
            seed: settings.seed &+ UInt64(index))
    }

    /// Starts nothing more, waits up to `grace` for what is on its way, gives up the rest, records
    /// everything and gives back what was queued. Returns when all threads have ended; a store
    /// that fails can hold it up for `recordingGrace` more. The store must be closed after this.
    package func shutdown(grace: Milliseconds) async {
        guard let running = beginShutdown(grace: grace) else { return }
        await running.exit.wait()
        running.renderers.close()
        await running.undertaker.stop()
    }

    /// The first half of `shutdown`, for who gives the workers their turns and sees them end.
    package func drain(grace: Milliseconds) { _ = beginShutdown(grace: grace) }

    private func beginShutdown(grace: Milliseconds) -> Running? {
        let running = state.withLock { state -> Running? in
            state.isShuttingDown = true
            return state.running
        }
        for shard in running?.shards ?? [] { shard.inbox.post(.shutdown(grace: grace)) }
        // After the shards were told: they take no answer for a failure then.
        running?.renderers.stopPrograms()
        return running
    }

    /// While `shutdown` waits: gives up what is on its way now, and records what it can.
    package func hurry() {
        let shards = state.withLock { $0.running?.shards ?? [] }
        for shard in shards { shard.inbox.post(.shutdown(grace: .zero)) }
    }

    // MARK: Targets

    /// The targets from now on. Those that are missing get nothing more: what is queued for them
    /// goes back to the store and waits there.
    package func update(targets: [String: EngineTarget], configurationVersion: String) {
        // Posted under the lock: whoever reads a target's new shard from here on comes after the
        // message that tells the shard of it.
        state.withLock { state in
            guard let running = state.running else {
                preconditionFailure("update before start")
            }
            var plans = [[TargetPlan]](repeating: [], count: running.shards.count)
            var runtimes = [[String: TargetRuntime]](
                repeating: [:], count: running.shards.count)
            state.targets = [:]
            state.configurationVersion = configurationVersion
            for (name, target) in targets {
                let gate = gate(name, of: target, &state)
                let word = target.policy.pacingWord(of: name)
                gate.shard = Self.shard(ofWord: word, count: running.shards.count)
                let runtime = TargetRuntime(target, gate: gate, meter: meter)
                state.targets[name] = runtime
                runtimes[gate.shard][name] = runtime
                plans[gate.shard].append(
                    TargetPlan(
                        name: name, policy: target.policy, standing: gate.standing,
                        destinations: state.storedDestinations.removeValue(forKey: name) ?? []))
            }
            for (index, shard) in running.shards.enumerated() {
                let sorted = plans[index].sorted { $0.name < $1.name }
                shard.inbox.post(.targets(sorted, runtimes[index]))
            }
        }
    }

    /// Targets besides those of the last `update`, or in place of some of them; each has a pace of
    /// its own. Takes time with these only, not with all.
    package func add(targets: [String: EngineTarget], configurationVersion: String) {
        state.withLock { state in
            guard let running = state.running else { preconditionFailure("add before start") }
            state.configurationVersion = configurationVersion
            for (name, target) in targets {
                let gate = gate(name, of: target, &state)
                gate.shard = Self.shard(
                    ofWord: target.policy.pacingWord(of: name), count: running.shards.count)
                let runtime = TargetRuntime(target, gate: gate, meter: meter)
                state.targets[name] = runtime
                let plan = TargetPlan(
                    name: name, policy: target.policy, standing: gate.standing,
                    destinations: state.storedDestinations.removeValue(forKey: name) ?? [])
                running.shards[gate.shard].inbox.post(.moreTargets([plan], [name: runtime]))
            }
        }
    }

    private func gate(
        _ name: String, of target: EngineTarget, _ state: inout State
    ) -> TargetGate {
        if let gate = state.gates[name] { return gate }
        let pause = target.formerNames.lazy
            .compactMap { [state] in state.gates[$0]?.standing ?? state.stored[$0] }
            .first { $0.state == .paused }
        let standing = state.stored[name] ?? pause ?? Standing(.sending, since: clock.now)
        let gate = TargetGate(name: name, standing: standing)
        state.gates[name] = gate
        return gate
    }

    /// The same in every process: FNV-1a over the word.
    static func shard(ofWord word: String, count: Int) -> Int {
        let hash = word.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        return Int(hash % UInt64(count))
    }

    /// Stops sending; what is on its way ends. The reason is stored with it. False: there is no
    /// such target.
    @discardableResult
    package func pause(target: String, reason: String = "", by: String) -> Bool {
        tell(target, .pause(target: target, reason: reason, by: by))
    }

    /// Goes on sending, whatever had stopped it; `slowly`: at that pace until what waited is gone.
    /// False: there is no such target.
    @discardableResult
    package func resume(target: String, by: String, slowly: Rate? = nil) -> Bool {
        tell(target, .resume(target: target, by: by, slowly: slowly))
    }

    private func tell(_ target: String, _ input: DispatchInput) -> Bool {
        let inbox = state.withLock { state in
            state.targets[target].flatMap { state.running?.shards[$0.gate.shard].inbox }
        }
        inbox?.post(.dispatch(input))
        return inbox != nil
    }

    /// How each configured target does, by name. Pausing and resuming show with a short delay.
    package func status() -> [TargetStatus] {
        let targets = state.withLock { Array($0.targets.values) }
        return targets.map { runtime in
            TargetStatus(
                target: runtime.target.name, standing: runtime.gate.standing,
                inFlight: runtime.gate.inFlight, held: runtime.gate.held)
        }.sorted { $0.target < $1.target }
    }

    // MARK: HandOver

    package func reserve(target: String, weight: Int) -> Bool {
        let gate = state.withLock { $0.isShuttingDown ? nil : $0.targets[target]?.gate }
        guard let gate, gate.take() else { return false }
        if window.take(bytes: weight, for: .any) { return true }
        if gate.held <= 1 || gate.isWell(clock.now),
            window.take(bytes: weight, for: .favoured)
        {
            return true
        }
        gate.give(1)
        return false
    }

    package func cancelReservation(target: String, weight: Int) {
        window.give(deliveries: 1, bytes: weight)
        state.withLock { $0.gates[target] }?.give(1)
    }

    package func handOver(_ deliveries: [LeasedDelivery]) {
        post(deliveries, target: \.delivery.target) { .handedOver($0) }
    }

    package func waiting(targets: Set<String>) {
        post(Array(targets), target: \.self) { .waiting($0) }
    }

    /// Passes each to the shard of its target. Targets that are not configured any more go where
    /// they were, or to the first shard, which gives them back.
    private func post<Item>(
        _ items: [Item], target: (Item) -> String, as input: ([Item]) -> DispatchInput
    ) {
        guard !items.isEmpty else { return }
        let (shards, gates) = state.withLock { ($0.running?.shards ?? [], $0.gates) }
        guard shards.count > 1 else {
            shards.first?.inbox.post(.dispatch(input(items)))
            return
        }
        var parts = [[Item]](repeating: [], count: shards.count)
        for item in items { parts[gates[target(item)]?.shard ?? 0].append(item) }
        for (shard, part) in zip(shards, parts) where !part.isEmpty {
            shard.inbox.post(.dispatch(input(part)))
        }
    }
}
