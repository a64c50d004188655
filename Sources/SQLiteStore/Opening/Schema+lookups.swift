extension Schema {
    /// Whether an attempt asked for whom the message is, or carried it.
    static let lookups = "ALTER TABLE attempt ADD COLUMN lookup INTEGER NOT NULL DEFAULT 0;"
}
