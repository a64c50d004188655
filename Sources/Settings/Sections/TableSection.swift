import Model
import Routing

/// A table of `tables:` as it was read: for lookups, and to say where each value stands.
struct TableDraft {
    struct Row {
        let key: String
        let value: Placed<String>
    }

    let table: LookupTable
    let rows: [Row]
    /// Of the file that the rows stand in: a CSV file's own.
    let reading: Reading
}

/// Reads `tables:`, inline and from CSV files.
enum TableSection {
    /// The CSV files that a file names, which must be read before the rest is looked at.
    static func files(of root: YAMLNode) -> [Placed<String>] {
        guard case .mapping(let entries) = root.content,
            let tables = entries.first(where: { $0.key == DocumentKeys.tables.name }),
            case .mapping(let named) = tables.value.content
        else { return [] }
        return named.compactMap { entry in
            guard let scalar = entry.value.scalar, isFile(scalar.text) else { return nil }
            return Placed(value: scalar.text, position: entry.value.position)
        }
    }

    /// `files` by name, as `files(of:)` gave them; those that could not be read are not there.
    static func read(
        _ entry: YAMLEntry, _ reading: Reading, files: [String: TableFile]
    ) -> TableDraft? {
        let rows: [TableDraft.Row]
        var owner = reading
        switch entry.value.content {
        case .mapping(let entries):
            rows = entries.compactMap { row in
                ValueKind<Placed<String>>.placedText.read(row.value, reading)
                    .map { TableDraft.Row(key: row.key, value: $0) }
            }
        case .scalar(let scalar) where isFile(scalar.text):
            guard let file = files[scalar.text] else { return nil }
            rows = file.rows()
            owner = file.reading
        case .scalar, .list:
            return reading.expected(
                "a mapping of keys to values, or a file such as tables/channels.csv", entry.value)
        }
        guard rows.count <= Limits.tableRowsMax else {
            reading.error(
                .tooMany, at: entry.position,
                "more than \(Limits.tableRowsMax) entries: there are \(rows.count)")
            return nil
        }
        let table = LookupTable(
            name: entry.key, rows.map { (key: $0.key, value: $0.value.value) })
        return TableDraft(table: table, rows: rows, reading: owner)
    }

    /// Also how a stored configuration tells its tables from included files.
    static func isFile(_ name: String) -> Bool { name.hasSuffix(".csv") && name.utf8.count > 4 }
}
