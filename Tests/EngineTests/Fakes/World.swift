import DeadLetters
import Dispatching
import FoundationEssentials
import Glibc
import Logging
import Model
import Store
import Support
import Synchronization
import Targets
import Testing

@testable import Engine

/// An engine with a store in memory, targets that a test scripts, and a folder of its own.
final class World: Sendable {
    let clock = ManualClock()
    let signal = Signal()
    let store: InMemoryStore
    /// What the engine sees: the same, with faults that a test injects.
    let faulty: FaultyStore
    let outside: FakeTargets
    let folder: String
    private let current: CurrentEngine
    private let alerted: Mutex<[EngineAlert]>

    init() throws {
        let signal = signal
        current = CurrentEngine()
        alerted = Mutex([])
        outside = FakeTargets(signal: signal)
        store = InMemoryStore(handOver: current, clock: clock) { effect in
            effect()
            signal.raise()
        }
        faulty = FaultyStore(store)
        var template = Array("/tmp/signalbox-engine-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw EngineError.store("no temporary folder") }
        folder = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var engine: DeliveryEngine { current.engine }
    var alerts: [EngineAlert] { alerted.withLock { $0 } }
    var letters: String { folder + "/dead-letters" }

    /// Starts an engine, the first or the next one, with these targets.
    func start(
        _ targets: [String: DeliveryPolicy] = ["a": DeliveryPolicy()],
        change: (inout EngineSettings) -> Void = { _ in }
    ) throws {
        var settings = EngineSettings()
        settings.retryWait = Milliseconds(1)
        settings.retryWaitMax = Milliseconds(4)
        change(&settings)
        let engine = DeliveryEngine(
            settings: settings, transports: { [outside] in outside.transport() }, clock: clock,
            meter: NullMeter(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            alert: { [weak self] alert in
                self?.alerted.withLock { $0.append(alert) }
                self?.signal.raise()
            })
        current.replace(by: engine)
        try engine.start(store: faulty, deadLetters: DeadLetterWriter(directory: letters))
        try configure(targets)
    }

    func configure(
        _ targets: [String: DeliveryPolicy], formerNames: [String: [String]] = [:]
    ) throws {
        var engineTargets: [String: EngineTarget] = [:]
        for (name, policy) in targets {
            let http = try HTTPTarget(HTTPTargetSettings(url: "https://\(name).example/hooks"))
            engineTargets[name] = EngineTarget(
                target: Target(name: name, kind: .http(http)), policy: policy)
            engineTargets[name]?.formerNames = formerNames[name] ?? []
        }
        engine.update(targets: engineTargets, configurationVersion: "cfg_test")
    }

    func stop(grace: Milliseconds = .seconds(5)) async { await engine.shutdown(grace: grace) }

    /// Moves the clock, and lets the engine see it.
    func pass(_ time: Milliseconds) {
        clock.advance(time)
        outside.wakeAll()
    }

    /// Stores one event with a delivery for each target, as an accepted request would.
    @discardableResult
    func post(_ targets: String..., body: String = "{}", lane: String? = nil) -> [DeliveryID] {
        let event = Event(
            id: .make(at: clock.now), source: "s", identity: EventIdentity(type: "t"),
            headers: HeaderList(["content-type": "application/json"]), body: Array(body.utf8),
            receivedAt: clock.now, configurationVersion: "cfg_test")
        let deliveries = targets.map {
            Delivery(
                id: .make(at: clock.now), target: $0, routes: ["r"], createdAt: clock.now,
                lane: lane)
        }
        store.append(AppendUnit([PlannedEvent(event: event, deliveries: deliveries)])) { _ in }
        return deliveries.map(\.id)
    }

    func detail(_ id: DeliveryID) -> DeliveryDetail? { try? store.delivery(id) }
    func state(_ id: DeliveryID) -> DeliveryState? { detail(id)?.summary.state }

    func until(
        _ state: DeliveryState, _ id: DeliveryID, location: SourceLocation = #_sourceLocation
    ) {
        signal.until("\(id) is not \(state)", location) { self.state(id) == state }
    }

    func until(
        requests count: Int, location: SourceLocation = #_sourceLocation
    ) {
        signal.until("there are not \(count) requests", location) {
            self.outside.requests.count >= count
        }
    }
}

/// Passes on to the engine of the moment: a store outlives engines in these tests.
private final class CurrentEngine: HandOver {
    private let current = Mutex<DeliveryEngine?>(nil)

    var engine: DeliveryEngine {
        guard let engine = current.withLock({ $0 }) else {
            preconditionFailure("no engine was started")
        }
        return engine
    }

    func replace(by engine: DeliveryEngine) { current.withLock { $0 = engine } }

    func reserve(target: String, weight: Int) -> Bool {
        current.withLock { $0 }?.reserve(target: target, weight: weight) ?? false
    }

    func cancelReservation(target: String, weight: Int) {
        engine.cancelReservation(target: target, weight: weight)
    }

    func handOver(_ deliveries: [LeasedDelivery]) { engine.handOver(deliveries) }

    func waiting(targets: Set<String>) { current.withLock { $0 }?.waiting(targets: targets) }
}
