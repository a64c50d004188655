import Dispatching
import Engine
import Model
import Store
import Targets

/// Processes start, die, are cut off, and take over from each other.
extension Simulation {
    /// A node that is out of reach for this long is succeeded by another.
    static let takeoverWait = Milliseconds.seconds(15)
    /// Until then it has stopped by itself.
    static let fenceWait = Milliseconds.seconds(10)
    /// A request that began before the fence has ended by then.
    static let attemptMax = Milliseconds.seconds(35)

    func prepare() throws {
        for sketch in scenario.targets {
            targets[sketch.name] = SimulatedTarget()
            engineTargets[sketch.name] = EngineTarget(
                target: Target(name: sketch.name, kind: try kind(of: sketch)),
                policy: scenario.enginePolicy(sketch))
            let word = sketch.policy.pacingWord(of: sketch.name)
            let owner = word.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % nodes.count
            nodes[owner].owned.insert(sketch.name)
        }
        configured = Set(engineTargets.keys)
        planArrivals()
        planFaults()
        planSweeps()
        for node in nodes.indices { start(node) }
        agenda.add(at: Self.beginning + scenario.chaos) { [unowned self] in calmDown() }
    }

    /// One with channels is Slack, as far as requests and answers go.
    private func kind(of sketch: Scenario.TargetSketch) throws -> TargetKind {
        guard let channel = sketch.destinations.first, let token = Secret("xoxb-simulated"),
            let slack = KindCatalog.kind(named: "slack-api")
        else {
            return .http(
                try HTTPTarget(HTTPTargetSettings(url: "https://\(sketch.name).example/hooks")))
        }
        return .defined(
            try KindTarget(
                slack,
                values: [
                    "url": .text("https://\(sketch.name).example/api"), "text": .text("done"),
                    "token": .secret(token), "channel": .text(channel),
                ]))
    }

    private func planSweeps() {
        agenda.add(at: now + .hours(1)) { [unowned self] in
            var retention = Retention()
            retention.finished = .hours(2)
            retention.dead = .hours(6)
            let moment = lives.map { now + nodes[$0.node].clockOffset }.min() ?? now
            lives.first?.store?.sweep(retention, now: moment, limit: 500) { _ in }
            planSweeps()
        }
    }

    // MARK: Start and end

    /// What a node is to send to at this moment.
    private func plan(for node: Int) -> [String: EngineTarget] {
        engineTargets.filter { nodes[node].owned.contains($0.key) && configured.contains($0.key) }
    }

    func reconfigure(_ node: Int) {
        guard let life = nodes[node].life, !life.isDead, !life.isStopping else { return }
        life.engine?.update(targets: plan(for: node), configurationVersion: "cfg")
    }

    /// Opening the store gives back what the node's last process had leased.
    func start(_ node: Int) {
        guard nodes[node].life == nil else { return }
        if scenario.mutation != .leasesKept {
            for lease in leases.held.values where lease.node == node { release(lease.leased) }
        }
        livesBegun += 1
        let life = Life(world: self, node: node, number: livesBegun)
        nodes[node].life = life
        nodes[node].goneSince = nil
        trace.note(life, "a process starts", value: Int64(life.number))
        witness.noteBirth(of: life)
        disturb()
        do {
            try life.start(targets: plan(for: node))
        } catch {
            violate(Violation(invariant: .drain, detail: "no start: \(error)", at: now))
        }
        if witness.buryingCount > 0 { watchBurials() }
    }

    func release(_ leased: LeasedDelivery) {
        leases.remove(leased.delivery.id)
        // Whoever had it accepted can no longer say so: a second copy is possible (promise 3).
        witness.rows[leased.delivery.id]?.acceptanceSeenBy = nil
        let change = DeliveryRecord.Change.pending(
            dueAt: leased.dueAt, excusedMilliseconds: leased.excusedMilliseconds)
        base.record([DeliveryRecord(leased.delivery.id, change)]) { _ in }
    }

    /// In the middle of whatever it does: from here on nothing it does reaches the world.
    func crash(_ life: Life, _ place: StaticString) {
        trace.note(life, "the process dies")
        trace.note(life, place)
        life.die()
        witness.noteDeath(of: life)
        disturb()
        let wait = Int64.random(in: 1...(nodes.count > 1 ? 120_000 : 40_000), using: &faultChance)
        let node = life.node
        nodes[node].goneSince = now
        planTakeover(from: node, since: now)
        agenda.add(at: now + Milliseconds(wait)) { [unowned self] in start(node) }
    }

    /// Not in its turn any more: what is left of it goes.
    func bury(_ life: Life) {
        guard nodes[life.node].life === life else { return }
        if life.hasEnded, !life.isDead { noteStopped(life) }
        life.dispose()
        nodes[life.node].life = nil
    }

    private func noteStopped(_ life: Life) {
        trace.note(life, "the process has stopped")
        witness.noteDeath(of: life)
        let node = life.node
        let wait = Int64.random(in: 100...5000, using: &faultChance)
        agenda.add(at: now + Milliseconds(wait)) { [unowned self] in start(node) }
    }

    // MARK: Two nodes

    func cut(_ node: Int, for span: Milliseconds) {
        guard let life = nodes[node].life, !life.isDead, !life.isCut else { return }
        trace.note(life, "cut off from the store", value: span.count)
        life.isCut = true
        let since = now
        nodes[node].goneSince = since
        disturb()
        agenda.add(at: now + Self.fenceWait) { [unowned self] in
            guard life.isCut, nodes[node].life === life, !life.isDead else { return }
            trace.note(life, "sends no more by itself")
            life.engine?.update(targets: [:], configurationVersion: "cfg")
        }
        planTakeover(from: node, since: since)
        agenda.add(at: now + span) { [unowned self] in heal(node) }
    }

    func heal(_ node: Int) {
        guard let life = nodes[node].life, life.isCut else { return }
        trace.note(life, "reaches the store again")
        life.isCut = false
        nodes[node].goneSince = nil
        disturb()
        reconfigure(node)
    }

    func planTakeover(from node: Int, since: Timestamp) {
        guard nodes.count > 1 else { return }
        let other = nodes.count - 1 - node
        agenda.add(at: since + Self.takeoverWait) { [unowned self] in
            guard nodes[node].goneSince == since, nodes[other].goneSince == nil,
                let successor = nodes[other].life, !successor.isDead
            else { return }
            takeOver(node, by: successor)
            agenda.add(at: since + Self.fenceWait + Self.attemptMax) { [unowned self] in
                releaseLeft(of: node, since: since)
            }
        }
    }

    private func takeOver(_ node: Int, by successor: Life) {
        trace.note(successor, "takes over")
        let taken = nodes[node].owned
        nodes[successor.node].owned.formUnion(taken)
        nodes[node].owned = []
        witness.noteTakeover(of: taken)
        disturb()
        for lease in leases.held.values where lease.node == node {
            if witness.rows[lease.leased.delivery.id]?.inFlight.isEmpty == true {
                release(lease.leased)
            }
        }
        reconfigure(successor.node)
    }

    /// Requests that were on their way at the fence have ended.
    private func releaseLeft(of node: Int, since: Timestamp) {
        // If it came back meanwhile, it has done so itself.
        guard nodes[node].goneSince == since else { return }
        var targets: Set<String> = []
        for lease in leases.held.values where lease.node == node {
            targets.insert(lease.leased.delivery.target)
            release(lease.leased)
        }
        router.waiting(targets: targets)
    }
}
