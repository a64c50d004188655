import GRDB
import Model
import Store

extension WriteSession {
    func claim(_ request: ClaimRequest) throws -> ClaimResult {
        var result = ClaimResult()
        var decoder = RowDecoder()
        // In a fixed order, so that a run can be repeated.
        for (target, want) in request.wants.sorted(by: { $0.key < $1.key }) {
            guard let id = try names.existing(target) else { continue }
            if want > 0 {
                let (claimed, isCut) = try lease(
                    id, want, bytesMax: request.bytesMax[target] ?? .max, now: request.now,
                    &decoder)
                result.deliveries += claimed
                if isCut { result.cut.insert(target) }
            }
            let next = try Int64.fetchOne(deliveries.selectNextDue, arguments: [id])
            result.nextDue[target] = next.map(Timestamp.init(milliseconds:))
        }
        return result
    }

    private func lease(
        _ target: Int64, _ want: Int, bytesMax: Int, now: Timestamp, _ decoder: inout RowDecoder
    ) throws -> (leased: [LeasedDelivery], isCut: Bool) {
        // Read to the end before the index that is read from changes.
        let rows = try Row.fetchAll(
            deliveries.selectDue, arguments: [target, now.milliseconds, want])
        var leased: [LeasedDelivery] = []
        leased.reserveCapacity(rows.count)
        var bytes = 0
        for row in rows {
            guard bytes < bytesMax || leased.isEmpty else { return (leased, true) }
            let found = try DeliveryRow(row, &decoder)
            guard let event = try event(found.seq >> 16, &decoder) else { throw RowText.damaged }
            try deliveries.updateLeased.run([.int(found.seq)])
            leased.append(
                LeasedDelivery(
                    delivery: found.delivery, event: event, attempts: found.attempts,
                    dueAt: found.dueAt, excusedMilliseconds: found.excusedMilliseconds))
            bytes += event.weight
        }
        return (leased, false)
    }

    private func event(_ seq: Int64, _ decoder: inout RowDecoder) throws -> Event? {
        if let event = decoder.events[seq] { return event }
        let row = try Row.fetchOne(events.selectEvent, arguments: [seq])
        let event = try row.map { try EventRow.event($0) }
        decoder.events[seq] = event
        return event
    }
}
