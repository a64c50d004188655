extension Match {
    /// What is looked at, in words: `source is "xobin"`; a `where` as its conditions. None: every
    /// event.
    package var clauses: [String] {
        let fields = RuleField.allCases.compactMap { field in
            matcher(field).map { RuleClause(field, $0).description }
        }
        guard let filter = self.where else { return fields }
        let program = FilterProgram(filter, slots: [:])
        guard case .and = program.nodes[0].kind else {
            return fields + [RuleClause(program, 0).description]
        }
        var (conditions, node): ([String], Int) = ([], 1)
        while node < program.nodes[0].end {
            conditions.append(RuleClause(program, node).description)
            node = program.nodes[node].end
        }
        return fields + conditions
    }
}
