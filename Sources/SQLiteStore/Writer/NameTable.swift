import GRDB
import Model

/// Texts that repeat, by the small number that stands for them in rows. For the writer thread.
struct NameTable {
    /// Beyond it the cache starts anew; the table itself stays.
    static let cachedMax = 20_000

    private var ids: [String: Int64] = [:]
    private var routeLists: [[String]: Int64] = [:]
    private var routesByID: [Int64: [String]] = [:]
    /// Not committed yet.
    private var isProvisional = false
    private let insert: Statement
    private let select: Statement
    private let selectText: Statement

    init(_ db: Database) throws {
        insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO name (text) VALUES (?)")
        select = try db.makeStatement(sql: "SELECT id FROM name WHERE text = ?")
        selectText = try db.makeStatement(sql: "SELECT text FROM name WHERE id = ?")
    }

    /// The number of a text; a new one when it is new.
    mutating func id(_ text: String) throws -> Int64 {
        if let id = ids[text] { return id }
        let stored = text.sqlText
        if let id = try known(stored) {
            remember(text, id)
            return id
        }
        try insert.run([stored.databaseValue])
        isProvisional = true
        guard let id = try known(stored) else { throw RowText.damaged }
        remember(text, id)
        return id
    }

    /// The number of a text that is stored; nil when it never was.
    func existing(_ text: String) throws -> Int64? {
        if let id = ids[text] { return id }
        return try known(text.sqlText)
    }

    mutating func id(routes: [String]) throws -> Int64 {
        if let id = routeLists[routes] { return id }
        let id = try id(RowText.routes(routes))
        routeLists[routes] = id
        return id
    }

    /// The list that a number stands for.
    mutating func routes(_ id: Int64) throws -> [String] {
        if let routes = routesByID[id] { return routes }
        guard let text = try String.fetchOne(selectText, arguments: [id]) else {
            throw RowText.damaged
        }
        let routes = try RowText.routes(text)
        if routesByID.count >= Self.cachedMax { routesByID = [:] }
        routesByID[id] = routes
        return routes
    }

    mutating func committed() { isProvisional = false }

    /// What was new is not stored after all. `isPartial`: only a part of the transaction was
    /// undone, so that the rest is still provisional.
    mutating func rolledBack(isPartial: Bool = false) {
        guard isProvisional else { return }
        isProvisional = isPartial
        ids = [:]
        routeLists = [:]
        routesByID = [:]
    }

    private func known(_ text: String) throws -> Int64? {
        try Int64.fetchOne(select, arguments: [text])
    }

    private mutating func remember(_ text: String, _ id: Int64) {
        if ids.count + routeLists.count >= Self.cachedMax {
            ids = [:]
            routeLists = [:]
        }
        ids[text] = id
    }
}
