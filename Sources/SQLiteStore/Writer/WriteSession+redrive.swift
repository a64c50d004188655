import GRDB
import Model
import Store

extension WriteSession {
    func redrive(
        _ requests: [RedriveRequest], _ group: inout WriteGroup
    ) throws -> [RedriveResult] {
        var answers: [RedriveResult] = []
        for request in requests { answers.append(try redrive(request, &group)) }
        return answers
    }

    private func redrive(
        _ request: RedriveRequest, _ group: inout WriteGroup
    ) throws -> RedriveResult {
        let origin = request.origin.uuid
        if let made = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT delivery_high, delivery_low FROM redrive_mark
                    WHERE origin_high = ? AND origin_low = ? AND generation = ?
                    """),
            arguments: [origin.sqlHigh, origin.sqlLow, request.generation])
        {
            return .exists(DeliveryID(uuid: UUIDv7(sqlHigh: made[0], sqlLow: made[1])))
        }
        let seq = try nextDelivery(of: request.event)
        let delivery = request.delivery(DeliveryID.make(at: request.now))
        try deliveries.insert(
            delivery, seq: seq, target: try names.id(delivery.target),
            routes: try names.id(routes: delivery.routes), state: DeliveryState.pending.code,
            isBehind: false)
        let id = delivery.id.uuid
        try db.cachedStatement(sql: "INSERT INTO redrive_mark VALUES (?, ?, ?, ?, ?, ?)").run([
            .int(origin.sqlHigh), .int(origin.sqlLow), .int(request.generation),
            .int(id.sqlHigh), .int(id.sqlLow), .time(request.now),
        ])
        group.backlogChange += 1
        group.waiting.insert(delivery.target)
        return .made(delivery.id)
    }

    /// The number of a further delivery of an event, which is stored anew when it is not there.
    private func nextDelivery(of event: Event) throws -> Int64 {
        guard let seq = try events.seq(event.id) else {
            let seq = nextEvent
            nextEvent += 1
            try events.insert(event, seq: seq, isRouted: true, &names)
            return seq << 16
        }
        let last = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT max(seq) FROM delivery WHERE seq BETWEEN ? AND ?"),
            arguments: [seq << 16, seq << 16 | 0xFFFF])
        let next = last.map { $0 + 1 } ?? seq << 16
        guard next >> 16 == seq else {
            throw StoreError.rejected("\(event.id) has had too many redrives")
        }
        return next
    }
}
