import Model

/// One clause of a route in words: `fields.score gte 80`.
package struct RuleClause: Equatable, Sendable, CustomStringConvertible {
    /// The field or path it looks at; empty for an `or`, an `and`, or a `not` around them.
    package let path: String
    /// An operator of routes.yaml; `is` for the clauses of `match` itself; `not` before it when
    /// it is negated.
    package let name: String
    /// What it wants, as JSON; long texts and lists are cut. Of `any`, `all` and `none` what they
    /// ask of elements, in words. Empty when there is no such thing.
    package let wanted: String
    /// The same words, not as JSON; empty for all other operators.
    private let asked: String
    /// Part of the route's `where`.
    package let isWhere: Bool

    package var description: String {
        [path, name, asked.isEmpty ? wanted : "{ \(asked) }"].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    private static let textMax = 80
    private static let listMax = 5

    init(_ field: RuleField, _ matcher: TextMatcher) {
        let patterns = matcher.patterns
        path = field.name
        name = "is"
        wanted =
            patterns.count == 1
            ? Self.json(.string(patterns[0])) : Self.json(patterns.map { .string($0) })
        asked = ""
        isWhere = false
    }

    /// A node of a `where`.
    init(_ program: FilterProgram, _ node: Int) {
        switch program.nodes[node].kind {
        case .and: self.init(where: "", "and", "")
        case .or: self.init(where: "", "or", "")
        case .not: self = RuleClause(program, node + 1).negated
        case .condition(let condition):
            self.init(condition.path, condition.test, asked: condition.asked)
        }
    }

    /// A condition of a `where`.
    init(_ path: FilterPath, _ test: FilterTest) { self.init(path, test, asked: test.asked) }

    private init(_ path: FilterPath, _ test: FilterTest, asked: String) {
        self.init(
            where: path.text, test.name.rawValue, Self.wanted(test, asked: asked), asked: asked)
    }

    private init(where path: String, _ name: String, _ wanted: String, asked: String = "") {
        self.path = path
        self.name = name
        self.wanted = wanted
        self.asked = asked
        isWhere = true
    }

    /// With `not` before it.
    var negated: RuleClause { RuleClause(where: path, "not \(name)", wanted, asked: asked) }

    private static func wanted(_ test: FilterTest, asked: String) -> String {
        switch test {
        case .equals(let value), .differs(let value), .ordered(_, let value), .contains(let value):
            json(value)
        case .isOne(let values), .isNone(let values): json(values)
        case .startsWith(let text), .endsWith(let text): json(.string(text))
        case .exists(let isThere): isThere ? "true" : "false"
        case .matches(let pattern): json(.string(pattern.description))
        case .any, .all, .none: quoted(asked)
        }
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter(reservingCapacity: text.utf8.count + 2)
        writer.string(text)
        return writer.text
    }

    /// Cut, since it is stored with every event that comes near.
    static func json(_ value: JSONScalar) -> String {
        var writer = JSONWriter(reservingCapacity: 32)
        switch value {
        case .string(let text) where text.utf8.count > textMax:
            writer.string(text.prefix(textMax / 4) + "…")
        case .number(let number) where number.text.utf8.count > textMax:
            writer.string(number.text.prefix(textMax / 4) + "…")
        default: writer.scalar(value)
        }
        return writer.text
    }

    private static func json(_ values: [JSONScalar]) -> String {
        var items = values.prefix(listMax).map { json($0) }
        if values.count > listMax { items.append("\"… \(values.count) in all\"") }
        return "[" + items.joined(separator: ",") + "]"
    }
}

extension Rule {
    /// The clause that a `CompactMiss` names by number.
    func clause(_ number: Int) -> RuleClause {
        if number >= CompactMiss.firstWhere, let program {
            return RuleClause(program, number - CompactMiss.firstWhere)
        }
        guard let (field, matcher) = clauses.first(where: { $0.field.rawValue == number }) else {
            preconditionFailure("a clause that this rule does not have")
        }
        return RuleClause(field, matcher)
    }
}
