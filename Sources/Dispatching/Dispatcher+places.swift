import DequeModule
import HeapModule
import Model

/// Destinations inside a target: each has its own block and, where the target shares no pace, its
/// own pace.
extension Dispatcher {
    /// Lets a delivery go on, or sets it aside, or sends it back to the store until its time.
    enum Passage {
        case open
        /// The one attempt that finds out whether it works again.
        case probe
        case aside
        case back(Settlement)
    }

    mutating func passage(_ waiting: Waiting, _ slot: Int, _ now: Timestamp) -> Passage {
        let index = waiting.place
        guard index != Place.none else { return .open }
        if let block = targets[slot].places[index].block {
            if block.notBefore <= now, targets[slot].places[index].probe == nil { return .probe }
            return .back(waitForProbe(waiting, slot, block, now))
        }
        guard let ready = targets[slot].places[index].bucket?.readyAt(now) else { return .open }
        if targets[slot].places[index].aside.count < Limits.pacedInMemoryMax {
            targets[slot].setAside(waiting, until: ready)
            return .aside
        }
        return .back(waitForTurn(waiting, slot, ready, now))
    }

    /// A few come back to be probes; the others when it works again, or after an hour.
    private mutating func waitForProbe(
        _ waiting: Waiting, _ slot: Int, _ block: TargetQueue.Block, _ now: Timestamp
    ) -> Settlement {
        let isNext = targets[slot].places[waiting.place].nextProbes < Limits.probeClaim
        if isNext { targets[slot].places[waiting.place].nextProbes += 1 }
        let due = max(isNext ? block.notBefore : now + Limits.blockedWait, now + Milliseconds(1))
        let excused = min(
            excused(waiting.leased, slot, waiting.place, now) + (due - now), Limits.excusedMax)
        return Settlement(
            waiting.leased, .pending(dueAt: due, excusedMilliseconds: excused.count))
    }

    /// Each gets a turn of its own, so that they come back one by one.
    private mutating func waitForTurn(
        _ waiting: Waiting, _ slot: Int, _ ready: Timestamp, _ now: Timestamp
    ) -> Settlement {
        let rate = targets[slot].places[waiting.place].bucket?.rate
        let step = rate.map { Milliseconds(max(1, $0.per.count / Int64($0.count))) } ?? .zero
        let aside = Int64(targets[slot].places[waiting.place].aside.count)
        let first = ready + Milliseconds(step.count * aside)
        let turn = max(first, targets[slot].places[waiting.place].lastTurn + step)
        targets[slot].places[waiting.place].lastTurn = turn
        return Settlement(
            waiting.leased,
            .pending(
                dueAt: turn,
                excusedMilliseconds: excused(waiting.leased, slot, waiting.place, now).count))
    }

    mutating func noteStart(
        _ slot: Int, _ index: Int, _ token: AttemptToken, isProbe: Bool, _ now: Timestamp,
        _ actions: inout [DispatchAction]
    ) {
        if isProbe {
            targets[slot].places[index].probe = token
            targets[slot].places[index].nextProbes = 0
            // The next one, should this one fail; those that come now wait for that.
            targets[slot].places[index].block?.notBefore = now + Limits.blockedProbeWait
            tell(slot, index, before: .blocked, now, &actions)
            return
        }
        if targets[slot].places[index].bucket?.readyAt(now) == nil {
            targets[slot].places[index].bucket?.take()
        }
    }

    /// After one of its deliveries was taken from the queue: the next one may have its turn.
    mutating func nextTurn(_ slot: Int, _ index: Int, _ now: Timestamp) {
        guard !targets[slot].places[index].aside.isEmpty else { return }
        let ready = targets[slot].places[index].bucket?.readyAt(now) ?? now
        targets[slot].queueTurn(index, at: ready)
    }

    // MARK: Blocks

    /// What an answer that concerns the destination alone means; nil: it concerns the target.
    mutating func placeVerdict(
        _ flight: Flight, _ token: AttemptToken, _ report: AttemptReport, age: Milliseconds,
        _ now: Timestamp, _ actions: inout [DispatchAction]
    ) -> FaultFinder.Verdict? {
        let (slot, index) = (flight.slot, flight.place)
        guard index != Place.none else { return nil }
        let isProbe = targets[slot].places[index].probe == token
        if isProbe { targets[slot].places[index].probe = nil }
        let outcome = report.outcome
        let isBlocked = targets[slot].places[index].block != nil
        switch outcome.class {
        case .delivered:
            _ = targets[slot].places[index].faults.judge(
                outcome, delivery: flight.leased.delivery.id, age: age, now: now)
            if isBlocked { unblock(slot, index, now, &actions) }
            return nil
        case .dead:
            // It is open again, though not to this message.
            if isProbe, report.ending == .answered { unblock(slot, index, now, &actions) }
            return nil
        case .retry: return nil
        case .block:
            guard outcome.concernsDestination else { return nil }
            if isBlocked { return .block }
            let verdict = targets[slot].places[index].faults.judge(
                outcome, delivery: flight.leased.delivery.id, age: age, now: now)
            if verdict == .block { block(slot, index, outcome.reason, now, &actions) }
            return verdict
        }
    }

    private mutating func block(
        _ slot: Int, _ index: Int, _ reason: Reason, _ now: Timestamp,
        _ actions: inout [DispatchAction]
    ) {
        targets[slot].places[index].block = TargetQueue.Block(
            since: now, reason: reason, notBefore: now + Limits.blockedProbeWait, byDeaths: false)
        targets[slot].places[index].stops.begin(at: now)
        targets[slot].places[index].faults.reset()
        targets[slot].places[index].nextProbes = 0
        tell(slot, index, before: .sending, now, &actions)
    }

    mutating func unblock(
        _ slot: Int, _ index: Int, _ now: Timestamp, _ actions: inout [DispatchAction]
    ) {
        targets[slot].places[index].block = nil
        targets[slot].places[index].stops.end(at: now, agesMax: targets[slot].agesMax)
        targets[slot].places[index].faults.reset()
        tell(slot, index, before: .blocked, now, &actions)
    }

    private func tell(
        _ slot: Int, _ index: Int, before: TargetState, _ now: Timestamp,
        _ actions: inout [DispatchAction]
    ) {
        let standing = targets[slot].places[index].standing(since: now)
        actions.append(.standing(target: targets[slot].name, standing, before: before))
    }
}
