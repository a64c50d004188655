import FoundationEssentials
import GRDB
import Model
import Store

/// One row of `delivery`.
struct DeliveryRow {
    /// Ends before `INDEXED BY` or `WHERE`; the delivery is `d`.
    static let select = """
        SELECT d.seq, d.id_high, d.id_low, (SELECT text FROM name WHERE id = d.target),
            d.destination, (SELECT text FROM name WHERE id = d.routes), d.state, d.created_at,
            d.due_at, d.updated_at, d.attempts, d.excused, d.expires_at, d.lane,
            d.webhook_high, d.webhook_low, d.origin_high, d.origin_low, d.generation,
            d.took, d.status, d.snippet, d.reason, d.file
        FROM delivery d
        """

    let seq: Int64
    let delivery: Delivery
    let state: DeliveryState
    let dueAt: Timestamp
    let updatedAt: Timestamp
    let attempts: Int
    let excusedMilliseconds: Int64
    let reason: Reason?
    let deadLetterFile: String?
    /// The first attempt, when it was accepted.
    let accepted: Attempt?

    init(_ row: Row, _ decoder: inout RowDecoder) throws(StoreError) {
        guard let state = DeliveryState(code: row[6]) else { throw RowText.damaged }
        self.state = state
        seq = row[0]
        let id = DeliveryID(uuid: UUIDv7(sqlHigh: row[1], sqlLow: row[2]))
        delivery = Delivery(
            id: id, webhookID: Self.id(row[14], row[15]), target: row[3],
            destination: row[4] ?? "", routes: try decoder.routes(row[5]),
            createdAt: Timestamp(milliseconds: row[7]),
            expiresAt: (row[12] as Int64?).map(Timestamp.init(milliseconds:)), lane: row[13],
            redrive: Self.id(row[16], row[17]).map {
                RedriveMark(origin: $0, generation: row[18])
            })
        dueAt = Timestamp(milliseconds: row[8])
        updatedAt = Timestamp(milliseconds: row[9])
        attempts = row[10]
        excusedMilliseconds = row[11]
        reason = try RowText.reason(row[22])
        deadLetterFile = row[23]
        accepted = (row[19] as Int64?).map { [updatedAt] took in
            Attempt(
                number: 1, startedAt: updatedAt + Milliseconds(-took), tookMilliseconds: took,
                status: row[20], outcome: .delivered, snippet: row[21] ?? "")
        }
    }

    var event: Int64 { seq >> 16 }

    func summary(of event: EventID) -> DeliverySummary {
        DeliverySummary(
            delivery: delivery, event: event, state: state, attempts: attempts, dueAt: dueAt,
            updatedAt: updatedAt, reason: reason, deadLetterFile: deadLetterFile)
    }

    private static func id(_ high: Int64?, _ low: Int64?) -> DeliveryID? {
        guard let high, let low else { return nil }
        return DeliveryID(uuid: UUIDv7(sqlHigh: high, sqlLow: low))
    }
}

/// How attempts stand in rows.
enum AttemptRow {
    static let select = """
        SELECT number, started_at, took, status, class, reason, retry_after, ambiguous, snippet,
            lookup
        FROM attempt
        """

    static func attempt(_ row: Row) throws(StoreError) -> Attempt {
        guard let outcome = Outcome.Class(rawValue: row[4]),
            let reason = try RowText.reason(row[5])
        else { throw RowText.damaged }
        return Attempt(
            number: row[0], kind: row[9] ? .lookup : .message,
            startedAt: Timestamp(milliseconds: row[1]), tookMilliseconds: row[2], status: row[3],
            outcome: Outcome(
                outcome, reason, retryAfter: (row[6] as Int64?).map { Milliseconds($0) },
                isAmbiguous: row[7]),
            snippet: row[8] ?? "")
    }
}
