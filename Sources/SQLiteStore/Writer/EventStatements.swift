import GRDB
import Model
import Store

/// Prepared statements on events. For the writer thread.
struct EventStatements {
    private let insertEvent: HotStatement
    private let insertContent: HotStatement
    private let insertKey: HotStatement
    private let selectKey: HotStatement
    private let selectSeq: Statement
    private let selectEvent: HotStatement

    init(_ db: Database) throws {
        insertEvent = try HotStatement(
            db,
            """
            INSERT INTO event (seq, id_high, id_low, source, type, milestone, interview,
                definition, run, received_at, routed, body_bytes, fields, configuration,
                method, query, traceparent)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insertContent = try HotStatement(
            db, "INSERT INTO event_content VALUES (?, ?, ?, ?)")
        insertKey = try HotStatement(
            db,
            """
            INSERT INTO dedupe VALUES (?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET
                event_high = excluded.event_high, event_low = excluded.event_low,
                expires_at = excluded.expires_at
            WHERE expires_at <= ?
            """)
        selectKey = try HotStatement(
            db, "SELECT event_high, event_low FROM dedupe WHERE digest = ?")
        selectSeq = try db.makeStatement(
            sql: "SELECT seq FROM event WHERE id_high = ? AND id_low = ?")
        selectEvent = try HotStatement(db, EventRow.select + " WHERE e.seq = ?")
    }

    /// The event that has this key already; nil: it is `event`'s now.
    func original(_ key: DedupeKey, _ event: Event, _ db: Database) throws -> EventID? {
        let uuid = event.id.uuid
        try insertKey.run { values in
            values.blob(key.digest)
            values.int(uuid.sqlHigh)
            values.int(uuid.sqlLow)
            values.int(key.expiresAt.milliseconds)
            values.int(event.receivedAt.milliseconds)
        }
        guard db.changesCount == 0 else { return nil }
        var original: EventID?
        try selectKey.each {
            $0.blob(key.digest)
        } read: { row in
            original = EventID(uuid: UUIDv7(sqlHigh: row.int(0), sqlLow: row.int(1)))
        }
        guard let original else { throw RowText.damaged }
        return original
    }

    func event(_ seq: Int64) throws -> Event? {
        var event: Event?
        try selectEvent.each {
            $0.int(seq)
        } read: {
            event = try EventRow.event($0)
        }
        return event
    }

    func seq(_ id: EventID) throws -> Int64? {
        try Int64.fetchOne(selectSeq, arguments: [id.uuid.sqlHigh, id.uuid.sqlLow])
    }

    func insert(
        _ event: Event, seq: Int64, isRouted: Bool, _ names: inout NameTable
    ) throws {
        let identity = event.identity
        let source = try names.id(event.source)
        let milestone = try names.id(identity.milestone.rawValue)
        let configuration = try names.id(event.configurationVersion)
        let method = try names.id(event.method)
        try insertEvent.run { values in
            values.int(seq)
            values.int(event.id.uuid.sqlHigh)
            values.int(event.id.uuid.sqlLow)
            values.int(source)
            values.text(identity.type)
            values.int(milestone)
            values.text(identity.interview == identity.run ? nil : identity.interview)
            values.text(identity.definition)
            values.text(identity.run)
            values.int(event.receivedAt.milliseconds)
            values.int(isRouted ? 1 : 0)
            values.int(event.body.count)
            values.blobOrNull(RowText.fieldBytes(identity.fields))
            values.int(configuration)
            values.int(method)
            values.text(event.query)
            values.text(event.traceparent)
        }
        try insertContent.run(last: event.body) { values in
            values.int(seq)
            values.blob(RowText.headerBytes(event.headers))
            values.blobOrNull(event.explanation)
        }
    }
}
