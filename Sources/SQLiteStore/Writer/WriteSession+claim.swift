import Model
import Store

extension WriteSession {
    func claim(_ request: ClaimRequest) throws -> ClaimResult {
        var result = ClaimResult()
        // In a fixed order, so that a run can be repeated.
        for (target, want) in request.wants.sorted(by: { $0.key < $1.key }) {
            guard let id = try names.existing(target) else { continue }
            if want > 0 {
                for row in try deliveries.due(id, until: request.now, limit: want) {
                    result.deliveries.append(try lease(row, target))
                }
            }
            result.nextDue[target] = try deliveries.nextDue(id)
        }
        return result
    }

    private func lease(_ row: ClaimedRow, _ target: String) throws -> LeasedDelivery {
        guard let event = try event(row.seq >> 16) else { throw RowText.damaged }
        try deliveries.lease(row.seq)
        return row.leased(
            target: target, routes: try names.routes(row.routes), event: event)
    }

    private func event(_ seq: Int64) throws -> Event? {
        if let event = recent[seq] { return event }
        let event = try events.event(seq)
        if let event { recent.add(event, seq) }
        return event
    }
}
