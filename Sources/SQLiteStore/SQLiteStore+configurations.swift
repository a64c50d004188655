import FoundationEssentials
import GRDB
import Model
package import Store

extension SQLiteStore {
    package func configuration(_ version: String) throws(StoreError) -> ConfigurationRecord? {
        try read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT c.version, c.activated_at, c.made_by, f.files
                    FROM configuration c JOIN configuration_files f ON f.version = c.version
                    WHERE c.version = ? ORDER BY c.seq DESC LIMIT 1
                    """,
                arguments: [version.sqlText]
            ).map { row in
                let files: Data = row[3]
                return ConfigurationRecord(
                    version: row[0], activatedAt: Timestamp(milliseconds: row[1]), by: row[2],
                    files: try RowText.files(Array(files)))
            }
        }
    }

    package func configurations(limit: Int) throws(StoreError) -> [ConfigurationSummary] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT version, activated_at, made_by FROM configuration
                    ORDER BY seq DESC LIMIT ?
                    """,
                arguments: [max(0, limit)]
            ).map { row in
                ConfigurationSummary(
                    version: row[0], activatedAt: Timestamp(milliseconds: row[1]), by: row[2])
            }
        }
    }
}
