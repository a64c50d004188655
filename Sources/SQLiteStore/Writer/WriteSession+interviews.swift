import FoundationEssentials
import GRDB
import Model
import Store

extension WriteSession {
    /// Adds a row for each, all with the next revision, and lets go of the oldest.
    func keep(_ settings: [InterviewSettings]) throws -> Int64 {
        let newest = try Int64.fetchOne(db, sql: "SELECT max(revision) FROM interview_settings")
        let revision = (newest ?? 0) + 1
        for entry in settings {
            try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO interview_settings VALUES (?, ?, ?, ?, ?, ?, ?)"
            ).run([
                .text(entry.source), .text(entry.interview), .int(revision),
                .time(entry.changedAt), .text(entry.by), .blob(Data(entry.content)),
                .blobOrNull(entry.auth?.sealed ?? []),
            ])
            try db.cachedStatement(
                sql: """
                    DELETE FROM interview_settings WHERE source = ?1 AND interview = ?2
                    AND revision <= (SELECT revision FROM interview_settings
                        WHERE source = ?1 AND interview = ?2
                        ORDER BY revision DESC LIMIT 1 OFFSET ?3)
                    """
            ).run([
                .text(entry.source), .text(entry.interview),
                .int(Int64(Limits.interviewSettingsKeptMax)),
            ])
        }
        return revision
    }
}
