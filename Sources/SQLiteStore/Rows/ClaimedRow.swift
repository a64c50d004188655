import Model

/// What a claim reads of a due row of `delivery`.
struct ClaimedRow {
    /// Values: target, due until, limit. Read to the end before the index it goes by changes.
    static let select = """
        SELECT d.seq, d.id_high, d.id_low, d.destination, d.routes, d.created_at, d.due_at,
            d.attempts, d.excused, d.expires_at, d.lane, d.webhook_high, d.webhook_low,
            d.origin_high, d.origin_low, d.generation
        FROM delivery d INDEXED BY delivery_due
        WHERE d.target = ? AND d.state = 0 AND d.behind = 0 AND d.due_at <= ?
        ORDER BY d.due_at, d.seq LIMIT ?
        """

    let seq: Int64
    let id: DeliveryID
    private let webhookID: DeliveryID?
    private let destination: String
    /// Stands for the list in the table of names.
    let routes: Int64
    let createdAt: Timestamp
    private let expiresAt: Timestamp?
    private let lane: String?
    private let redrive: RedriveMark?
    private let dueAt: Timestamp
    private let attempts: Int
    private let excusedMilliseconds: Int64

    init(_ row: HotRow) {
        func id(_ high: CInt, _ low: CInt) -> DeliveryID {
            DeliveryID(uuid: UUIDv7(sqlHigh: row.int(high), sqlLow: row.int(low)))
        }
        seq = row.int(0)
        self.id = id(1, 2)
        destination = row.text(3) ?? ""
        routes = row.int(4)
        createdAt = Timestamp(milliseconds: row.int(5))
        dueAt = Timestamp(milliseconds: row.int(6))
        attempts = Int(row.int(7))
        excusedMilliseconds = row.int(8)
        expiresAt = row.intOrNull(9).map(Timestamp.init(milliseconds:))
        lane = row.text(10)
        webhookID = row.isNull(11) ? nil : id(11, 12)
        redrive =
            row.isNull(13)
            ? nil : RedriveMark(origin: id(13, 14), generation: Int(row.int(15)))
    }

    func leased(target: String, routes: [String], event: Event) -> LeasedDelivery {
        LeasedDelivery(
            delivery: Delivery(
                id: id, webhookID: webhookID, target: target, destination: destination,
                routes: routes, createdAt: createdAt, expiresAt: expiresAt, lane: lane,
                redrive: redrive),
            event: event, attempts: attempts, dueAt: dueAt,
            excusedMilliseconds: excusedMilliseconds)
    }
}
