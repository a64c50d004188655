import Model

extension InMemoryTables {
    mutating func append(
        _ unit: AppendUnit, handOver: any HandOver
    ) throws(StoreError) -> ([AppendResult], HandedOver) {
        try check(unit)
        var handed = HandedOver()
        let answers = unit.events.map { append($0, handOver: handOver, &handed) }
        return (answers, handed)
    }

    /// Finds what cannot be stored before anything is: all or nothing.
    private func check(_ unit: AppendUnit) throws(StoreError) {
        var events: Set<EventID> = []
        var deliveries: Set<DeliveryID> = []
        for planned in unit.events {
            let id = planned.event.id
            if let key = planned.dedupe, original(key, planned.event) != nil { continue }
            guard self.events[id] == nil, events.insert(id).inserted else {
                throw .rejected("\(id) is stored already")
            }
            for delivery in planned.deliveries {
                guard self.deliveries[delivery.id] == nil,
                    deliveries.insert(delivery.id).inserted
                else { throw .rejected("\(delivery.id) is stored already") }
            }
        }
    }

    private func original(_ key: DedupeKey, _ event: Event) -> EventID? {
        guard let original = dedupe[key.digest], event.receivedAt < original.expiresAt else {
            return nil
        }
        return original.event
    }

    private mutating func append(
        _ planned: PlannedEvent, handOver: any HandOver, _ handed: inout HandedOver
    ) -> AppendResult {
        let event = planned.event
        if let key = planned.dedupe {
            if let original = original(key, event) { return .duplicate(of: original) }
            dedupe[key.digest] = (event.id, key.expiresAt)
        }
        events[event.id] = StoredEvent(
            event: event, isRouted: !planned.deliveries.isEmpty, deliveries: [])
        for delivery in planned.deliveries {
            if let keys = planned.once[delivery.id], !isFirst(keys, of: event) {
                insert(delivery, of: event.id, state: .pending, dueAt: delivery.createdAt)
                _ = cancel([delivery.id], reason: .sentOnce, now: delivery.createdAt)
                continue
            }
            let isFirst = LaneKey(delivery).map { lanes[$0] == nil } ?? true
            let isLeased =
                isFirst && handOver.reserve(target: delivery.target, weight: event.weight)
            insert(
                delivery, of: event.id, state: isLeased ? .leased : .pending,
                dueAt: delivery.createdAt)
            if isLeased {
                handed.leased.append(
                    LeasedDelivery(delivery: delivery, event: event, dueAt: delivery.createdAt))
            } else if isFirst {
                handed.waiting.insert(delivery.target)
            }
        }
        return .stored
    }

    /// Takes those that are free; whether there was one.
    private mutating func isFirst(_ keys: [DedupeKey], of event: Event) -> Bool {
        var isFirst = false
        for key in keys where original(key, event) == nil {
            dedupe[key.digest] = (event.id, key.expiresAt)
            isFirst = true
        }
        return isFirst
    }

    mutating func claim(_ request: ClaimRequest) -> ClaimResult {
        var result = ClaimResult()
        let pending = request.wants.keys.flatMap { unfinished[$0] ?? [] }
            .compactMap { deliveries[$0] }
            .filter { $0.state == .pending && isFirstOfLane($0) }
            .sorted { ($0.dueAt, $0.order) < ($1.dueAt, $1.order) }
        var left = request.wants
        var bytes: [String: Int] = [:]
        for row in pending {
            let target = row.delivery.target
            if row.dueAt <= request.now, let room = left[target], room > 0,
                let event = events[row.event]?.event
            {
                let taken = bytes[target, default: 0]
                guard taken == 0 || taken < request.bytesMax[target] ?? .max else {
                    result.cut.insert(target)
                    left[target] = 0
                    result.nextDue[target] = row.dueAt
                    continue
                }
                bytes[target] = taken + event.weight
                left[target] = room - 1
                deliveries[row.delivery.id]?.state = .leased
                result.deliveries.append(
                    LeasedDelivery(
                        delivery: row.delivery, event: event, attempts: row.attemptCount,
                        dueAt: row.dueAt, excusedMilliseconds: row.excusedMilliseconds))
            } else if result.nextDue[target] == nil, row.dueAt < .whenToldTo {
                result.nextDue[target] = row.dueAt
            }
        }
        return result
    }

    mutating func record(
        _ records: [DeliveryRecord], now: Timestamp
    ) -> (Set<DeliveryID>, HandedOver) {
        var refused: Set<DeliveryID> = []
        var handed = HandedOver()
        for record in records {
            guard var row = deliveries[record.delivery], apply(record, to: &row) else {
                refused.insert(record.delivery)
                continue
            }
            row.updatedAt = record.attempt?.endedAt ?? now
            for attempt in record.attempts {
                row.attempts.removeAll {
                    $0.number == attempt.number && $0.kind == attempt.kind
                }
                row.attempts.append(attempt)
                row.attemptCount = max(row.attemptCount, attempt.number)
            }
            deliveries[record.delivery] = row
            if let thread = record.thread { threads[thread.key] = thread.message }
            if row.state != .pending {
                if let target = finish(row.delivery) { handed.waiting.insert(target) }
            } else if record.leavesLane {
                if let target = leaveLane(row.delivery) { handed.waiting.insert(target) }
                deliveries[record.delivery]?.delivery = row.delivery.withoutLane
            }
        }
        return (refused, handed)
    }

    private func apply(_ record: DeliveryRecord, to row: inout Row) -> Bool {
        let needed: DeliveryState = if case .dead = record.change { .burying } else { .leased }
        guard row.state == needed else { return false }
        row.reason = record.reason ?? record.attempt?.outcome.reason ?? row.reason
        switch record.change {
        case .delivered:
            row.state = .delivered
            row.reason = nil
        case .pending(let dueAt, let excused):
            row.state = .pending
            row.dueAt = dueAt
            row.excusedMilliseconds = excused
        case .burying: row.state = .burying
        case .dead(let file):
            row.state = .dead
            row.deadLetterFile = file
        case .cancelled: row.state = .cancelled
        }
        return true
    }

    mutating func redrive(_ requests: [RedriveRequest]) -> ([RedriveResult], HandedOver) {
        var handed = HandedOver()
        var answers: [RedriveResult] = []
        for request in requests {
            let mark = RedriveMark(origin: request.origin, generation: request.generation)
            if let made = marks[mark] {
                answers.append(.exists(made))
                continue
            }
            if events[request.event.id] == nil {
                events[request.event.id] = StoredEvent(
                    event: request.event, isRouted: true, deliveries: [])
            }
            let delivery = request.delivery(DeliveryID.make(at: request.now))
            insert(delivery, of: request.event.id, state: .pending, dueAt: request.now)
            marks[mark] = delivery.id
            handed.waiting.insert(delivery.target)
            answers.append(.made(delivery.id))
        }
        return (answers, handed)
    }

    mutating func cancel(
        _ ids: [DeliveryID], reason: Reason, now: Timestamp
    ) -> ([DeliveryID], HandedOver) {
        var handed = HandedOver()
        var cancelled: [DeliveryID] = []
        for id in ids {
            guard let row = deliveries[id], row.state == .pending else { continue }
            deliveries[id]?.state = .cancelled
            deliveries[id]?.reason = reason
            deliveries[id]?.updatedAt = now
            if let target = finish(row.delivery) { handed.waiting.insert(target) }
            cancelled.append(id)
        }
        return (cancelled, handed)
    }

    mutating func resend(_ ids: [DeliveryID], now: Timestamp) -> ([DeliveryID], HandedOver) {
        var handed = HandedOver()
        var resent: [DeliveryID] = []
        for id in ids {
            guard var row = deliveries[id], row.state == .pending, row.dueAt == .whenToldTo
            else { continue }
            row.excusedMilliseconds += max(0, (now - row.updatedAt).count)
            row.dueAt = now
            row.updatedAt = now
            deliveries[id] = row
            handed.waiting.insert(row.delivery.target)
            resent.append(id)
        }
        return (resent, handed)
    }

    func pending(of target: String) -> [Row] {
        deliveries.values.filter { $0.state == .pending && $0.delivery.target == target }
            .sorted { $0.order < $1.order }
    }

    mutating func rename(target: String, to name: String) -> (Int, HandedOver) {
        var handed = HandedOver()
        let rows = pending(of: target)
        for row in rows {
            if let first = finish(row.delivery) { handed.waiting.insert(first) }
            let renamed = row.delivery.renamed(to: name)
            deliveries[renamed.id]?.delivery = renamed
            unfinished[name, default: []].insert(renamed.id)
            if let key = LaneKey(renamed) { lanes[key, default: []].append(renamed.id) }
            handed.waiting.insert(name)
        }
        return (rows.count, handed)
    }

    mutating func expedite(
        target: String, destination: String, now: Timestamp
    ) -> (Int, HandedOver) {
        var handed = HandedOver()
        var count = 0
        for row in pending(of: target)
        where row.delivery.destination == destination && row.dueAt > now
            && row.dueAt < .whenToldTo
        {
            deliveries[row.delivery.id]?.dueAt = now
            count += 1
            handed.waiting.insert(target)
        }
        return (count, handed)
    }

    mutating func sweep(_ retention: Retention, now: Timestamp, limit: Int) -> Int {
        dedupe = dedupe.filter { $0.value.expiresAt > now }
        let old = events.values
            .filter { stored in
                let states = stored.deliveries.compactMap { deliveries[$0]?.state }
                let age = now - stored.event.receivedAt
                return states.allSatisfy(\.isFinal)
                    && age > (states.contains(.dead) ? retention.dead : retention.finished)
            }
            .sorted { $0.event.id < $1.event.id }
            .prefix(limit)
        for stored in old {
            for delivery in stored.deliveries { deliveries[delivery] = nil }
            events[stored.event.id] = nil
        }
        return old.count
    }
}

extension Delivery {
    /// A lane that begins with the target's name is renamed with it.
    fileprivate func renamed(to name: String) -> Delivery {
        let lane = lane.map { lane in
            lane.hasPrefix(target + "|") ? name + lane.dropFirst(target.count) : lane
        }
        return Delivery(
            id: id, webhookID: webhookID, target: name, destination: destination, routes: routes,
            createdAt: createdAt, expiresAt: expiresAt, lane: lane, redrive: redrive)
    }
}
