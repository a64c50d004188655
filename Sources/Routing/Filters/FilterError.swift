/// One mistake in a filter, and where it stands. Safe to log: it quotes configuration only.
package struct FilterError: Error, Equatable, Sendable, CustomStringConvertible {
    /// One step from the filter's own node to the node at fault.
    package enum Step: Equatable, Sendable {
        case key(String)
        case index(Int)
    }

    package enum Problem: Equatable, Sendable {
        /// The first part of a path names no field of an event.
        case unknownField(String, nearest: String?)
        case unknownOperator(String, nearest: String?)
        case unknownMilestone(String, nearest: String?)
        /// `fields`, `query` or `headers` without saying which.
        case nameMissing(String)
        /// A path goes below a field that is a single value.
        case nothingBelow(String)
        case malformedPath(String)
        /// An empty map or list: it would match everything or nothing.
        case empty
        case mapExpected
        /// A list where one value is meant; `in` takes lists.
        case valueExpected(FilterOperator)
        case listExpected(String)
        case textExpected(FilterOperator)
        case boolExpected(FilterOperator)
        /// An ordering takes a number or text.
        case orderableExpected(FilterOperator)
        /// The field is always text: a value of this kind never equals it.
        case neverEqual(field: String, wanted: String)
        /// An ordering of ids by a number: they are text, and `10` stands before `9` there.
        case orderedText(field: String)
        case timeExpected(String)
        case pattern(PatternError)
        /// Some keys are operators, some are paths; a path named like an operator begins with `/`.
        case mixedKeys
        case tooDeep(max: Int)
        case tooManyConditions(max: Int)
    }

    package var at: [Step]
    package var problem: Problem

    package init(at: [Step] = [], _ problem: Problem) {
        self.at = at
        self.problem = problem
    }

    package var description: String { problem.description }

    /// The likely fix in one word, for "did you mean"; nil when there is none.
    package var nearest: String? {
        switch problem {
        case .unknownField(_, let nearest), .unknownOperator(_, let nearest),
            .unknownMilestone(_, let nearest):
            nearest
        default: nil
        }
    }
}

/// Every mistake of one filter, in the order written; never empty.
package struct FilterErrors: Error, Equatable, Sendable {
    package var all: [FilterError]
}

extension FilterError.Problem: CustomStringConvertible {
    package var description: String {
        func nearest(_ name: String?) -> String { name.map { "; did you mean \"\($0)\"?" } ?? "" }
        return switch self {
        case .unknownField(let name, let near):
            "an event has no field \"\(name)\"" + nearest(near)
        case .unknownOperator(let name, let near): "no operator \"\(name)\"" + nearest(near)
        case .unknownMilestone(let name, let near): "no milestone \"\(name)\"" + nearest(near)
        case .nameMissing(let root): "say which one: \"\(root).NAME\""
        case .nothingBelow(let root): "\"\(root)\" is a single value; there is nothing below it"
        case .malformedPath(let path): "\"\(path)\" is no path: an empty part, or a lone \"~\""
        case .empty: "is empty"
        case .mapExpected: "expected a map of paths to conditions"
        case .valueExpected(let name):
            name == .eq
                ? "a list where one value is meant; for one of several write { in: […] }"
                : "\"\(name.rawValue)\" takes one value"
        case .listExpected(let name): "\"\(name)\" takes a list"
        case .textExpected(let name): "\"\(name.rawValue)\" takes text"
        case .boolExpected(let name): "\"\(name.rawValue)\" takes true or false"
        case .orderableExpected(let name): "\"\(name.rawValue)\" takes a number or text"
        case .neverEqual(let field, let wanted):
            "\"\(field)\" is always text: a \(wanted) never equals it; write "
                + (wanted == "null" ? "{ exists: false }" : "it in quotes")
        case .orderedText(let field):
            "\"\(field)\" is text, where 10 stands before 9; write the value in quotes if you "
                + "mean that"
        case .timeExpected(let text): "\"\(text)\" is no time; write 2026-01-31T09:00:00Z"
        case .pattern(let error): error.description
        case .mixedKeys:
            "operators and paths side by side; a path named like an operator begins with \"/\""
        case .tooDeep(let max): "nested deeper than \(max) levels"
        case .tooManyConditions(let max): "more than \(max) conditions"
        }
    }
}
