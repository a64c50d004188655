import DequeModule
import Model

extension Dispatcher {
    /// Starts attempts, target by target in turn, as long as limits allow.
    mutating func startWhatMay(_ now: Timestamp, _ actions: inout [DispatchAction]) {
        guard !isDraining else { return }
        while inFlight.count < settings.inFlightMax, unrecorded <= settings.unrecordedMax,
            let slot = nextInTurn()
        {
            startNext(slot, now, &actions)
        }
    }

    /// Targets that last answered well may use every place; the others together three quarters.
    private mutating func nextInTurn() -> Int? {
        let unwellMax = settings.inFlightMax - settings.inFlightMax / 4
        let unwellMayStart = unwellInFlight < unwellMax
        while true {
            let slot: Int
            if unwellMayStart, unwellIsNext || wellRing.isEmpty, let next = unwellRing.popFirst() {
                unwellIsNext = false
                slot = next
            } else if let next = wellRing.popFirst() {
                unwellIsNext = true
                // It failed since it got into this ring.
                if !targets[next].isWell, !unwellMayStart {
                    unwellRing.append(next)
                    continue
                }
                slot = next
            } else {
                return nil
            }
            targets[slot].isInRing = false
            return slot
        }
    }

    /// Starts at most one attempt, and puts the target back into its ring if it could go on.
    private mutating func startNext(
        _ slot: Int, _ now: Timestamp, _ actions: inout [DispatchAction]
    ) {
        let gate = gate(slot, now)
        switch gate {
        case .shut, .until: return refresh(slot, now, &actions)
        case .open: guard targets[slot].inFlight < targets[slot].concurrency.limit else { return }
        case .probe: break
        }
        if let moment = groups[targets[slot].group].bucket?.readyAt(now) {
            return arm(slot, at: moment)
        }
        var hasSettled = false
        while let leased = targets[slot].dequeue() {
            if let (change, reason) = endBeforeAttempt(leased, slot, now) {
                let settlement = Settlement(leased, change, reason: reason)
                settle(slot, settlement, lane: leased.delivery, &actions)
                hasSettled = true
                continue
            }
            start(leased, slot, isProbe: gate == .probe, now, &actions)
            break
        }
        if hasSettled || gate == .probe {
            refresh(slot, now, &actions)
        } else if targets[slot].queued > 0 {
            enterRing(slot)
        }
    }

    private mutating func start(
        _ leased: LeasedDelivery, _ slot: Int, isProbe: Bool, _ now: Timestamp,
        _ actions: inout [DispatchAction]
    ) {
        groups[targets[slot].group].bucket?.take()
        lastToken += 1
        let token = AttemptToken(lastToken)
        if targets[slot].inFlight == 0 { targets[slot].quietSince = now }
        targets[slot].inFlight += 1
        if isProbe { targets[slot].probe = token }
        let isUnwell = !targets[slot].isWell
        if isUnwell { unwellInFlight += 1 }
        inFlight[token] = Flight(slot: slot, leased: leased, isUnwell: isUnwell)
        actions.append(.start(token, leased))
    }

    /// A delivery may have waited too long. The first attempt is always made, however long the
    /// target could not be sent to: `max_age` bounds retries.
    private func endBeforeAttempt(
        _ leased: LeasedDelivery, _ slot: Int, _ now: Timestamp
    ) -> (Settlement.Change, Reason)? {
        if let expiresAt = leased.delivery.expiresAt, expiresAt < now {
            return (.cancelled(by: "stale_after"), .stale)
        }
        guard leased.attempts > 0 else { return nil }
        let retry = targets[slot].policy.retry
        let deadline = RetrySchedule.deadline(
            retry, createdAt: leased.delivery.createdAt, excused: excused(leased, slot, now))
        return deadline < now ? (.burying, .tooOld(retry.maxAge)) : nil
    }

    /// Excused before it became due, and since then while its target was stopped.
    func excused(_ leased: LeasedDelivery, _ slot: Int, _ now: Timestamp) -> Milliseconds {
        let since = max(leased.dueAt, leased.delivery.createdAt)
        let total =
            Milliseconds(leased.excusedMilliseconds)
            + targets[slot].stops.stopped(from: since, to: now)
        return min(total, RetrySchedule.excusedMax)
    }

    // MARK: Coming and going

    mutating func accept(
        _ deliveries: [LeasedDelivery], _ now: Timestamp, _ actions: inout [DispatchAction]
    ) {
        for leased in deliveries {
            heldDeliveries += 1
            heldBytes += leased.weight
            if let slot = slots[leased.delivery.target], targets[slot].enqueue(leased) {
                targets[slot].claimed?.got += 1
                if !targets[slot].isInRing { refresh(slot, now, &actions) }
            } else {
                giveBack(leased, &actions)
            }
        }
    }

    /// The delivery leaves the dispatcher; it is not in the queue or in flight any more.
    mutating func settle(
        _ slot: Int, _ settlement: Settlement, lane: Delivery, _ actions: inout [DispatchAction]
    ) {
        targets[slot].left(lane)
        leave(settlement, &actions)
    }

    private mutating func leave(_ settlement: Settlement, _ actions: inout [DispatchAction]) {
        heldDeliveries -= 1
        heldBytes -= settlement.weight
        if settlement.isOutcome { unrecorded += 1 }
        actions.append(.record(settlement))
    }

    /// Back to the store as it was, without ever having been in a queue.
    private mutating func giveBack(_ leased: LeasedDelivery, _ actions: inout [DispatchAction]) {
        leave(Self.released(leased), &actions)
    }

    static func released(_ leased: LeasedDelivery) -> Settlement {
        Settlement(
            leased,
            .pending(dueAt: leased.dueAt, excusedMilliseconds: leased.excusedMilliseconds))
    }

    mutating func giveBackExcess(_ slot: Int, _ actions: inout [DispatchAction]) {
        while targets[slot].held > targets[slot].heldMax,
            let leased = targets[slot].dequeueLast()
        {
            settle(slot, Self.released(leased), lane: leased.delivery, &actions)
        }
    }

    mutating func giveBackQueue(_ slot: Int, _ actions: inout [DispatchAction]) {
        while let leased = targets[slot].dequeue() {
            settle(slot, Self.released(leased), lane: leased.delivery, &actions)
        }
    }
}
