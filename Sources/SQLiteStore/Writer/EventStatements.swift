import FoundationEssentials
import GRDB
import Model
import Store

/// Prepared statements on events. For the writer thread.
struct EventStatements {
    private let insertEvent: Statement
    private let insertContent: Statement
    private let insertKey: Statement
    private let selectKey: Statement
    private let selectSeq: Statement
    let selectEvent: Statement

    init(_ db: Database) throws {
        insertEvent = try db.makeStatement(
            sql: """
                INSERT INTO event (seq, id_high, id_low, source, type, milestone, interview,
                    definition, run, received_at, routed, body_bytes, fields, configuration,
                    method, query, traceparent)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        insertContent = try db.makeStatement(
            sql: "INSERT INTO event_content VALUES (?, ?, ?, ?)")
        insertKey = try db.makeStatement(
            sql: """
                INSERT INTO dedupe VALUES (?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET
                    event_high = excluded.event_high, event_low = excluded.event_low,
                    expires_at = excluded.expires_at
                WHERE expires_at <= ?
                """)
        selectKey = try db.makeStatement(
            sql: "SELECT event_high, event_low FROM dedupe WHERE digest = ?")
        selectSeq = try db.makeStatement(
            sql: "SELECT seq FROM event WHERE id_high = ? AND id_low = ?")
        selectEvent = try db.makeStatement(sql: EventRow.select + " WHERE e.seq = ?")
    }

    /// The event that has this key already; nil: it is `event`'s now.
    func original(_ key: DedupeKey, _ event: Event, _ db: Database) throws -> EventID? {
        let digest = Data(key.digest)
        let uuid = event.id.uuid
        try insertKey.run([
            .blob(digest), .int(uuid.sqlHigh), .int(uuid.sqlLow), .time(key.expiresAt),
            .time(event.receivedAt),
        ])
        guard db.changesCount == 0 else { return nil }
        guard let row = try Row.fetchOne(selectKey, arguments: [digest]) else {
            throw RowText.damaged
        }
        return EventID(uuid: UUIDv7(sqlHigh: row[0], sqlLow: row[1]))
    }

    func seq(_ id: EventID) throws -> Int64? {
        try Int64.fetchOne(selectSeq, arguments: [id.uuid.sqlHigh, id.uuid.sqlLow])
    }

    func insert(
        _ event: Event, seq: Int64, isRouted: Bool, _ names: inout NameTable
    ) throws {
        let identity = event.identity
        try insertEvent.run([
            .int(seq), .int(event.id.uuid.sqlHigh), .int(event.id.uuid.sqlLow),
            .int(try names.id(event.source)), .text(identity.type),
            .int(try names.id(identity.milestone.rawValue)),
            identity.interview == identity.run ? .null : .text(identity.interview),
            .text(identity.definition), .text(identity.run), .time(event.receivedAt),
            .bool(isRouted), .int(event.body.count), .blob(RowText.fields(identity.fields)),
            .int(try names.id(event.configurationVersion)), .int(try names.id(event.method)),
            .text(event.query), .text(event.traceparent),
        ])
        try insertContent.run([
            .int(seq), .blob(RowText.headers(event.headers)), .blobOrNull(event.explanation),
            .blobOrNull(event.body),
        ])
    }
}
