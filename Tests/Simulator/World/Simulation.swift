import Dispatching
import Engine
import Model
import Store
import Targets

/// One run: nodes with whole delivery engines, one store, targets, and what goes wrong, in virtual
/// time, on one thread. The same seed gives the same run.
///
/// `@unchecked Sendable`: a whole run is on one thread.
package final class Simulation: @unchecked Sendable {
    static let beginning = Timestamp(seconds: 1_800_000_000)
    /// After faults have stopped: the longest wait between two attempts is 29 hours, and a clock
    /// that was set back adds what it was set back by.
    static let drainMax = Milliseconds.hours(72)

    let scenario: Scenario
    let witness: Witness
    let trace = Trace()
    let base: InMemoryStore
    let router = Router()
    var agenda = Agenda()
    var now = Simulation.beginning
    var leases = Leases()
    var nodes: [Node]
    var targets: [String: SimulatedTarget] = [:]
    var engineTargets: [String: EngineTarget] = [:]
    /// Names of the targets in the configuration of the moment.
    var configured: Set<String> = []
    var flights: [Flight.ID: Flight] = [:]
    var plannedLanes: [DeliveryID: String] = [:]
    var livesBegun = 0
    var isChaotic = true
    var isStoreFailing = false
    var isStoreSlow = false
    var isFolderFailing = false
    var isWatchingBurials = false
    private(set) var steps = 0
    private(set) var violation: Violation?

    // Chance, for each actor its own.
    var arrivalChance: SeededGenerator
    var targetChance: SeededGenerator
    var storeChance: SeededGenerator
    var faultChance: SeededGenerator

    init(_ scenario: Scenario) {
        self.scenario = scenario
        witness = Witness(scenario)
        nodes = Array(repeating: Node(), count: scenario.nodes)
        arrivalChance = scenario.chance(1)
        targetChance = scenario.chance(2)
        storeChance = scenario.chance(3)
        faultChance = scenario.chance(4)
        base = InMemoryStore(handOver: router)
        router.world = self
        witness.world = self
        trace.world = self
    }

    /// Runs to the end, or to the first violation.
    package func run() {
        do {
            try prepare()
        } catch {
            return violate(Violation(invariant: .drain, detail: "\(error)", at: now))
        }
        while violation == nil, let next = agenda.next() {
            now = max(now, next.at)
            next.body()
            steps += 1
            for node in nodes.indices {
                if let life = nodes[node].life { runTurns(of: life) }
            }
            if steps % 5000 == 0 { witness.audit() }
            if !isChaotic, isOver() { break }
        }
        for node in nodes.indices { nodes[node].life?.dispose() }
        flights = [:]
        agenda = Agenda()
    }

    private func runTurns(of life: Life) {
        steps += life.run()
        if life.isDead || life.hasEnded { bury(life) }
    }

    func violate(_ violation: Violation) { if self.violation == nil { self.violation = violation } }

    // MARK: The end

    /// Everything works from here on.
    func calmDown() {
        isChaotic = false
        isStoreFailing = false
        isStoreSlow = false
        isFolderFailing = false
        trace.note(nil, "faults stop")
        for name in targets.keys.sorted() { targets[name] = SimulatedTarget() }
        configured = Set(engineTargets.keys)
        for name in targets.keys.sorted() { witness.noteReload(name, configured: configured) }
        for node in nodes.indices {
            if nodes[node].life == nil { start(node) }
            heal(node)
            reconfigure(node)
        }
        for target in scenario.targets { resume(target.name) }
        agenda.add(at: now + Self.drainMax) { [unowned self] in
            if violation == nil { witness.noteUndrained() }
        }
    }

    private func isOver() -> Bool {
        guard witness.openCount == 0, flights.isEmpty, leases.held.isEmpty else { return false }
        // What was given back may still be on its way into the store.
        guard lives.allSatisfy({ $0.isIdle }) else { return false }
        witness.account()
        return true
    }

    var lives: [Life] { nodes.compactMap(\.life).filter { !$0.isDead } }

    /// Something else than other targets' sickness holds up the healthy one.
    var isDisturbed: Bool {
        isStoreFailing || isStoreSlow || !configured.contains("well")
            || nodes.contains { $0.life == nil || $0.goneSince != nil }
            || !lives.contains { nodes[$0.node].owned.contains("well") && !$0.isStopping }
    }

    func disturb() { witness.noteDisturbance(until: now + .seconds(45)) }

    // MARK: The store's moods

    func count(below limit: Int) -> Int { Int.random(in: 0..<max(1, limit), using: &storeChance) }

    func commitTime() -> Milliseconds {
        Milliseconds(Int64.random(in: isStoreSlow ? 300...4000 : 1...8, using: &storeChance))
    }

    func storeFails(for life: Life) -> Bool {
        let chance = count(below: 500)
        let fails =
            life.isCut || isStoreFailing
            || (isChaotic && scenario.faults.contains(.failingStore) && chance == 0)
        if fails { disturb() }
        return fails
    }

    func isAmbiguous() -> Bool {
        let chance = count(below: 100)
        return isChaotic && scenario.faults.contains(.ambiguousCommits) && chance == 0
    }

    func folderFails() -> Bool {
        let chance = count(below: 10)
        return isFolderFailing
            || (isChaotic && scenario.faults.contains(.failingFolder) && chance == 0)
    }

    /// While there are deliveries to bury, undertakers look at them again.
    func watchBurials() {
        guard !isWatchingBurials else { return }
        isWatchingBurials = true
        agenda.add(at: now + .seconds(5)) { [unowned self] in
            isWatchingBurials = false
            for life in lives { life.hasBurials = true }
            if witness.buryingCount > 0 { watchBurials() }
        }
    }

    // MARK: Lanes

    func lane(_ delivery: Delivery) -> String? { plannedLanes[delivery.id] }
    func lane(of row: Row) -> String? { plannedLanes[row.id] }

    package var result: SimulationResult {
        SimulationResult(
            seed: scenario.seed, steps: steps, virtual: now - Self.beginning,
            deliveries: witness.rows.count, accepted: witness.accepted,
            longestWait: witness.longestWait, digest: trace.digest, violation: violation)
    }
}
