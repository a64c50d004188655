import FoundationEssentials
import GRDB
import Model

/// Identifiers are kept as two integers, with the top bit turned so that SQLite's signed order is
/// their order.
extension UUIDv7 {
    var sqlHigh: Int64 { Int64(bitPattern: high ^ 1 << 63) }
    var sqlLow: Int64 { Int64(bitPattern: low ^ 1 << 63) }

    init(sqlHigh: Int64, sqlLow: Int64) {
        self.init(
            high: UInt64(bitPattern: sqlHigh) ^ 1 << 63, low: UInt64(bitPattern: sqlLow) ^ 1 << 63)
    }

    /// The `sqlHigh` that none made at `time` or later is below.
    static func sqlHighMin(at time: Timestamp) -> Int64 {
        let milliseconds = UInt64(clamping: max(0, min(time.milliseconds, 1 << 47)))
        return Int64(bitPattern: milliseconds << 16 ^ 1 << 63)
    }
}

/// Arguments of hot statements are built as values at once, which saves a box for each of them.
extension DatabaseValue {
    static func int(_ value: Int64?) -> DatabaseValue { value?.databaseValue ?? .null }
    static func int(_ value: Int?) -> DatabaseValue { value?.databaseValue ?? .null }
    static func time(_ value: Timestamp) -> DatabaseValue { value.milliseconds.databaseValue }
    static func bool(_ value: Bool) -> DatabaseValue { value.databaseValue }
    static func text(_ value: String?) -> DatabaseValue {
        value?.sqlText.databaseValue ?? .null
    }
    /// Nothing is kept as null.
    static func textOrNull(_ value: String) -> DatabaseValue {
        value.isEmpty ? .null : .text(value)
    }
    static func blob(_ value: Data?) -> DatabaseValue { value?.databaseValue ?? .null }
    static func blobOrNull(_ value: [UInt8]) -> DatabaseValue {
        value.isEmpty ? .null : Data(value).databaseValue
    }
}

extension String {
    /// SQLite's text ends at a NUL, and would be cut short there: one becomes U+FFFD.
    var sqlText: String {
        utf8.contains(0)
            ? split(separator: "\0", omittingEmptySubsequences: false)
                .joined(separator: "\u{FFFD}") : self
    }
}

extension Statement {
    private static let nothing = StatementArguments()

    /// Executes it with these values, bound one by one: that costs half of what GRDB's argument
    /// lists do. As many as the statement has places.
    func run(_ values: [DatabaseValue]) throws {
        // Resets the statement and clears what was bound before.
        setUncheckedArguments(Self.nothing)
        var place: CInt = 1
        for value in values {
            let code = value.bind(to: sqliteStatement, at: place)
            guard code == 0 else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
            place += 1
        }
        do {
            try execute()
        } catch {
            // SQLite repeats an error at the reset that follows: take that one here, or the next
            // use of the statement fails by it. Source: sqlite.org/c3ref/reset.html
            try? execute()
            throw error
        }
    }
}

extension DeliveryState {
    /// As stored. The order matters to the partial indexes: 0…2 are the unfinished ones that an
    /// index lists.
    var code: Int64 {
        switch self {
        case .pending: 0
        case .leased: 1
        case .burying: 2
        case .delivered: 4
        case .dead: 5
        case .cancelled: 6
        }
    }

    /// The other code of `.leased`: handed over with its event, without a lane.
    static let handedOverCode: Int64 = 3

    init?(code: Int64) {
        guard code != Self.handedOverCode else {
            self = .leased
            return
        }
        guard let state = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = state
    }
}
