import GRDB
import GRDBSQLite

/// A prepared statement of the writer, used through SQLite's own functions: for what runs for
/// every event and delivery. GRDB's argument lists and rows cost several times what SQLite does
/// for a row. Confined to the writer thread.
///
/// GRDB prepares and finalizes it; everything in between is sqlite.org/c3ref/stmt.html.
struct HotStatement {
    private let owner: Statement
    private let handle: OpaquePointer

    init(_ db: Database, _ sql: String) throws {
        owner = try db.makeStatement(sql: sql)
        guard let handle = owner.sqliteStatement as OpaquePointer? else { throw RowText.damaged }
        self.handle = handle
    }

    /// Executes it with what `bind` binds, one value for each of its places, in their order.
    func run(_ bind: (inout HotValues) throws -> Void) throws {
        try each(bind) { _ in }
    }

    /// Likewise, with a blob for its last place that SQLite does not copy; null for an empty one.
    func run(
        last blob: [UInt8], _ bind: (inout HotValues) throws -> Void
    ) throws {
        // Nothing may refer to the bytes when they are gone.
        defer { sqlite3_clear_bindings(handle) }
        try blob.withUnsafeBytes { bytes in
            try each(
                { values in
                    try bind(&values)
                    values.blobOrNull(uncopied: bytes)
                }, read: { _ in })
        }
    }

    /// Executes it and reads every row. The statement must not be used again from within `read`.
    func each(
        _ bind: (inout HotValues) throws -> Void, read: (HotRow) throws -> Void
    ) throws {
        // A statement that is left in the middle of its rows would keep the transaction open.
        defer { sqlite3_reset(handle) }
        var values = HotValues(handle: handle)
        try bind(&values)
        guard values.code == SQLITE_OK else { throw error(values.code) }
        precondition(
            values.place == sqlite3_bind_parameter_count(handle), "as many values as places")
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: try read(HotRow(handle: handle))
            case SQLITE_DONE: return
            case let code: throw error(code)
            }
        }
    }

    private func error(_ code: CInt) -> DatabaseError {
        let connection = sqlite3_db_handle(handle)
        let text = sqlite3_errmsg(connection).map { String(cString: $0) }
        let extended = sqlite3_extended_errcode(connection)
        return DatabaseError(
            resultCode: ResultCode(rawValue: extended & 0xFF == code & 0xFF ? extended : code),
            message: text)
    }
}

/// Binds the values of a `HotStatement`. SQLite copies what it is given.
/// Source: sqlite.org/c3ref/bind_blob.html
struct HotValues {
    fileprivate let handle: OpaquePointer
    fileprivate var place: CInt = 0
    /// The first failure.
    fileprivate var code: CInt = 0

    fileprivate init(handle: OpaquePointer) { self.handle = handle }

    mutating func int(_ value: Int64) {
        place += 1
        note(sqlite3_bind_int64(handle, place, value))
    }

    mutating func int(_ value: Int64?) {
        if let value { int(value) } else { null() }
    }

    mutating func int(_ value: Int) { int(Int64(value)) }

    mutating func null() {
        place += 1
        note(sqlite3_bind_null(handle, place))
    }

    mutating func text(_ value: String) {
        place += 1
        var value = value
        var hasEnd = false
        let code = value.withUTF8 { bytes -> CInt in
            hasEnd = bytes.contains(0)
            // A null pointer would bind a null.
            guard let start = bytes.baseAddress, !hasEnd else { return SQLITE_OK }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                sqlite3_bind_text(handle, place, $0, CInt(bytes.count), Self.copied)
            }
        }
        note(code)
        if hasEnd || value.isEmpty {
            note(sqlite3_bind_text(handle, place, value.sqlText, -1, Self.copied))
        }
    }

    mutating func text(_ value: String?) {
        if let value { text(value) } else { null() }
    }

    /// Nothing is kept as null.
    mutating func textOrNull(_ value: String) {
        if value.isEmpty { null() } else { text(value) }
    }

    /// Nothing is kept as null.
    mutating func blobOrNull(_ value: [UInt8]) {
        if value.isEmpty { null() } else { blob(value) }
    }

    mutating func blob(_ value: [UInt8]) {
        place += 1
        let code = value.withUnsafeBytes { bytes in
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, place, 0)
                : sqlite3_bind_blob64(
                    handle, place, bytes.baseAddress, UInt64(bytes.count), Self.copied)
        }
        note(code)
    }

    fileprivate mutating func blobOrNull(uncopied bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return null() }
        place += 1
        note(sqlite3_bind_blob64(handle, place, bytes.baseAddress, UInt64(bytes.count), nil))
    }

    private mutating func note(_ code: CInt) {
        if self.code == SQLITE_OK { self.code = code }
    }

    /// `SQLITE_TRANSIENT`, which is a macro that Swift does not see.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// The row a `HotStatement` stands on. Columns are counted from 0.
/// Source: sqlite.org/c3ref/column_blob.html
struct HotRow {
    fileprivate let handle: OpaquePointer

    func isNull(_ column: CInt) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    func int(_ column: CInt) -> Int64 { sqlite3_column_int64(handle, column) }
    func intOrNull(_ column: CInt) -> Int64? { isNull(column) ? nil : int(column) }

    func text(_ column: CInt) -> String? {
        guard let start = sqlite3_column_text(handle, column) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func blob(_ column: CInt) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, column))
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
