import GRDB
import Model
import Store

/// Finds the oldest unfinished delivery that is meant: goes through an index from the oldest on,
/// and stops at the first.
struct UnfinishedSearch {
    private let query: UnfinishedQuery
    /// Nil: nothing of that source was ever stored.
    private let exempt: Int64?

    init(_ query: UnfinishedQuery, _ db: Database) throws {
        self.query = query
        exempt = try Int64.fetchOne(
            db, sql: "SELECT id FROM name WHERE text = ?", arguments: [query.otherThan.sqlText])
    }

    func oldest(_ db: Database) throws -> Timestamp? {
        let found =
            query.waitsForPerson
            ? [try first(Self.forPerson, db)]
            : try Self.indexed.map { try first($0, db) } + [first(Self.handedOver, db)]
        return found.compactMap(\.self).min()
    }

    private func first(_ sql: String, _ db: Database) throws -> Timestamp? {
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: sql),
            arguments: [
                "before": query.createdBefore.milliseconds, "looks": UnfinishedQuery.looksMax,
            ])
        while let row = try rows.next() {
            // The columns of `select`.
            let source: Int64? = row[1]
            guard let source, source != exempt else { continue }
            return Timestamp(milliseconds: row[0])
        }
        return nil
    }

    /// When it was created, and its event's source: null when it is not meant.
    private static func select(_ isMeant: String) -> String {
        """
        SELECT created_at, CASE WHEN \(isMeant)
            THEN (SELECT source FROM event WHERE event.seq = delivery.seq >> 16) END
        FROM delivery
        """
    }

    /// By state, of those that an index lists.
    private static let indexed = [DeliveryState.pending, .leased, .burying].map {
        """
        \(select("due_at < 9223372036854775807")) INDEXED BY delivery_unfinished
        WHERE state = \($0.code) AND state <= 2 AND created_at < :before
        ORDER BY created_at LIMIT :looks
        """
    }

    /// Their numbers are in the order of their times, to a second: see `Leases`.
    private static let handedOver = """
        \(select("state = 3 AND created_at < :before")) NOT INDEXED
        WHERE seq >= (SELECT seq FROM lease_floor) ORDER BY seq LIMIT :looks
        """

    /// All of them are sorted: they are few.
    private static let forPerson = """
        \(select("true")) INDEXED BY delivery_for_person
        WHERE state = 0 AND due_at = 9223372036854775807 AND created_at < :before
        ORDER BY created_at LIMIT :looks
        """
}
