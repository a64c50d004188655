import HeapModule
import Model

extension TargetQueue {
    /// Whether attempts may begin now.
    enum Gate: Equatable {
        case open
        /// One, to find out whether it works again.
        case probe
        /// Not before then; `long`: so long that its deliveries wait in the store.
        case until(Timestamp, long: Bool)
        /// Not until something happens.
        case shut
    }

    func gate(_ now: Timestamp, groupNotBefore: Timestamp) -> Gate {
        if isGone || pause != nil { return .shut }
        let groupNotBefore = max(groupNotBefore, notBefore)
        if let probeAt = block?.notBefore ?? breaker.probeAt {
            if probe != nil { return .shut }
            let moment = max(probeAt, groupNotBefore)
            return moment <= now ? .probe : .until(moment, long: true)
        }
        if groupNotBefore > now {
            return .until(groupNotBefore, long: groupNotBefore - now > Limits.shortWait)
        }
        return .open
    }

    /// How many deliveries to ask the store for.
    func want(_ now: Timestamp, _ gate: Gate) -> Int {
        guard let storeDue, storeDue <= now, claimed == nil, deferredUntil <= now else { return 0 }
        switch gate {
        case .shut, .until: return 0
        case .probe: return queued == 0 ? min(probeWant, heldMax) : 0
        case .open:
            // In pieces that are worth a transaction.
            let room = min(heldMax - held, claimedMax - heldClaimed)
            return room * 4 >= heldMax ? room : 0
        }
    }

    /// How many may be held for one more to be handed over. While the store holds due ones, three
    /// quarters of the room are theirs, and one is for what comes now: neither waits for ever.
    func admission(_ now: Timestamp, _ gate: Gate) -> Int {
        switch gate {
        case .shut, .probe, .until(_, long: true): return 0
        case .open, .until(_, long: false):
            guard let storeDue, storeDue <= now else { return heldMax }
            // In steps: the engine need not hear of every delivery.
            let step = max(1, heldMax / 8)
            return max(1, heldMax / 4) + heldClaimed / step * step
        }
    }

    /// When to look at it again although nothing happened.
    func wakeAt(_ now: Timestamp, _ gate: Gate) -> Timestamp? {
        let claimAt = storeDue.map { max($0, deferredUntil) }
        switch gate {
        case .shut: return nil
        case .open, .probe:
            guard !turns.isEmpty else { return claimAt.flatMap { $0 > now ? $0 : nil } }
            return [claimAt, turns.min?.at].compactMap { $0 }.filter { $0 > now }.min()
        case .until(let moment, _):
            // Without a probe to make, the end of the wait opens the window again.
            if queued > 0 || (block == nil && !breaker.isOpen) { return moment }
            return claimAt.map { max($0, moment) }
        }
    }

    func standing(_ now: Timestamp, groupNotBefore: Timestamp) -> Standing {
        let asked = groupNotBefore - now > Limits.shortWait ? groupNotBefore : nil
        var standing: Standing
        if let pause {
            standing = Standing(
                .paused, since: pause.since, reason: pause.reason, by: pause.by, notBefore: asked)
        } else if let block {
            standing = Standing(
                .blocked, since: block.since, reason: block.reason,
                notBefore: max(block.notBefore, asked ?? .zero))
        } else if let probeAt = breaker.probeAt {
            standing = Standing(
                .probing, since: since, reason: breakerReason,
                notBefore: max(probeAt, asked ?? .zero))
            standing.probeWait = breaker.wait
        } else {
            standing = Standing(
                .sending, since: since,
                reason: asked.map { _ in .retryAfterAsked }
                    ?? slowly.map { .resumedSlowly($0.rate) },
                by: resumedBy, notBefore: asked)
        }
        standing.slowly = slowly?.rate
        standing.stops = stops.past
        return standing
    }

    /// Whether the engine should hear of it: a wait that ran out by itself is not news.
    func isNews(_ standing: Standing) -> Bool {
        standing.state != told.state || standing.by != told.by || standing.since != told.since
            || standing.slowly != told.slowly
            || (standing.state == .paused && standing.reason != told.reason)
            || (standing.notBefore != nil && standing.notBefore != told.notBefore)
    }
}
