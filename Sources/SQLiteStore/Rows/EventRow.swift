import FoundationEssentials
import GRDB
import Model
import Store

/// How events stand in rows.
enum EventRow {
    /// Ends before `WHERE`; the event is `e`.
    static let select = """
        SELECT e.id_high, e.id_low, (SELECT text FROM name WHERE id = e.source), e.type,
            (SELECT text FROM name WHERE id = e.milestone), coalesce(e.interview, e.run),
            e.definition, e.run, e.received_at, e.fields,
            (SELECT text FROM name WHERE id = e.configuration),
            (SELECT text FROM name WHERE id = e.method), e.query, e.traceparent,
            c.headers, c.explanation, c.body
        FROM event e JOIN event_content c ON c.seq = e.seq
        """

    static func event(_ row: Row) throws(StoreError) -> Event {
        Event(
            id: EventID(uuid: UUIDv7(sqlHigh: row[0], sqlLow: row[1])), source: row[2],
            identity: EventIdentity(
                type: row[3], milestone: Milestone(rawValue: row[4]) ?? .other,
                interview: row[5], definition: row[6], run: row[7],
                fields: try RowText.fields(bytes(row[9]))),
            method: row[11], query: row[12], headers: try RowText.headers(bytes(row[14])),
            body: bytes(row[16]), receivedAt: Timestamp(milliseconds: row[8]),
            configurationVersion: row[10], traceparent: row[13], explanation: bytes(row[15]))
    }

    static func event(_ row: HotRow) throws(StoreError) -> Event {
        func text(_ column: CInt) -> String { row.text(column) ?? "" }
        return Event(
            id: EventID(uuid: UUIDv7(sqlHigh: row.int(0), sqlLow: row.int(1))), source: text(2),
            identity: EventIdentity(
                type: text(3), milestone: Milestone(rawValue: text(4)) ?? .other,
                interview: text(5), definition: text(6), run: text(7),
                fields: try RowText.fields(row.blob(9))),
            method: text(11), query: text(12), headers: try RowText.headers(row.blob(14)),
            body: row.blob(16), receivedAt: Timestamp(milliseconds: row.int(8)),
            configurationVersion: text(10), traceparent: row.text(13), explanation: row.blob(15))
    }

    /// Ends before `WHERE`; the event is `e`.
    static let selectSummary = """
        SELECT e.id_high, e.id_low, (SELECT text FROM name WHERE id = e.source), e.type,
            (SELECT text FROM name WHERE id = e.milestone), coalesce(e.interview, e.run),
            e.definition, e.run, e.received_at, e.body_bytes,
            (SELECT count(*) FROM delivery WHERE seq BETWEEN e.seq << 16 AND e.seq << 16 | 65535)
        FROM event e
        """

    static func summary(_ row: Row) -> EventSummary {
        EventSummary(
            id: EventID(uuid: UUIDv7(sqlHigh: row[0], sqlLow: row[1])), source: row[2],
            type: row[3], milestone: Milestone(rawValue: row[4]) ?? .other, interview: row[5],
            definition: row[6], run: row[7], receivedAt: Timestamp(milliseconds: row[8]),
            bodyBytes: row[9], deliveries: row[10])
    }

    private static func bytes(_ data: Data?) -> [UInt8] { data.map { Array($0) } ?? [] }
}

/// What many rows of one answer share.
struct RowDecoder {
    var events: [Int64: Event] = [:]
    var routes: [String: [String]] = [:]

    mutating func routes(_ json: String) throws(StoreError) -> [String] {
        if let known = routes[json] { return known }
        let list = try RowText.routes(json)
        routes[json] = list
        return list
    }
}
