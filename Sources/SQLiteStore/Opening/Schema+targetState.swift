extension Schema {
    /// What a target's state carries beyond its word: JSON, see `TargetStateDetail`. Null: nothing.
    static let targetStateDetail = "ALTER TABLE target_state ADD COLUMN detail BLOB;"
}
