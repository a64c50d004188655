extension Schema {
    /// Deliveries that wait for a person: few, and looked for by people.
    static let waitingForPerson = """
        CREATE INDEX delivery_for_person ON delivery (updated_at)
            WHERE state = 0 AND due_at = 9223372036854775807;
        """
}
