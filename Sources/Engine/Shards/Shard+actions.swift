import Dispatching
import Logging
import Model
import Store

extension Shard {
    /// Carries out what the dispatcher said. Claims go out after the records before them.
    func perform(_ now: Timestamp) {
        guard !actions.isEmpty else { return }
        // `perform` may come here again through `tell`; each round has its own list.
        var round: [DispatchAction] = []
        swap(&round, &actions)
        for action in round {
            switch action {
            case .start(let token, let leased): start(token, leased, now)
            case .record(let settlement): settle(settlement)
            case .claim(let wants, let due): claim(wants, due: due, now)
            case .admit(let name, let heldMax): targets[name]?.gate.admit(heldMax: heldMax)
            case .standing(let name, let standing, let before):
                tellStanding(name, standing, before: before)
            case .drained: shutdown?.isDrained = true
            }
        }
        if actions.isEmpty {
            round.removeAll(keepingCapacity: true)
            swap(&round, &actions)
        }
    }

    /// Hands what came together during one turn of the loop to the renderers and the store.
    func flush(_ now: Timestamp) {
        if !toRender.isEmpty {
            around.renderers.render(toRender, for: inbox)
            toRender.removeAll(keepingCapacity: true)
        }
        record(now)
        for record in standings.nextRecords(now) {
            around.store.setTargetState(record) { [inbox] result in
                inbox.post(.standingStored(record, result))
            }
        }
    }

    private func record(_ now: Timestamp) {
        while let batch = ledger.nextBatch(now, isClaiming: isClaiming) {
            let id = batch.id
            around.store.record(records(batch.settlements)) { [inbox] result in
                inbox.post(.recorded(id, result))
            }
        }
    }

    private func records(_ settlements: [Settlement]) -> [DeliveryRecord] {
        guard !newThreads.isEmpty else { return settlements.map(DeliveryRecord.init) }
        return settlements.map { settlement in
            var record = DeliveryRecord(settlement)
            record.thread = newThreads[settlement.delivery]
            return record
        }
    }

    private func settle(_ settlement: Settlement) {
        around.window.give(deliveries: 1, bytes: settlement.weight)
        around.instruments.windowDeliveries.set(Int64(around.window.deliveries))
        if let target = targets[settlement.target] {
            target.gate.give(1)
            switch settlement.change {
            case .delivered: target.instruments.delivered.add()
            case .burying: target.instruments.dead.add()
            case .pending, .cancelled: break
            }
        }
        ledger.add(settlement)
    }

    private func tellStanding(_ name: String, _ standing: Standing, before: TargetState) {
        let destination = standing.destination
        if destination.isEmpty { targets[name]?.gate.standing = standing }
        standings.add(TargetStateRecord(standing, of: name))
        guard standing.state != before else { return }
        around.logger.info(
            destination.isEmpty ? "a target's state changed" : "a destination's state changed",
            metadata: [
                "target": "\(name)", "state": "\(standing.state.rawValue)",
                "before": "\(before.rawValue)", "reason": "\(standing.reason?.code ?? "")",
            ])
        if !destination.isEmpty, standing.state == .sending { expedite(name, destination) }
        let place = TargetPlace(name, destination: destination)
        let unknown = Reason(code: "unknown", message: "no reason was given")
        switch (standing.state, before) {
        case (.blocked, _):
            around.alert(.targetBlocked(place, reason: standing.reason ?? unknown))
        case (.probing, _):
            around.alert(.breakerOpen(place, reason: standing.reason ?? unknown))
        case (.sending, .blocked), (.sending, .probing):
            around.alert(.targetRecovered(place, after: before))
        case (.paused, .blocked), (.paused, .probing): around.alert(.targetPaused(place))
        case (.sending, _), (.paused, _): break
        }
    }

    // MARK: The store

    /// What went back to the store until the destination's next probe need not wait for it.
    private func expedite(_ target: String, _ destination: String) {
        around.store.expedite(target: target, destination: destination, now: around.clock.now) {
            [inbox] result in
            inbox.post(.expedited(target: target, destination: destination, result))
        }
    }

    /// Asks for what fits into the process's memory window; records go first, so that the claim
    /// sees them.
    private func claim(_ wants: [String: Int], due: Timestamp, _ now: Timestamp) {
        record(now)
        guard !ledger.isUnsure else {
            let error = StoreError.unavailable("outcomes have to be stored first")
            return inbox.post(.claimed(.failure(error), asked: [:], deferred: []))
        }
        var asked: [String: Int] = [:]
        var deferred: Set<String> = []
        var bytesMax: [String: Int] = [:]
        for (name, want) in wants {
            let (room, bytes) = takeRoom(name, want, share: wants.count, now)
            // What there was no room for is asked for again soon.
            if room < want { deferred.insert(name) }
            guard room > 0 else { continue }
            targets[name]?.gate.add(room)
            asked[name] = room
            bytesMax[name] = bytes
        }
        guard !asked.isEmpty else {
            inbox.post(.claimed(.success(ClaimResult()), asked: [:], deferred: deferred))
            return
        }
        let request = ClaimRequest(now: due, wants: asked, bytesMax: bytesMax)
        isClaiming = true
        around.store.claim(request) { [inbox, asked, deferred] result in
            inbox.post(.claimed(result, asked: asked, deferred: deferred))
        }
    }

    /// Room in the process's window for as many of `want` deliveries as there is, and how many
    /// bytes they may have.
    private func takeRoom(
        _ name: String, _ want: Int, share: Int, _ now: Timestamp
    ) -> (deliveries: Int, bytes: Int) {
        let window = around.window
        let isWell = targets[name]?.gate.isWell(now) ?? false
        let claimant = isWell ? MemoryWindow.Claimant.favoured : .any
        let room = window.take(deliveries: want, for: claimant)
        if room > 0 { return (room, max(1, window.bytesLeft(for: claimant) / share)) }
        // One, however full the window is of what others cannot deliver: it may work.
        guard targets[name]?.gate.held == 0 else { return (0, 0) }
        return (window.take(deliveries: 1, for: .favoured), 1)
    }

    func noteClaimed(
        _ result: Result<ClaimResult, StoreError>, asked: [String: Int], deferred: Set<String>,
        _ now: Timestamp
    ) {
        var unused = asked
        isClaiming = false
        switch result {
        case .success(let claimed):
            let superseded = ledger.superseded(by: claimed.deliveries)
            if !superseded.isEmpty { tell(.recorded(superseded), now) }
            for leased in claimed.deliveries {
                unused[leased.delivery.target, default: 0] -= 1
                around.window.add(bytes: leased.weight)
            }
            giveRoom(unused)
            tell(
                .claimed(
                    ClaimAnswer(
                        deliveries: claimed.deliveries, nextDue: claimed.nextDue,
                        deferred: deferred.union(claimed.cut))), now)
        case .failure(let error):
            giveRoom(unused)
            around.logger.warning(
                "due deliveries cannot be read; trying again", metadata: ["error": "\(error)"])
            tell(.claimFailed, now)
        }
    }

    private func giveRoom(_ unused: [String: Int]) {
        for (name, count) in unused where count != 0 {
            around.window.give(deliveries: count, bytes: 0)
            targets[name]?.gate.give(count)
        }
    }

    func noteRecorded(
        _ batch: OutcomeLedger.BatchID, _ result: Result<Set<DeliveryID>, StoreError>,
        _ now: Timestamp
    ) {
        switch result {
        case .success(let refused):
            let settlements = ledger.committed(batch)
            if !newThreads.isEmpty {
                for settlement in settlements { newThreads[settlement.delivery] = nil }
            }
            noteCommitted(settlements, refusedCount: refused.count)
            tell(.recorded(settlements), now)
        case .failure(.rejected(let text)):
            if let lost = ledger.rejected(batch) {
                newThreads[lost.delivery] = nil
                around.logger.error(
                    "an outcome cannot be stored; its delivery will be attempted again",
                    metadata: ["delivery": "\(lost.delivery)", "error": "\(text)"])
                tell(.recorded([lost]), now)
            }
        case .failure(let error):
            ledger.failed(batch, now)
            around.instruments.recordFailures.add()
            around.logger.warning(
                "outcomes cannot be stored; they are kept and tried again",
                metadata: ["outcomes": "\(ledger.count)", "error": "\(error)"])
        }
    }

    private func noteCommitted(_ settlements: [Settlement], refusedCount: Int) {
        if refusedCount > 0 {
            around.instruments.recordsRefused.add(UInt64(refusedCount))
            around.logger.warning(
                "outcomes came too late: their deliveries were not leased here any more",
                metadata: ["count": "\(refusedCount)"])
        }
        // Refused ones too: an earlier record, whose commit was not told, may have buried it.
        for settlement in settlements where settlement.change == .burying {
            around.undertaker.bury(settlement.delivery)
        }
    }
}
