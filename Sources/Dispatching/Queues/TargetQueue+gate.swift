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

    /// A shorter wait keeps its deliveries in memory.
    static let shortWait = Milliseconds.seconds(5)
    /// Time between two probes of a blocked target.
    static let blockedProbeWait = Milliseconds.minutes(10)
    /// Claimed for one probe: some may turn out to be too old.
    static let probeClaim = 8

    func gate(_ now: Timestamp, groupNotBefore: Timestamp) -> Gate {
        if isGone || pause != nil { return .shut }
        if let probeAt = block?.notBefore ?? breaker.probeAt {
            if probe != nil { return .shut }
            let moment = max(probeAt, groupNotBefore)
            return moment <= now ? .probe : .until(moment, long: true)
        }
        if groupNotBefore > now {
            return .until(groupNotBefore, long: groupNotBefore - now > Self.shortWait)
        }
        return .open
    }

    /// How many deliveries to ask the store for.
    func want(_ now: Timestamp, _ gate: Gate) -> Int {
        guard let storeDue, storeDue <= now, claimed == nil, deferredUntil <= now else { return 0 }
        switch gate {
        case .shut, .until: return 0
        case .probe: return queued == 0 ? Self.probeClaim : 0
        case .open:
            // In pieces that are worth a transaction.
            let room = heldMax - held
            return room * 4 >= heldMax ? room : 0
        }
    }

    /// How many may be held for one more to be handed over. While the store holds due ones, half
    /// of the room is theirs: neither fresh deliveries nor retries wait for ever.
    func admission(_ now: Timestamp, _ gate: Gate) -> Int {
        switch gate {
        case .shut, .probe, .until(_, long: true): return 0
        case .open, .until(_, long: false):
            guard let storeDue, storeDue <= now else { return heldMax }
            return heldMax / 2
        }
    }

    /// When to look at it again although nothing happened.
    func wakeAt(_ now: Timestamp, _ gate: Gate) -> Timestamp? {
        let claimAt = storeDue.map { max($0, deferredUntil) }
        switch gate {
        case .shut: return nil
        case .open, .probe: return claimAt.flatMap { $0 > now ? $0 : nil }
        case .until(let moment, _):
            // Without a probe to make, the end of the wait opens the window again.
            if queued > 0 || (block == nil && !breaker.isOpen) { return moment }
            return claimAt.map { max($0, moment) }
        }
    }

    func standing(_ now: Timestamp, groupNotBefore: Timestamp) -> Standing {
        if let pause {
            return Standing(.paused, since: pause.since, reason: pause.reason, by: pause.by)
        }
        if let block {
            return Standing(
                .blocked, since: block.since, reason: block.reason, notBefore: block.notBefore)
        }
        if let probeAt = breaker.probeAt {
            return Standing(.probing, since: since, reason: breakerReason, notBefore: probeAt)
        }
        let waits = groupNotBefore - now > Self.shortWait
        return Standing(
            .sending, since: since, reason: waits ? .retryAfterAsked : nil, by: resumedBy,
            notBefore: waits ? groupNotBefore : nil)
    }

    /// Whether the engine should hear of it: a wait that ran out by itself is not news.
    func isNews(_ standing: Standing) -> Bool {
        standing.state != told.state || standing.by != told.by || standing.since != told.since
            || (standing.state == .paused && standing.reason != told.reason)
            || (standing.notBefore != nil && standing.notBefore != told.notBefore)
    }
}
