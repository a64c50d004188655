import Dispatching
import Engine
import Model

/// Requests on the wire.
extension Witness {
    /// Longest wait of a healthy target's delivery while nothing but other targets is sick.
    static let waitMax = Milliseconds.seconds(35)

    func noteStart(_ id: DeliveryID, _ target: String, _ life: Life) {
        guard let row = rows[id], let world else {
            return violate(.leased, "of an unknown delivery", delivery: id, target: target)
        }
        world.trace.note(life, "attempt", delivery: id, target: target)
        checkDelivery(row, life)
        checkTarget(row, life)
        checkProcess(life)
        checkPace(row)
        checkWait(row)
        row.attempts += 1
        row.lastStart = now
        row.jumpsAtStart = jumps
        row.inFlight.append(life.number)
        inFlightOfLife[life.number, default: 0] += 1
        var watch = watch(target, life)
        watch.inFlight += 1
        watches[target] = watch
    }

    private func checkDelivery(_ row: Row, _ life: Life) {
        func violated(_ invariant: Violation.Invariant, _ detail: String) {
            violate(invariant, detail, delivery: row.id, target: row.target)
        }
        if row.state != .open { return violated(.endIsFinal, "attempted while \(row.state)") }
        if world?.leases.isHeld(row.id, by: life) != true {
            return violated(.leased, "nobody or another process holds it")
        }
        if row.inFlight.contains(life.number) {
            return violated(.leased, "it is on its way already")
        }
        if row.acceptanceSeenBy == life.number {
            return violated(.once, "after \(row.attempts) attempts")
        }
        let early = row.notBefore - (now + (jumps + Milliseconds(-row.jumpsThen.count)))
        if early > .zero, !hasClocksApart {
            return violated(.due, "\(early) early, after \(row.attempts) attempts")
        }
        if !row.hasLeftLane, let lane = world?.lane(of: row), let first = lanes[lane]?.first,
            first != row.id
        {
            return violated(.laneOrder, "\(first.short) goes first in \(lane)")
        }
    }

    private func checkTarget(_ row: Row, _ life: Life) {
        func violated(_ invariant: Violation.Invariant, _ detail: String) {
            violate(invariant, detail, delivery: row.id, target: row.target)
        }
        let watch = watch(row.target, life)
        guard let policy = policies[row.target] else { return }
        if watch.inFlight >= policy.concurrencyMax {
            return violated(.concurrency, "\(watch.inFlight + 1) of \(policy.concurrencyMax)")
        }
        if watch.isPaused { return violated(.paused, "nobody resumed it") }
        guard jumps == watch.jumpsThen, now > watch.notedAt else { return }
        if let moment = watch.openUntil, now < moment {
            return violated(.breaker, "\(moment - now) before its probe")
        }
        if let moment = watch.blockedUntil, now < moment {
            return violated(.blocked, "\(moment - now) before its probe")
        }
        if let moment = watch.closedUntil[row.destination], now < moment {
            return violated(.blocked, "\(row.destination): \(moment - now) before its probe")
        }
        if let moment = watch.quietUntil, now < moment {
            return violated(.quiet, "\(moment - now) too early")
        }
    }

    private func checkProcess(_ life: Life) {
        guard let scenario = world?.scenario else { return }
        let inFlight = inFlightOfLife[life.number, default: 0]
        if inFlight >= max(scenario.inFlightMax, scenario.shards) {
            violate(.concurrency, "\(inFlight + 1) of \(scenario.inFlightMax) in the process")
        }
        checkMemory(life)
    }

    /// In memory are what waits, what is on its way, and outcomes that are not yet recorded.
    func checkMemory(_ life: Life) {
        guard let world else { return }
        let scenario = world.scenario
        let most =
            2 * scenario.windowDeliveriesMax + scenario.unrecordedMax + scenario.inFlightMax
        let leased = world.leases.count(of: life)
        if leased > most { violate(.memory, "\(leased) leased, \(most) at most") }
        looks += 1
        guard looks % 16 == 0 else { return }
        let held = (life.engine?.status() ?? []).reduce(0) { $0 + $1.held }
        if held > scenario.windowDeliveriesMax {
            violate(.memory, "\(held) held, \(scenario.windowDeliveriesMax) at most")
        }
    }

    private func checkPace(_ row: Row) {
        guard let rate = rates[group(of: row.target)] else { return }
        let begin = now + Milliseconds(-rate.per.count)
        let keeper = paceKeeper(of: row)
        var starts = startsAt[keeper, default: []].filter { $0 > begin }
        starts.append(now)
        startsAt[keeper] = starts
        newBeginnings.removeAll { $0 < now + Milliseconds(-3_600_000) }
        let beginnings = newBeginnings.count { $0 >= begin }
        // Five milliseconds' worth may be saved up; a new beginning has one span's worth.
        let most =
            rate.count * (1 + beginnings) + 1 + 5 * rate.count / Int(rate.per.count)
        if starts.count > most {
            violate(
                .pace, "\(starts.count) in \(rate.per), \(most) at most", delivery: row.id,
                target: row.target)
        }
    }

    private func checkWait(_ row: Row) {
        guard row.isHealthy, row.attempts == 0, let world else { return }
        let wait = now - max(row.committedAt, calmSince)
        // Its due time lies in what is the future now.
        guard row.committedAt > lastBackJump, now > calmSince, !hasClocksApart else { return }
        // A quarter of nearly nothing is kept for those that are well.
        guard world.scenario.inFlightMax >= 32 * world.scenario.shards else { return }
        longestWait = max(longestWait, wait)
        if wait > Self.waitMax, !world.isDisturbed {
            violate(.wait, "\(wait)", delivery: row.id, target: row.target)
        }
    }

    // MARK: Ends

    /// The target has taken the message; the gateway may not know.
    func noteAccepted(_ id: DeliveryID) {
        accepted += 1
        rows[id]?.isAccepted = true
    }

    /// The gateway hears how it went.
    func noteEnd(
        _ id: DeliveryID, _ target: String, _ verdict: SimulatedTarget.Verdict, _ life: Life
    ) {
        guard let row = rows[id], let policy = policies[target] else { return }
        row.inFlight.removeAll { $0 == life.number }
        inFlightOfLife[life.number, default: 1] -= 1
        row.lastEnd = now
        row.lastVerdict = verdict
        if verdict == .good {
            row.acceptanceSeenBy = life.number
            lastGood[Place(target: target)] = now
            lastGood[Place(target: target, destination: row.destination)] = now
        }
        guard var watch = watches[target], watch.life == life.number else { return }
        watch.inFlight -= 1
        watch.goBy(jumps)
        let concerned = verdict == .closed ? row.destination : ""
        // Ten minutes to the dispatcher, whose time may run an eighth slower.
        let isKnownGood =
            lastGood[Place(target: target, destination: concerned)]
            .map { now - $0 <= .minutes(12) } ?? false
        note(verdict, policy, at: row, isKnownGood: isKnownGood, &watch)
        note(verdict, at: row, isKnownGood: isKnownGood, &watch)
        watches[target] = watch
        if case .bad(let asked?) = verdict, asked > .zero {
            noteQuiet(target, min(asked, policy.retry.retryAfterMax), life)
        }
    }

    private func note(
        _ verdict: SimulatedTarget.Verdict, _ policy: DeliveryPolicy, at row: Row,
        isKnownGood: Bool, _ watch: inout TargetWatch
    ) {
        switch verdict {
        case .good, .dead, .contextual, .closed:
            watch.failuresInARow = 0
            watch.openUntil = nil
            watch.blockedUntil = nil
        case .bad(nil):
            watch.failuresInARow += 1
            guard watch.failuresInARow >= policy.breaker.failuresInARow, watch.openUntil == nil,
                row.jumpsAtStart == jumps
            else { break }
            // By another rule it may have opened earlier, but not before this one began.
            watch.notedAt = now
            watch.openUntil = row.lastStart + policy.breaker.probeWait
        case .block:
            watch.failuresInARow = 0
            watch.openUntil = nil
            guard !isKnownGood, !watch.isPaused, (watch.blockedUntil ?? .zero) <= now
            else { break }
            watch.notedAt = now
            watch.blockedUntil = now + .minutes(10)
        case .bad, .cancelled: break
        }
    }

    /// What the answer says of the destination.
    private func note(
        _ verdict: SimulatedTarget.Verdict, at row: Row, isKnownGood: Bool,
        _ watch: inout TargetWatch
    ) {
        guard !row.destination.isEmpty else { return }
        switch verdict {
        case .good, .dead, .contextual: watch.closedUntil[row.destination] = nil
        case .closed:
            // A probe's wait begins with it; a jump since then makes it shorter.
            guard !isKnownGood, (watch.closedUntil[row.destination] ?? .zero) <= now,
                row.jumpsAtStart == jumps
            else { break }
            watch.notedAt = now
            watch.closedUntil[row.destination] = row.lastStart + .minutes(10)
        case .bad, .block, .cancelled: break
        }
    }

    /// Retry-After holds for all that share the pace.
    private func noteQuiet(_ target: String, _ span: Milliseconds, _ life: Life) {
        let group = group(of: target)
        for name in policies.keys where self.group(of: name) == group {
            var watch = watch(name, life)
            watch.goBy(jumps)
            watch.notedAt = now
            watch.quietUntil = max(watch.quietUntil ?? .zero, now + span)
            watches[name] = watch
        }
    }
}
