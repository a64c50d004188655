import Model

extension Dispatcher {
    mutating func finish(
        _ token: AttemptToken, _ report: AttemptReport, _ now: Timestamp,
        _ actions: inout [DispatchAction]
    ) {
        let (flight, isProbe) = landed(token, now)
        let slot = flight.slot
        let settlement: Settlement
        if report.ending != .postponed { targets[slot].postponedInARow = 0 }
        switch report.ending {
        case .notSent:
            forgetProbe(flight, token)
            settlement = Self.released(flight.leased)
        case .postponed:
            forgetProbe(flight, token)
            settlement = postponed(flight, now)
        case .abandoned:
            forgetProbe(flight, token)
            settlement = abandoned(flight, report, now)
        case .calledOff(let buries):
            settlement = calledOff(flight, token, report, buries, isProbe: isProbe, now)
        case .answered, .timedOut, .failed, .unsendable:
            settlement = judge(flight, token, report, isProbe: isProbe, now, &actions)
        }
        let waiting = Waiting(
            flight.leased, place: flight.place, isClaimed: flight.isClaimed)
        settle(slot, settlement, waiting, &actions)
        for other in report.alike { putOff(other, settlement.change, now, &actions) }
        if report.outcome.retryAfter != nil, report.outcome.class != .delivered {
            waitAsAsked(slot, report, now, &actions)
        }
        refresh(slot, now, &actions)
    }

    /// It is not on its way any more.
    private mutating func landed(
        _ token: AttemptToken, _ now: Timestamp
    ) -> (flight: Flight, isProbe: Bool) {
        guard let flight = inFlight.removeValue(forKey: token) else {
            preconditionFailure("an attempt ended that was not on its way")
        }
        let slot = flight.slot
        let isProbe = targets[slot].probe == token
        if isProbe { targets[slot].probe = nil }
        targets[slot].inFlight -= 1
        targets[slot].quietSince = now
        if flight.isUnwell { unwellInFlight -= 1 }
        return (flight, isProbe)
    }

    /// It was its destination's probe, perhaps, and says nothing about that.
    private mutating func forgetProbe(_ flight: Flight, _ token: AttemptToken) {
        let (slot, place) = (flight.slot, flight.place)
        if place != Place.none, targets[slot].places[place].probe == token {
            targets[slot].places[place].probe = nil
        }
    }

    /// Another one's answer was this one's as well, and is judged: due when that one is.
    private mutating func putOff(
        _ token: AttemptToken, _ judged: Settlement.Change, _ now: Timestamp,
        _ actions: inout [DispatchAction]
    ) {
        let flight = landed(token, now).flight
        forgetProbe(flight, token)
        var due = now + Limits.suspectWait
        if case .pending(let judgedDue, _) = judged { due = judgedDue }
        let excused = excused(flight.leased, flight.slot, flight.place, now)
        var settlement = Settlement(
            flight.leased, .pending(dueAt: due, excusedMilliseconds: excused.count))
        letPass(&settlement, flight.leased, flight.slot, now)
        settle(
            flight.slot, settlement,
            Waiting(flight.leased, place: flight.place, isClaimed: flight.isClaimed), &actions)
    }

    /// The wait is ours: it does not count as the delivery's age. When it meets one after the other
    /// it is not about that event, and the target's others need not all find out.
    private mutating func postponed(_ flight: Flight, _ now: Timestamp) -> Settlement {
        targets[flight.slot].postponedInARow += 1
        if targets[flight.slot].postponedInARow >= Limits.postponedInARowMax {
            targets[flight.slot].notBefore = now + Limits.postponedWait
        }
        let excused = excused(flight.leased, flight.slot, flight.place, now)
        let total = min(excused + Limits.postponedWait, Limits.excusedMax)
        return Settlement(
            flight.leased,
            .pending(
                dueAt: now + Limits.postponedWait, excusedMilliseconds: total.count))
    }

    /// Shutdown: the request may have arrived, so the attempt is kept; the target is not to blame.
    private func abandoned(
        _ flight: Flight, _ report: AttemptReport, _ now: Timestamp
    ) -> Settlement {
        let excused = excused(flight.leased, flight.slot, flight.place, now)
        return settlement(
            flight.leased, .pending(dueAt: now, excusedMilliseconds: excused.count), report)
    }

    /// The target answers as it should: only there is nothing to send.
    private mutating func calledOff(
        _ flight: Flight, _ token: AttemptToken, _ report: AttemptReport, _ buries: Bool,
        isProbe: Bool, _ now: Timestamp
    ) -> Settlement {
        let slot = flight.slot
        forgetProbe(flight, token)
        // Whether it takes messages again, where it refused them one by one, the next one shows.
        if isProbe, let block = targets[slot].block, !block.byDeaths { unblock(slot, now) }
        noteHealth(slot, token, report, .dead, isProbe: isProbe, now)
        targets[slot].faults.forget(flight.leased.delivery.id)
        var settlement = settlement(
            flight.leased, buries ? .burying : .cancelled(by: "find_by"),
            reason: report.outcome.reason, report)
        letPass(&settlement, flight.leased, slot, now)
        return settlement
    }

    /// With the attempts that the report tells of.
    private func settlement(
        _ leased: LeasedDelivery, _ change: Settlement.Change, reason: Reason? = nil,
        _ report: AttemptReport
    ) -> Settlement {
        var settlement = Settlement(
            leased, change, reason: reason, attempt: Self.attempt(leased, report))
        settlement.lookup = report.lookup
        return settlement
    }

    private static func attempt(_ leased: LeasedDelivery, _ report: AttemptReport) -> Attempt? {
        guard report.ending != .unsendable else { return nil }
        return Attempt(
            number: leased.attempts + 1, kind: report.kind,
            startedAt: report.startedAt, tookMilliseconds: report.tookMilliseconds,
            status: report.status,
            outcome: report.outcome, snippet: report.snippet)
    }

    // MARK: What an outcome means

    private mutating func judge(
        _ flight: Flight, _ token: AttemptToken, _ report: AttemptReport, isProbe: Bool,
        _ now: Timestamp, _ actions: inout [DispatchAction]
    ) -> Settlement {
        let (slot, leased) = (flight.slot, flight.leased)
        let excused = excused(leased, slot, flight.place, now)
        let age = now - created(leased, now) + Milliseconds(-excused.count)
        let ofPlace = placeVerdict(flight, token, report, age: age, now, &actions)
        let verdict: FaultFinder.Verdict
        if let ofPlace {
            // The target itself answers, and knows us.
            verdict = ofPlace
            if isProbe, targets[slot].block != nil { unblock(slot, now) }
            noteHealth(slot, token, report, .dead, isProbe: isProbe, now)
        } else {
            verdict = self.verdict(slot, leased, report, isProbe: isProbe, age: age, now)
            noteHealth(slot, token, report, verdict, isProbe: isProbe, now)
        }
        let change: Settlement.Change
        var reason = report.ending == .unsendable ? report.outcome.reason : nil
        switch verdict {
        case .delivered: change = .delivered
        case .dead: change = .burying
        case .block:
            // Later than others that wait: probes go round.
            change = pendingAfterBlock(flight, report, excused, ofPlace: ofPlace != nil, now)
        case .suspect:
            change = .pending(
                dueAt: now + Limits.suspectWait, excusedMilliseconds: excused.count)
        case .retry where report.outcome.waitsForPerson:
            change = .pending(dueAt: .whenToldTo, excusedMilliseconds: excused.count)
        case .retry:
            let next = RetrySchedule.next(
                targets[slot].policy.retry, createdAt: created(leased, now),
                excused: excused, attempts: leased.attempts + 1,
                retryAfter: report.outcome.retryAfter, now: now, using: &generator)
            switch next {
            case .at(let due):
                change = .pending(dueAt: due, excusedMilliseconds: excused.count)
            case .never(let why):
                change = .burying
                reason = why
            }
        }
        switch change {
        case .delivered, .burying, .cancelled: targets[slot].faults.forget(leased.delivery.id)
        case .pending: break
        }
        var settlement = settlement(leased, change, reason: reason, report)
        letPass(&settlement, leased, slot, now)
        return settlement
    }

    private func pendingAfterBlock(
        _ flight: Flight, _ report: AttemptReport, _ excused: Milliseconds, ofPlace: Bool,
        _ now: Timestamp
    ) -> Settlement.Change {
        var due = now
        if ofPlace, let block = targets[flight.slot].places[flight.place].block {
            due = max(block.notBefore, now) + .seconds(1)
        } else if report.ending == .unsendable {
            // The others are probes meanwhile.
            due = now + Limits.blockedProbeWait
        }
        let total = min(excused + (due - now), Limits.excusedMax)
        return .pending(dueAt: due, excusedMilliseconds: total.count)
    }

    /// Who is at fault; blocks or unblocks the target accordingly.
    private mutating func verdict(
        _ slot: Int, _ leased: LeasedDelivery, _ report: AttemptReport, isProbe: Bool,
        age: Milliseconds, _ now: Timestamp
    ) -> FaultFinder.Verdict {
        if let block = targets[slot].block {
            switch report.outcome.class {
            case .delivered: unblock(slot, now)
            case .dead where !block.byDeaths:
                // It accepts us again, though not this message.
                if isProbe, report.ending == .answered { unblock(slot, now) }
                return .dead
            case .dead, .block:
                if isProbe { delayProbe(slot, report, now) }
                return .block
            case .retry:
                if isProbe { delayProbe(slot, report, now) }
                return .retry
            }
        }
        let verdict = targets[slot].faults.judge(
            report.outcome, delivery: leased.delivery.id, age: age, now: now)
        if verdict == .block, targets[slot].pause == nil {
            let byDeaths = report.outcome.class == .dead
            let deaths = targets[slot].faults.deathsInARow
            let last = report.outcome.reason
            let reason =
                if report.ending == .unsendable {
                    Reason.unsendableInARow(deaths, last: last)
                } else {
                    byDeaths ? Reason.deathsInARow(deaths, last: last) : last
                }
            targets[slot].block = TargetQueue.Block(
                since: now, reason: reason, notBefore: now, byDeaths: byDeaths)
            delayProbe(slot, report, now)
            targets[slot].stops.begin(at: now)
            targets[slot].faults.reset()
        }
        return verdict
    }

    private mutating func unblock(_ slot: Int, _ now: Timestamp) {
        targets[slot].block = nil
        targets[slot].breaker = Breaker()
        targets[slot].since = now
        targets[slot].resumedBy = ""
        targets[slot].faults.reset()
        if targets[slot].pause == nil {
            targets[slot].stops.end(at: now, agesMax: targets[slot].agesMax)
        }
    }

    /// A probe that could not be sent has cost the target nothing.
    private mutating func delayProbe(_ slot: Int, _ report: AttemptReport, _ now: Timestamp) {
        let wait =
            report.ending == .unsendable ? Limits.unsendableProbeWait : Limits.blockedProbeWait
        targets[slot].block?.notBefore = now + wait
    }

    private mutating func noteHealth(
        _ slot: Int, _ token: AttemptToken, _ report: AttemptReport,
        _ verdict: FaultFinder.Verdict, isProbe: Bool, _ now: Timestamp
    ) {
        // Nothing was sent: this says nothing about the target. Another one is the probe.
        guard report.ending != .unsendable else { return }
        targets[slot].isSlow =
            report.ending == .timedOut
            || report.tookMilliseconds > Limits.targetQuietMax.count
        switch verdict {
        case .delivered, .dead:
            targets[slot].isWell = true
            if verdict == .delivered {
                targets[slot].concurrency.noteGood(busy: targets[slot].inFlight + 1)
            }
            if targets[slot].breaker.noteGood(at: now) {
                targets[slot].since = now
                targets[slot].resumedBy = ""
            }
        case .retry, .suspect, .block:
            targets[slot].isWell = false
            if report.ending == .timedOut {
                targets[slot].concurrency.noteTimeout(
                    of: token, next: AttemptToken(lastToken + 1))
            }
            // A target that says when to come back is not broken: its pace is what is wrong.
            let isPaced = report.ending == .answered && report.outcome.retryAfter != nil
            if isProbe || (verdict == .retry && !isPaced) {
                noteBad(slot, report, isProbe: isProbe, now)
            }
        }
    }

    private mutating func noteBad(
        _ slot: Int, _ report: AttemptReport, isProbe: Bool, _ now: Timestamp
    ) {
        let wasOpen = targets[slot].breaker.isOpen
        let policy = targets[slot].policy.breaker
        guard targets[slot].breaker.noteBad(policy, isProbe: isProbe, at: now) else { return }
        targets[slot].breakerReason = .breakerOpen(report.outcome.reason)
        if !wasOpen {
            targets[slot].since = now
            targets[slot].resumedBy = ""
        }
    }

    /// Retry-After holds for the whole pacing group.
    private mutating func waitAsAsked(
        _ slot: Int, _ report: AttemptReport, _ now: Timestamp, _ actions: inout [DispatchAction]
    ) {
        let policy = targets[slot].policy.retry
        guard let wait = RetrySchedule.cappedRetryAfter(policy, report.outcome.retryAfter)
        else { return }
        let group = targets[slot].group
        groups[group].notBefore = max(groups[group].notBefore, now + wait)
        for member in groups[group].members { refresh(member, now, &actions) }
    }

    // MARK: What the store says

    mutating func noteRecorded(
        _ settlements: [Settlement], _ now: Timestamp, _ actions: inout [DispatchAction]
    ) {
        for settlement in settlements {
            if settlement.isOutcome { unrecorded -= 1 }
            if let due = settlement.dueInStore {
                storeGot(settlement.target, due: due, now, &actions)
            }
        }
        precondition(unrecorded >= 0, "more was recorded than was settled")
    }
}
