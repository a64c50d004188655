import DequeModule
import HeapModule
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
        if targets[slot].places.isEmpty || targets[slot].placeRate == nil,
            let moment = groups[targets[slot].group].bucket?.readyAt(now)
        {
            return arm(slot, at: moment)
        }
        if let moment = targets[slot].slowly?.readyAt(now) { return arm(slot, at: moment) }
        var hasSettled = false
        var hasStarted = false
        while !hasStarted, let waiting = targets[slot].dequeue(now) {
            let leased = waiting.leased
            if let (change, reason) = endBeforeAttempt(waiting, slot, now) {
                let settlement = Settlement(leased, change, reason: reason)
                settle(slot, settlement, waiting, &actions)
                hasSettled = true
            } else {
                switch passage(waiting, slot, now) {
                case .open: hasStarted = true
                case .probe: hasStarted = true
                case .aside: break
                case .back(let settlement):
                    settle(slot, settlement, waiting, &actions)
                    hasSettled = true
                }
                if hasStarted { start(waiting, slot, isProbe: gate == .probe, now, &actions) }
            }
            if waiting.place != Place.none { nextTurn(slot, waiting.place, now) }
        }
        if gate == .probe {
            targets[slot].probeWant =
                hasStarted ? Limits.probeClaim : min(2 * targets[slot].probeWant, 4096)
        }
        if hasSettled || gate == .probe || !targets[slot].turns.isEmpty {
            refresh(slot, now, &actions)
        } else if targets[slot].queued > 0 {
            enterRing(slot)
        }
    }

    private mutating func start(
        _ waiting: Waiting, _ slot: Int, isProbe: Bool, _ now: Timestamp,
        _ actions: inout [DispatchAction]
    ) {
        let leased = waiting.leased
        // Destinations keep the pace where nothing is shared.
        if waiting.place == Place.none || targets[slot].placeRate == nil {
            takePace(slot, now)
        }
        targets[slot].slowly?.take()
        lastToken += 1
        let token = AttemptToken(lastToken)
        if targets[slot].inFlight == 0 { targets[slot].quietSince = now }
        targets[slot].inFlight += 1
        if isProbe { targets[slot].probe = token }
        let isUnwell = !targets[slot].isWell
        if isUnwell { unwellInFlight += 1 }
        inFlight[token] = Flight(
            slot: slot, place: waiting.place, leased: leased, isClaimed: waiting.isClaimed,
            isUnwell: isUnwell)
        if waiting.place != Place.none {
            let isBlocked = targets[slot].places[waiting.place].block != nil
            noteStart(slot, waiting.place, token, isProbe: isBlocked, now, &actions)
        }
        actions.append(.start(token, leased))
    }

    /// One request more than the one that was started: what comes next waits longer.
    mutating func takeMorePace(_ token: AttemptToken) {
        guard let slot = inFlight[token]?.slot else {
            preconditionFailure("a lookup was made for an attempt that is not on its way")
        }
        groups[targets[slot].group].bucket?.takeMore()
        targets[slot].slowly?.takeMore()
    }

    private mutating func takePace(_ slot: Int, _ now: Timestamp) {
        let group = targets[slot].group
        if groups[group].bucket?.readyAt(now) == nil { groups[group].bucket?.take() }
    }

    /// A delivery may have waited too long. The first attempt is made however long the gateway did
    /// not send by its own or a person's doing: `max_age` bounds retries, and what waits behind a
    /// target that fails.
    private func endBeforeAttempt(
        _ waiting: Waiting, _ slot: Int, _ now: Timestamp
    ) -> (Settlement.Change, Reason)? {
        let leased = waiting.leased
        if let expiresAt = leased.delivery.expiresAt {
            let expiry = expiresAt + (created(leased, now) - leased.delivery.createdAt)
            if expiry < now { return (.cancelled(by: "stale_after"), .stale) }
        }
        let fails = targets[slot].breaker.isOpen || targets[slot].block != nil
        guard leased.attempts > 0 || fails else { return nil }
        let retry = targets[slot].policy.retry
        let deadline = RetrySchedule.deadline(
            retry, createdAt: created(leased, now),
            excused: excused(leased, slot, waiting.place, now))
        return deadline < now ? (.burying, .tooOld(retry.maxAge)) : nil
    }

    /// When it was created, on the dispatcher's timeline. After the clock was set back that is
    /// ahead of the clock, except for what was created before.
    func created(_ leased: LeasedDelivery, _ now: Timestamp) -> Timestamp {
        let createdAt = leased.delivery.createdAt
        return createdAt > wall ? min(createdAt, now) : createdAt + time.ahead
    }

    /// Excused before it became due, and since then while its target or destination was stopped, or
    /// nobody was there.
    func excused(
        _ leased: LeasedDelivery, _ slot: Int, _ place: Int, _ now: Timestamp
    ) -> Milliseconds {
        let since = max(leased.dueAt, leased.delivery.createdAt)
        guard since < now else { return Milliseconds(leased.excusedMilliseconds) }
        let stopped =
            targets[slot].stopped(place, from: since, to: now)
            + jumps.stopped(from: since, to: now)
        let total = Milliseconds(leased.excusedMilliseconds) + min(stopped, now - since)
        return min(total, Limits.excusedMax)
    }

    // MARK: Coming and going

    mutating func accept(
        _ deliveries: [LeasedDelivery], areClaimed: Bool, _ now: Timestamp,
        _ actions: inout [DispatchAction]
    ) {
        for leased in deliveries {
            heldDeliveries += 1
            heldBytes += leased.weight
            if let slot = slots[leased.delivery.target],
                targets[slot].enqueue(leased, isClaimed: areClaimed, now)
            {
                targets[slot].claimed?.got += 1
                if !targets[slot].isInRing { refresh(slot, now, &actions) }
            } else {
                giveBack(leased, &actions)
            }
        }
    }

    /// The delivery leaves the dispatcher; it is not in the queue or in flight any more.
    mutating func settle(
        _ slot: Int, _ settlement: Settlement, _ waiting: Waiting,
        _ actions: inout [DispatchAction]
    ) {
        targets[slot].left(waiting.leased.delivery, wasClaimed: waiting.isClaimed)
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
            let waiting = targets[slot].dequeueLast()
        {
            settle(slot, Self.released(waiting.leased), waiting, &actions)
        }
    }

    mutating func giveBackQueue(_ slot: Int, _ actions: inout [DispatchAction]) {
        while let waiting = targets[slot].dequeueLast() {
            settle(slot, Self.released(waiting.leased), waiting, &actions)
        }
    }
}
