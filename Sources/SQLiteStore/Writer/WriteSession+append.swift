import GRDB
import Model
import Store

extension WriteSession {
    /// Deliveries of one event, redrives included, are numbered in 16 bits.
    static let deliveriesPerEventMax = 1 << 16

    func append(_ unit: AppendUnit, _ group: inout WriteGroup) throws -> [AppendResult] {
        var answers: [AppendResult] = []
        answers.reserveCapacity(unit.events.count)
        for planned in unit.events { answers.append(try append(planned, &group)) }
        return answers
    }

    private func append(
        _ planned: PlannedEvent, _ group: inout WriteGroup
    ) throws -> AppendResult {
        let event = planned.event
        if let key = planned.dedupe, let original = try events.original(key, event, db) {
            return .duplicate(of: original)
        }
        guard planned.deliveries.count < Self.deliveriesPerEventMax / 2 else {
            throw StoreError.rejected("\(event.id) has too many deliveries: match fewer targets")
        }
        let seq = nextEvent
        nextEvent += 1
        try events.insert(event, seq: seq, isRouted: !planned.deliveries.isEmpty, &names)
        var deliverySeq = seq << 16
        let leasedBefore = group.leased.count
        for delivery in planned.deliveries {
            if let keys = planned.once[delivery.id], try !isFirst(keys, of: event) {
                try insertCancelled(delivery, seq: deliverySeq, &group)
            } else {
                try insert(delivery, seq: deliverySeq, of: event, &group)
            }
            deliverySeq += 1
        }
        group.backlogChange += planned.deliveries.count
        // What was handed over is not claimed, unless something goes wrong.
        if group.leased.count - leasedBefore < planned.deliveries.count { recent.add(event, seq) }
        return .stored
    }

    /// Takes those that are free; whether there was one.
    private func isFirst(_ keys: [DedupeKey], of event: Event) throws -> Bool {
        var isFirst = false
        for key in keys where try events.original(key, event, db) == nil { isFirst = true }
        return isFirst
    }

    private func insertCancelled(
        _ delivery: Delivery, seq: Int64, _ group: inout WriteGroup
    ) throws {
        try deliveries.insert(
            delivery, seq: seq, target: try names.id(delivery.target),
            routes: try names.id(routes: delivery.routes), state: DeliveryState.pending.code,
            isBehind: delivery.lane != nil)
        _ = try cancel([delivery.id], .sentOnce, "once_per", &group)
    }

    private func insert(
        _ delivery: Delivery, seq: Int64, of event: Event, _ group: inout WriteGroup
    ) throws {
        let target = try names.id(delivery.target)
        let routes = try names.id(routes: delivery.routes)
        var isBehind = false
        if let lane = delivery.lane {
            isBehind =
                try hasLanes && deliveries.isLaneTaken(target: target, lane: lane)
            hasLanes = true
        }
        let isLeased =
            !isBehind && handOver.reserve(target: delivery.target, weight: event.weight)
        if isLeased {
            // From here on the group owns the reservation, whatever happens to the row.
            group.leases.append(
                Leases.Lease(
                    delivery: delivery.id, seq: seq, createdAt: delivery.createdAt,
                    isHandedOver: delivery.lane == nil))
            group.leased.append(
                LeasedDelivery(delivery: delivery, event: event, dueAt: delivery.createdAt))
        } else if !isBehind {
            group.waiting.insert(delivery.target)
        }
        try deliveries.insert(
            delivery, seq: seq, target: target, routes: routes,
            state: isLeased ? leasedCode(delivery) : DeliveryState.pending.code,
            isBehind: isBehind)
    }

    /// One with a lane stands in the indexes: its successors look for it.
    private func leasedCode(_ delivery: Delivery) -> Int64 {
        delivery.lane == nil ? DeliveryState.handedOverCode : DeliveryState.leased.code
    }
}
