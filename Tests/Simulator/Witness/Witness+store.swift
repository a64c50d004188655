import Dispatching
import Engine
import Model
import Store

/// What goes into the store and what becomes of it.
extension Witness {
    func noteAppending(_ unit: AppendUnit) {
        for delivery in unit.events.flatMap(\.deliveries) {
            let row = row(delivery, at: now)
            rows[delivery.id] = row
            openCount += 1
            if policies[delivery.target]?.orderByRun == true, let lane = world?.lane(delivery) {
                lanes[lane, default: []].append(delivery.id)
            }
            world?.trace.note(nil, "committed", delivery: delivery.id, target: delivery.target)
        }
    }

    /// The sender has its 200.
    func noteAcknowledged(_ unit: AppendUnit) {
        for delivery in unit.events.flatMap(\.deliveries) {
            rows[delivery.id]?.isAcknowledged = true
            guard (try? world?.base.delivery(delivery.id)) != nil else {
                violate(
                    .acknowledgedMeansKept, "it is not in the store", delivery: delivery.id,
                    target: delivery.target)
                return
            }
        }
    }

    func noteRecorded(_ record: DeliveryRecord, by life: Life) {
        guard let row = rows[record.delivery] else { return }
        guard !row.state.isFinal else {
            return violate(
                .endIsFinal, "recorded after its end", delivery: row.id, target: row.target)
        }
        switch record.change {
        case .delivered:
            if !row.isAccepted {
                violate(
                    .endIsTrue, "delivered, but the target never took it", delivery: row.id,
                    target: row.target)
            }
            end(row, .delivered)
            world?.trace.note(life, "delivered", delivery: row.id, target: row.target)
        case .pending:
            if record.attempt != nil {
                row.firstFailure = row.firstFailure ?? row.lastEnd
                noteRetry(row, record)
            }
            if record.leavesLane { notePassing(row) }
            world?.trace.note(
                life, record.attempt == nil ? "given back" : "to be tried again",
                delivery: row.id, target: row.target)
        case .burying:
            if row.isHealthy {
                violate(
                    .endIsTrue, "given up although its target is well", delivery: row.id,
                    target: row.target)
            }
            row.state = .burying
            buryingCount += 1
            leaveLane(row)
            life.hasBurials = true
            world?.watchBurials()
            world?.trace.note(life, "burying", delivery: row.id, target: row.target)
        case .dead:
            if !row.hasLine {
                violate(
                    .endIsTrue, "dead, without a line on disk", delivery: row.id,
                    target: row.target)
            }
            if row.state == .burying { buryingCount -= 1 }
            end(row, .dead)
            world?.trace.note(life, "dead", delivery: row.id, target: row.target)
        case .cancelled:
            if !row.mayExpire {
                violate(
                    .endIsTrue, "cancelled by nobody", delivery: row.id, target: row.target)
            }
            end(row, .cancelled)
            world?.trace.note(life, "went stale", delivery: row.id, target: row.target)
        }
    }

    /// When the next attempt may begin at the earliest.
    private func noteRetry(_ row: Row, _ record: DeliveryRecord) {
        guard let policy = policies[row.target], let attempt = record.attempt,
            case .bad(let asked) = row.lastVerdict, let end = row.lastEnd
        else { return }
        let wait = RetrySchedule.wait(policy.retry, afterAttempts: attempt.number)
            .scaled(by: 1 - policy.retry.jitter)
        let quiet = min(asked ?? .zero, policy.retry.retryAfterMax)
        // Half a millisecond either way is rounding.
        row.notBefore = end + max(wait, quiet) + Milliseconds(-1)
        if row.lane != nil, let span = policy.laneSkipAfter, let first = row.firstFailure {
            // It is tried once more before others pass it.
            row.notBefore = min(row.notBefore, first + span + Milliseconds(-1))
        }
        row.jumpsThen = jumps
    }

    /// The destination is open again: what waits for it, for whatever reason, may go.
    func noteExpedited(_ target: String, _ destination: String) {
        for row in rows.values where row.target == target && row.destination == destination {
            row.notBefore = .zero
        }
    }

    /// Those behind it need not wait for it any more.
    private func notePassing(_ row: Row) {
        let failing = row.firstFailure.map { now - $0 + jumps }
        if let span = policies[row.target]?.laneSkipAfter, let failing, failing >= span {
            leaveLane(row)
            row.hasLeftLane = true
            world?.trace.note(nil, "others may pass", delivery: row.id, target: row.target)
        } else {
            violate(
                .laneOrder, "it lets others pass after \(failing ?? .zero)", delivery: row.id,
                target: row.target)
        }
    }

    /// Each generation of a delivery is made once, however often it is asked for.
    func noteRedriven(_ requests: [RedriveRequest], _ results: [RedriveResult]) {
        for (request, result) in zip(requests, results) {
            let order = "\(request.origin) \(request.generation)"
            switch result {
            case .made(let id):
                let delivery = Delivery(
                    id: id, target: request.target, destination: request.destination,
                    routes: request.routes, createdAt: request.now)
                let row = row(delivery, at: max(now, request.now))
                row.isAcknowledged = true
                rows[id] = row
                redrivenUnder[request.webhookID] = id
                openCount += 1
                if let earlier = redriven.updateValue(id, forKey: order) {
                    violate(
                        .once, "redriven as \(earlier.short) before", delivery: id,
                        target: row.target)
                }
                world?.trace.note(nil, "redriven", delivery: id, target: row.target)
            case .exists(let id):
                if redriven[order] != id {
                    violate(
                        .acknowledgedMeansKept, "this generation was never made", delivery: id,
                        target: request.target)
                }
            }
        }
    }

    /// A person called it off.
    func noteCancelled(_ id: DeliveryID) {
        guard let row = rows[id] else { return }
        if row.state != .open {
            violate(.endIsFinal, "cancelled after its end", delivery: id, target: row.target)
        }
        end(row, .cancelled)
        world?.trace.note(nil, "cancelled", delivery: id, target: row.target)
    }

    func noteLine(_ id: DeliveryID, isWhole: Bool) {
        guard let row = rows[id] else { return }
        if row.state == .open || row.state == .delivered || row.state == .cancelled {
            violate(
                .endIsTrue, "a dead-letter line of what was not given up", delivery: id,
                target: row.target)
        }
        if isWhole { row.hasLine = true }
        world?.trace.note(
            nil, isWhole ? "line written" : "line perhaps written", delivery: id,
            target: row.target)
    }

    private func end(_ row: Row, _ state: Row.State) {
        row.state = state
        openCount -= 1
        leaveLane(row)
    }

    private func leaveLane(_ row: Row) {
        guard let lane = world?.lane(of: row), var ids = lanes[lane] else { return }
        ids.removeAll { $0 == row.id }
        lanes[lane] = ids.isEmpty ? nil : ids
    }

    // MARK: Accounts

    /// Compares everything with the store.
    func audit() {
        guard let world else { return }
        for row in rows.values where row.isAcknowledged {
            let detail = try? world.base.delivery(row.id)
            guard let state = detail?.summary.state else {
                if row.state.isFinal { continue }
                return violate(
                    .acknowledgedMeansKept, "it has vanished from the store", delivery: row.id,
                    target: row.target)
            }
            let agrees =
                switch row.state {
                case .open: state == .pending || state == .leased
                case .burying: state == .burying
                case .delivered: state == .delivered
                case .dead: state == .dead
                case .cancelled: state == .cancelled
                }
            if !agrees {
                return violate(
                    .endIsFinal, "the store says \(state), it was \(row.state)",
                    delivery: row.id, target: row.target)
            }
        }
    }

    /// Nothing is open any more: nothing may be held either.
    func account() {
        audit()
        guard let world else { return }
        if let lease = world.leases.held.first {
            violate(
                .leak, "a lease is left", delivery: lease.key,
                target: lease.value.leased.delivery.target)
        }
        for life in world.lives {
            for status in life.engine?.status() ?? []
            where status.held != 0 || status.inFlight != 0 {
                violate(
                    .leak, "\(status.held) held, \(status.inFlight) on their way",
                    target: status.target)
            }
        }
    }

    /// What is still open when everything should have ended.
    func noteUndrained() {
        let open = rows.values.filter { !$0.state.isFinal }
            .min { ($0.committedAt, $0.id) < ($1.committedAt, $1.id) }
        let lease = open.flatMap { world?.leases.held[$0.id] }
        violate(
            .drain,
            "\(openCount) left; the oldest is \(open.map { "\($0.state)" } ?? "gone"), "
                + "\(lease == nil ? "not leased" : "leased"), after \(open?.attempts ?? 0) attempts",
            delivery: open?.id, target: open?.target)
    }
}
