extension Filter: CustomStringConvertible {
    /// In words: `fields.score gte 80 and (source eq "xobin" or run not exists true)`.
    package var description: String {
        switch self {
        case .condition(let path, let test): RuleClause(path, test).description
        case .not(.condition(let path, let test)): RuleClause(path, test).negated.description
        case .not(let part): "not (\(part))"
        case .and(let parts): parts.map(\.nested).joined(separator: " and ")
        case .or(let parts): parts.map(\.nested).joined(separator: " or ")
        }
    }

    /// As a part of another.
    private var nested: String {
        switch self {
        case .and, .or: "(\(self))"
        case .not, .condition: description
        }
    }
}

extension FilterTest {
    private static let askedMax = 256

    /// What it asks of elements, in words, cut; empty when it looks at none.
    var asked: String {
        guard let text = child?.description else { return "" }
        let start = text.unicodeScalars.prefix(Self.askedMax)
        return start.endIndex == text.endIndex ? text : String(start) + "…"
    }
}
