extension Schema {
    /// Whether an attempt asked for whom the message is, or carried it.
    static let lookups = "ALTER TABLE attempt ADD COLUMN lookup INTEGER NOT NULL DEFAULT 0;"

    /// A lookup has the number of the message that it comes before: a key cannot be changed in
    /// place (sqlite.org/lang_altertable.html, section 7).
    static let lookupNumbers = """
        CREATE TABLE new_attempt (
            delivery INTEGER NOT NULL, number INTEGER NOT NULL, started_at INTEGER NOT NULL,
            took INTEGER NOT NULL, status INTEGER, class TEXT NOT NULL, reason BLOB NOT NULL,
            retry_after INTEGER, ambiguous INTEGER NOT NULL, snippet TEXT,
            lookup INTEGER NOT NULL, PRIMARY KEY (delivery, number, lookup)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO new_attempt SELECT * FROM attempt;
        DROP TABLE attempt;
        ALTER TABLE new_attempt RENAME TO attempt;
        """
}
