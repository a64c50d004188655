import Engine
import Model
import Store

/// What goes wrong, and when; all drawn from the seed.
extension Simulation {
    func planFaults() {
        var chance = scenario.chance(5)
        /// About so many times during the chaos.
        func often(
            _ kind: FaultKinds, _ times: Int, _ action: @escaping (inout SeededGenerator) -> Void
        ) {
            var own = SeededGenerator(seed: chance.next())
            for _ in 0..<Int.random(in: 0...(2 * times), using: &own) {
                let at = Milliseconds(Int64.random(in: 1...scenario.chaos.count, using: &own))
                var its = SeededGenerator(seed: own.next())
                guard scenario.faults.contains(kind) else { continue }
                agenda.add(at: Self.beginning + at) { [unowned self] in
                    if isChaotic { action(&its) }
                }
            }
        }
        often(.sickTargets, 40) { [unowned self] in changeMood(&$0) }
        often(.closedDestinations, 20) { [unowned self] in closeOrOpen(&$0) }
        often(.crashes, 10) { [unowned self] in armCrash(&$0) }
        often(.restarts, 3) { [unowned self] in restart(&$0) }
        often(.failingStore, 4) { [unowned self] in
            spell(&$0, 600, \.isStoreFailing, "the disk is full", "the disk has room")
        }
        often(.slowStore, 3) { [unowned self] in
            spell(&$0, 300, \.isStoreSlow, "the disk is slow", "the disk is quick again")
        }
        often(.failingFolder, 3) { [unowned self] in
            spell(&$0, 3600, \.isFolderFailing, "no line can be written", "lines can be written")
        }
        often(.clockJumps, 3) { [unowned self] in jump(&$0) }
        often(.partitions, 6) { [unowned self] chance in
            guard nodes.count > 1 else { return }
            let node = Int.random(in: 0..<nodes.count, using: &chance)
            cut(node, for: .seconds(Int64.random(in: 1...240, using: &chance)))
        }
        often(.people, 6) { [unowned self] in pause(&$0) }
        often(.people, 6) { [unowned self] in cancelSome(&$0) }
        often(.people, 6) { [unowned self] in redriveSome(&$0) }
        often(.people, 4) { [unowned self] chance in
            resume(scenario.targets.randomElement(using: &chance)?.name ?? "well")
        }
        often(.reloads, 4) { [unowned self] in removeForAWhile(&$0) }
        often(.reloads, 4) { [unowned self] in move(&$0) }
    }

    /// A fault of the whole world that lasts for a while.
    private func spell(
        _ chance: inout SeededGenerator, _ secondsMax: Int64,
        _ flag: ReferenceWritableKeyPath<Simulation, Bool>, _ begin: StaticString,
        _ end: StaticString
    ) {
        trace.note(nil, begin)
        self[keyPath: flag] = true
        disturb()
        let span = Milliseconds.seconds(Int64.random(in: 1...secondsMax, using: &chance))
        agenda.add(at: now + span) { [unowned self] in
            trace.note(nil, end)
            self[keyPath: flag] = false
            disturb()
        }
    }

    private func changeMood(_ chance: inout SeededGenerator) {
        let sick = scenario.targets.filter { !$0.isAlwaysWell }
        guard let target = sick.randomElement(using: &chance) else { return }
        var modes = SimulatedTarget.Mode.allCases
        if !scenario.faults.contains(.poison) { modes.removeAll { $0 == .poison } }
        let mode = modes.randomElement(using: &chance) ?? .well
        trace.note(nil, Self.word(mode), target: target.name)
        targets[target.name]?.mode = mode
    }

    private func closeOrOpen(_ chance: inout SeededGenerator) {
        guard let target = scenario.targets.randomElement(using: &chance),
            let destination = target.destinations.dropFirst().randomElement(using: &chance)
        else { return }
        if targets[target.name]?.closed.remove(destination) != nil {
            trace.note(nil, "a channel is open again", target: target.name)
        } else {
            targets[target.name]?.closed.insert(destination)
            trace.note(nil, "a channel is closed", target: target.name)
        }
    }

    private static func word(_ mode: SimulatedTarget.Mode) -> StaticString {
        switch mode {
        case .well: "is well"
        case .flaky: "is flaky"
        case .refusing: "refuses connections"
        case .hanging: "hangs"
        case .slow: "is slow"
        case .limited: "asks to wait"
        case .rejecting: "rejects some messages"
        case .revoked: "has revoked the key"
        case .gone: "is not there"
        case .poison: "answers what cannot be stored"
        }
    }

    // MARK: Processes

    private func armCrash(_ chance: inout SeededGenerator) {
        let node = Int.random(in: 0..<nodes.count, using: &chance)
        // Soon, at whatever call that is.
        let calls = Int.random(in: 1...60, using: &chance)
        guard let life = nodes[node].life, !life.isDead else { return }
        life.callsToLive = calls
    }

    private func restart(_ chance: inout SeededGenerator) {
        let node = Int.random(in: 0..<nodes.count, using: &chance)
        let grace = Milliseconds(Int64.random(in: 0...10_000, using: &chance))
        guard let life = nodes[node].life, !life.isDead, !life.isStopping else { return }
        trace.note(life, "is told to stop", value: grace.count)
        nodes[node].goneSince = now
        planTakeover(from: node, since: now)
        life.stop(grace: grace)
        disturb()
    }

    /// All nodes have the same time server: a store that they share goes by one clock.
    private func jump(_ chance: inout SeededGenerator) {
        let most: Int64 = Bool.random(using: &chance) ? 10_000 : 6 * 3_600_000
        let by = Milliseconds(Int64.random(in: -most...most, using: &chance))
        for node in nodes.indices { nodes[node].clockOffset = nodes[node].clockOffset + by }
        trace.note(nil, "the clock jumps", value: by.count)
        witness.noteJump(by)
        disturb()
    }

    // MARK: People

    private func owner(of target: String) -> Life? {
        lives.first { nodes[$0.node].owned.contains(target) && !$0.isStopping && !$0.isCut }
    }

    private func pause(_ chance: inout SeededGenerator) {
        let sick = scenario.targets.filter { !$0.isAlwaysWell && configured.contains($0.name) }
        guard let target = sick.randomElement(using: &chance)?.name,
            let life = owner(of: target),
            life.engine?.pause(target: target, reason: "test", by: "p") == true
        else { return }
        trace.note(life, "a person pauses", target: target)
        let span = Milliseconds.minutes(Int64.random(in: 1...240, using: &chance))
        agenda.add(at: now + span) { [unowned self] in resume(target) }
        agenda.add(at: now + Milliseconds(1)) { [unowned self] in
            // Its shard has heard of it.
            if !life.isDead, owner(of: target) === life, configured.contains(target) {
                witness.notePause(target, life)
            }
        }
    }

    /// Asked for again until somebody can do it.
    func resume(_ target: String) {
        guard let life = owner(of: target), configured.contains(target),
            life.engine?.resume(target: target, by: "p") == true
        else {
            agenda.add(at: now + .seconds(20)) { [unowned self] in resume(target) }
            return
        }
        trace.note(life, "a person resumes", target: target)
        witness.noteResume(target)
    }

    private func cancelSome(_ chance: inout SeededGenerator) {
        let open = witness.rows.values.filter { $0.state == .open }.map(\.id).sorted()
        let ids = (0..<10).compactMap { _ in open.randomElement(using: &chance) }
        lives.first?.store?.cancel(
            ids, reason: Reason(code: "cancelled", message: "test"), by: "p"
        ) { _ in }
    }

    /// Some of those that died, at a pace; now and then the same ones again, which makes nothing.
    private func redriveSome(_ chance: inout SeededGenerator) {
        guard let life = lives.first(where: { !$0.isStopping && !$0.isCut }) else { return }
        let dead = witness.rows.values.filter { $0.state == .dead }.map(\.id).sorted()
        let generation = Int.random(in: 0..<8, using: &chance) == 0 ? 2 : 1
        let spacing = Int64.random(in: 0...2000, using: &chance)
        let picked = (0..<20).compactMap { _ in dead.randomElement(using: &chance) }
        let now = now + nodes[life.node].clockOffset
        let requests = picked.enumerated().compactMap { position, id -> RedriveRequest? in
            guard let summary = try? base.delivery(id)?.summary,
                let event = try? base.event(summary.event)
            else { return nil }
            return RedriveRequest(
                origin: id, generation: generation, target: summary.delivery.target,
                webhookID: DeliveryID(uuid: UUIDv7(at: now, using: &chance)),
                destination: summary.delivery.destination, routes: summary.delivery.routes,
                now: now + Milliseconds(Int64(position) * spacing), event: event)
        }
        guard !requests.isEmpty else { return }
        trace.note(life, "a person redrives", value: Int64(requests.count))
        life.store?.redrive(requests) { _ in }
    }

    private func removeForAWhile(_ chance: inout SeededGenerator) {
        let sick = scenario.targets.filter { !$0.isAlwaysWell && configured.contains($0.name) }
        let span = Milliseconds.seconds(Int64.random(in: 1...3600, using: &chance))
        guard let target = sick.randomElement(using: &chance)?.name else { return }
        trace.note(nil, "leaves the configuration", target: target)
        configured.remove(target)
        witness.noteReload(target, configured: configured)
        for node in nodes.indices { reload(node) }
        agenda.add(at: now + span) { [unowned self] in
            trace.note(nil, "is configured again", target: target)
            configured.insert(target)
            witness.noteReload(target, configured: configured)
            for node in nodes.indices { reload(node) }
        }
    }

    private func reload(_ node: Int) {
        // One that is cut off has let go of everything, and stays so.
        guard nodes[node].goneSince == nil else { return }
        reconfigure(node)
        disturb()
    }

    /// A pacing group goes from one node to another, by way of nobody.
    private func move(_ chance: inout SeededGenerator) {
        guard nodes.count > 1,
            let target = scenario.targets.randomElement(using: &chance)?.name,
            let from = nodes.firstIndex(where: { $0.owned.contains(target) })
        else { return }
        let word = witness.group(of: target)
        let group = nodes[from].owned.filter { witness.group(of: $0) == word }
        trace.note(nil, "moves to the other node", target: target)
        nodes[from].owned.subtract(group)
        reload(from)
        agenda.add(at: now + .seconds(60)) { [unowned self] in
            let to = nodes.count - 1 - from
            nodes[to].owned.formUnion(group)
            witness.noteTakeover(of: group)
            reload(to)
        }
    }
}
