import DeadLetters
import Engine
import Logging
import Model

/// One process, from its start to its end: the whole delivery engine, on ports of the simulator's.
///
/// `@unchecked Sendable`: a whole run is on one thread.
final class Life: @unchecked Sendable {
    private unowned let world: Simulation
    let node: Int
    /// Counts the lives of all nodes.
    let number: Int
    private(set) var isDead = false
    /// It cannot reach the store.
    var isCut = false
    /// It is stopping, or has stopped, in peace.
    private(set) var isStopping = false
    private(set) var engine: DeliveryEngine?
    private(set) var store: SimulatedStore?
    private var transports: [SimulatedTransport] = []
    private var shards: [EngineWorker] = []
    private var renderer: EngineWorker?
    private var undertaker: EngineWorker?
    /// Which shards have come to their end.
    private var ended: Set<Int> = []
    /// The undertaker has been given something.
    var hasBurials = true
    /// Calls to the world until the process dies; nil: it does not.
    var callsToLive: Int?

    init(world: Simulation, node: Int, number: Int) {
        self.world = world
        self.node = node
        self.number = number
    }

    private final class Workers: EngineThreads, @unchecked Sendable {
        var started: [EngineWorker] = []
        func start(_ worker: EngineWorker) throws(EngineError) { started.append(worker) }
    }

    /// Nothing is queued for the store.
    var isIdle: Bool { store?.isIdle ?? true }

    func start(targets: [String: EngineTarget]) throws(EngineError) {
        let store = SimulatedStore(world: world, life: self)
        let workers = Workers()
        let engine = DeliveryEngine(
            settings: world.scenario.engine,
            transports: { [self] () throws(EngineError) in
                let transport = SimulatedTransport(world: world, life: self)
                transports.append(transport)
                return transport
            }, threads: workers, clock: SimulatedClock(world: world, node: node),
            meter: NullMeter(), logger: Logger(label: "simulate") { _ in SwiftLogNoOpLogHandler() })
        self.store = store
        self.engine = engine
        try engine.start(store: store, deadLetters: SimulatedFiles(world: world, life: self))
        for worker in workers.started {
            switch worker.role {
            case .shard: shards.append(worker)
            case .undertaker: undertaker = worker
            case .renderer: renderer = worker
            // No target here has a program.
            case .helper: break
            }
        }
        engine.update(targets: targets, configurationVersion: "cfg")
    }

    // MARK: Turns

    /// Gives its workers their turns until none has anything to do. Answers with how many.
    func run() -> Int {
        var turns = 0
        var isQuiet = false
        while !isQuiet, !isDead {
            isQuiet = true
            for (index, transport) in transports.enumerated() where transport.needsTurn {
                guard !isDead, index < shards.count else { break }
                transport.needsTurn = false
                guard !ended.contains(index) else { continue }
                isQuiet = false
                turns += 1
                if !shards[index].turn(waits: false) { ended.insert(index) }
            }
            if isQuiet, !isDead {
                // Plain HTTP targets are rendered by their shard, others here.
                _ = renderer?.turn(waits: false)
                isQuiet = !transports.contains { $0.needsTurn }
            }
            if isQuiet, hasBurials, !isDead {
                hasBurials = false
                turns += 1
                _ = undertaker?.turn(waits: false)
                isQuiet = !transports.contains { $0.needsTurn }
            }
        }
        return turns
    }

    /// All its shards have come to their end.
    var hasEnded: Bool { !shards.isEmpty && ended.count == shards.count }

    // MARK: Ends

    /// Counts a call to the world. True: it was the last.
    func meetsCrashPoint(_ place: StaticString) -> Bool {
        guard world.isChaotic, let calls = callsToLive else { return false }
        guard calls <= 1 else {
            callsToLive = calls - 1
            return false
        }
        callsToLive = nil
        world.crash(self, place)
        return true
    }

    func die() { isDead = true }

    func stop(grace: Milliseconds) {
        isStopping = true
        engine?.drain(grace: grace)
    }

    /// Frees what belongs to it; it must not be in a turn.
    func dispose() {
        isDead = true
        store?.dispose()
        engine = nil
        store = nil
        transports = []
        shards = []
        renderer = nil
        undertaker = nil
    }
}
