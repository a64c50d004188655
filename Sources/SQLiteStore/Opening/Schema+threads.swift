extension Schema {
    /// The first message of each run in a channel, by `ThreadKey.text`.
    static let threads = """
        CREATE TABLE thread (
            key TEXT PRIMARY KEY, message TEXT NOT NULL, made_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX thread_age ON thread (made_at);
        """
}
