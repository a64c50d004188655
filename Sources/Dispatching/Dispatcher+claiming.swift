import DequeModule
import Model

extension Dispatcher {
    /// The store holds something for the target, due then, that it did not hold before.
    mutating func storeGot(
        _ target: String, due: Timestamp, _ now: Timestamp, _ actions: inout [DispatchAction]
    ) {
        guard let slot = slots[target] else { return }
        targets[slot].shortClaims = 0
        if targets[slot].claimed != nil {
            // The answer under way may not know of it.
            let known = targets[slot].claimed?.newDue ?? .distantFuture
            targets[slot].claimed?.newDue = min(known, due)
        }
        targets[slot].storeDue = min(targets[slot].storeDue ?? .distantFuture, due)
        refresh(slot, now, &actions)
    }

    /// Asks the store, once at a time, for all targets that have room and due deliveries.
    mutating func claimWhatIsDue(_ now: Timestamp, _ actions: inout [DispatchAction]) {
        guard claimUnderWay == nil, !claimCandidates.isEmpty, now >= claimNotBefore, !isDraining
        else { return }
        var room = min(settings.claimMax, settings.windowDeliveriesMax - heldDeliveries)
        guard room > 0, heldBytes < settings.windowBytesMax else { return }
        let share = max(Limits.probeClaim, room / claimCandidates.count)
        var wants: [String: Int] = [:]
        var asked: [Int] = []
        while room > 0, let slot = claimCandidates.popFirst() {
            targets[slot].isClaimCandidate = false
            let want = min(wanted(slot, now), share, room)
            guard want > 0 else { continue }
            room -= want
            targets[slot].claimed = TargetQueue.Claimed(wanted: want)
            wants[targets[slot].name] = want
            asked.append(slot)
        }
        guard !asked.isEmpty else { return }
        claimUnderWay = asked
        actions.append(.claim(wants: wants, now: now))
    }

    private mutating func wanted(_ slot: Int, _ now: Timestamp) -> Int {
        let gate = gate(slot, now)
        return read(slot) { $0.want(now, gate) }
    }

    mutating func takeClaimed(
        _ answer: ClaimAnswer, _ now: Timestamp, _ actions: inout [DispatchAction]
    ) {
        guard let asked = claimUnderWay else {
            preconditionFailure("a claim was answered that was not made")
        }
        claimUnderWay = nil
        claimWait = .zero
        claimNotBefore = .zero
        for slot in asked { targets[slot].claimed?.got = 0 }
        accept(answer.deliveries, areClaimed: true, now, &actions)
        for slot in asked {
            guard let claim = targets[slot].claimed else { continue }
            targets[slot].claimed = nil
            let name = targets[slot].name
            if answer.deferred.contains(name) {
                let doublings = claim.got > 0 ? 0 : min(targets[slot].deferrals, 4)
                targets[slot].deferrals = claim.got > 0 ? 0 : doublings + 1
                let wait = Milliseconds(Limits.claimDeferredWait.count << Int64(doublings))
                targets[slot].deferredUntil = now + wait
            } else {
                targets[slot].deferrals = 0
                let left = dueOfRest(slot, claim, answer.nextDue[name], now)
                targets[slot].storeDue =
                    switch (left, claim.newDue) {
                    case (let left?, let new?): min(left, new)
                    case (let left, let new): left ?? new
                    }
            }
            refresh(slot, now, &actions)
        }
    }

    /// When to ask again. Rows that are due, but were not given although there was room, wait for
    /// something: ask rarely (the end of a lane's delivery will say so at once).
    private mutating func dueOfRest(
        _ slot: Int, _ claim: TargetQueue.Claimed, _ next: Timestamp?, _ now: Timestamp
    ) -> Timestamp? {
        guard let next else { return nil }
        guard next <= now, claim.got < claim.wanted else {
            targets[slot].shortClaims = 0
            return next
        }
        let doublings = min(targets[slot].shortClaims, 6)
        targets[slot].shortClaims += 1
        return now + min(Milliseconds(1000 << Int64(doublings)), Limits.shortClaimWaitMax)
    }

    mutating func claimFailed(_ now: Timestamp, _ actions: inout [DispatchAction]) {
        guard let asked = claimUnderWay else {
            preconditionFailure("a claim failed that was not made")
        }
        claimUnderWay = nil
        claimWait = min(
            max(claimWait.scaled(by: 2), Limits.claimRetryWait), Limits.claimRetryWaitMax)
        claimNotBefore = now + claimWait
        for slot in asked {
            targets[slot].claimed = nil
            refresh(slot, now, &actions)
        }
    }
}
