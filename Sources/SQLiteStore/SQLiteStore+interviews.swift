import FoundationEssentials
import GRDB
package import Model
package import Store

extension SQLiteStore {
    package func interviewSettings() throws(StoreError) -> [InterviewSettings] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT source, interview, max(revision), changed_at, made_by, content, sealed
                    FROM interview_settings GROUP BY source, interview ORDER BY source, interview
                    """
            ).map(Self.interviewSettings)
        }
    }

    package func interviewSettings(
        of interview: InterviewKey
    ) throws(StoreError) -> [InterviewSettings] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT source, interview, revision, changed_at, made_by, content, sealed
                    FROM interview_settings WHERE source = ? AND interview = ?
                    ORDER BY revision DESC
                    """,
                arguments: [interview.source.sqlText, interview.interview.sqlText]
            ).map(Self.interviewSettings)
        }
    }

    private static func interviewSettings(_ row: Row) throws(StoreError) -> InterviewSettings {
        var settings = InterviewSettings(
            source: row[0], interview: row[1], changedAt: Timestamp(milliseconds: row[3]),
            by: row[4])
        settings.revision = row[2]
        let content: Data = row[5]
        let sealed: Data? = row[6]
        guard settings.read(content: Array(content), sealed: Array(sealed ?? Data())) else {
            throw RowText.damaged
        }
        return settings
    }
}
