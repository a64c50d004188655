import FoundationEssentials
import GRDB
import Model
import Store

extension WriteSession {
    /// Adds an entry to the history, unless it is in force already. Files are stored once for each
    /// version; the oldest entries go when there are too many.
    func keep(_ record: ConfigurationRecord) throws {
        let newest = try String.fetchOne(
            db, sql: "SELECT version FROM configuration ORDER BY seq DESC LIMIT 1")
        guard newest != record.version else { return }
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO configuration_files (version, files) VALUES (?, ?);
                """,
            arguments: [record.version.sqlText, Data(RowText.fileBytes(record.files))])
        try db.execute(
            sql: "INSERT INTO configuration (version, activated_at, made_by) VALUES (?, ?, ?)",
            arguments: [
                record.version.sqlText, record.activatedAt.milliseconds, record.by.sqlText,
            ])
        let oldest = db.lastInsertedRowID - Int64(Limits.configurationsKeptMax)
        try db.execute(sql: "DELETE FROM configuration WHERE seq <= ?", arguments: [oldest])
        try db.execute(
            sql: """
                DELETE FROM configuration_files
                WHERE version NOT IN (SELECT version FROM configuration)
                """)
    }
}
