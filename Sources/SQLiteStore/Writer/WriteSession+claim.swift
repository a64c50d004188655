import Model
import Store

extension WriteSession {
    func claim(_ request: ClaimRequest, _ group: inout WriteGroup) throws -> ClaimResult {
        var result = ClaimResult()
        // In a fixed order, so that a run can be repeated.
        for (target, want) in request.wants.sorted(by: { $0.key < $1.key }) {
            guard let id = try names.existing(target) else { continue }
            if want > 0 {
                let (claimed, isCut) = try lease(
                    id, target, want, bytesMax: request.bytesMax[target] ?? .max,
                    now: request.now, &group)
                result.deliveries += claimed
                if isCut { result.cut.insert(target) }
            }
            result.nextDue[target] = try deliveries.nextDue(id)
        }
        return result
    }

    private func lease(
        _ id: Int64, _ target: String, _ want: Int, bytesMax: Int, now: Timestamp,
        _ group: inout WriteGroup
    ) throws -> (claimed: [LeasedDelivery], isCut: Bool) {
        var claimed: [LeasedDelivery] = []
        var bytes = 0
        for row in try deliveries.due(id, until: now, limit: want) {
            guard bytes < bytesMax || claimed.isEmpty else { return (claimed, true) }
            guard let event = try event(row.seq >> 16) else { throw RowText.damaged }
            try deliveries.lease(row.seq)
            group.leases.append(
                Leases.Lease(
                    delivery: row.id, seq: row.seq, createdAt: row.createdAt,
                    isHandedOver: false))
            claimed.append(
                row.leased(target: target, routes: try names.routes(row.routes), event: event))
            bytes += event.weight
        }
        return (claimed, false)
    }

    private func event(_ seq: Int64) throws -> Event? {
        if let event = recent[seq] { return event }
        let event = try events.event(seq)
        if let event { recent.add(event, seq) }
        return event
    }
}
