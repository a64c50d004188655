/// A table of routes.yaml: keys and what they stand for. Compared byte for byte.
///
/// A class, so that routes share it; two tables are the same when they are one.
package final class LookupTable: Sendable, Hashable {
    package let name: String
    /// Each once, in no order.
    package let values: Set<String>
    private let entries: [ByteText: String]

    /// Of a key that stands twice the last value counts: whoever reads the file has refused that.
    package init(name: String, _ entries: [(key: String, value: String)]) {
        self.name = name
        values = Set(entries.map(\.value))
        self.entries = Dictionary(
            entries.map { (ByteText($0.key), $0.value) }, uniquingKeysWith: { $1 })
    }

    subscript(key: String) -> String? { entries[ByteText(key)] }

    package static func == (left: LookupTable, right: LookupTable) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A place of a route that a table fills for each event: `{ table: channel, key: "{{source}}" }`.
package struct Lookup: Hashable, Sendable {
    package var table: LookupTable
    package var key: LookupKey

    package init(table: LookupTable, key: LookupKey) {
        self.table = table
        self.key = key
    }
}
