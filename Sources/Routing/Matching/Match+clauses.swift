extension Match {
    /// What is looked at, in words: `source is "xobin"`; a `where` as its conditions. None: every
    /// event.
    package var clauses: [String] {
        let fields = RuleField.allCases.compactMap { field in
            matcher(field).map { RuleClause(field, $0).description }
        }
        guard let filter = self.where else { return fields }
        guard case .and(let parts) = filter else { return fields + [filter.description] }
        return fields + parts.map(\.description)
    }
}
