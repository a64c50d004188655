extension Schema {
    /// What the settings API was told, one row for each change of each interview; `interview` is
    /// empty for all of a source. `content` is JSON (`InterviewSettings.content`), `sealed` the
    /// credential; null: there is none.
    static let interviewSettings = """
        CREATE TABLE interview_settings (
            source TEXT NOT NULL, interview TEXT NOT NULL, revision INTEGER NOT NULL,
            changed_at INTEGER NOT NULL, made_by TEXT NOT NULL, content BLOB NOT NULL, sealed BLOB,
            PRIMARY KEY (source, interview, revision)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX interview_settings_revision ON interview_settings (revision);
        """
}
