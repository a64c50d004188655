import Model

/// A filter made ready to run: its nodes in one array, parents before children, so that each has a
/// number by which an explanation can name it.
///
/// The work for one event is at most the filter's nodes × the size of the values they look at:
/// finding a place in the body reads each object on the way once, `matches` has its own bound, and
/// `any`, `all` and `none` look at each element once.
struct FilterProgram: Sendable {
    struct Node: Sendable {
        var kind: Kind
        /// One past its last descendant.
        var end = 0
    }

    enum Kind: Sendable {
        case and, or, not
        case condition(Condition)
    }

    /// A class, so that running it copies no paths and values.
    final class Condition: Sendable {
        let path: FilterPath
        let test: FilterTest
        /// See `FilterTest.asked`: made here, since explanations of events are to be made quickly.
        let asked: String
        let run: Run
        /// Where the event keeps this path's value between rules; nil: looked up each time.
        let slot: Int?

        init(_ path: FilterPath, _ test: FilterTest, slots: [FilterPath: Int]) {
            self.path = path
            self.test = test
            asked = test.asked
            run = FilterProgram.run(test)
            slot = slots[path.unnamed]
        }
    }

    /// What a test does, made ready.
    enum Run: Sendable {
        case equals(JSONScalar, Bool)
        case isOne(ScalarSet, Bool)
        case ordered(FilterOrdering, JSONScalar)
        case startsWith(String)
        case endsWith(String)
        /// An element, or the piece of text when it is text.
        case contains(JSONScalar, TextPiece?)
        case exists(Bool)
        case matches(LinearPattern)
        /// An element for which the child holds (or, negated, fails) decides: it gives this answer.
        case elements(childHolds: Bool, answer: Bool)
    }

    private(set) var nodes: [Node] = []

    /// `slots` gives paths that several conditions share their place in `RuleScratch`.
    init(_ filter: Filter, slots: [FilterPath: Int] = [:]) { append(filter, slots) }

    private mutating func append(_ filter: Filter, _ slots: [FilterPath: Int]) {
        let index = nodes.count
        switch filter {
        case .and(let parts):
            nodes.append(Node(kind: .and))
            for part in parts { append(part, slots) }
        case .or(let parts):
            nodes.append(Node(kind: .or))
            for part in parts { append(part, slots) }
        case .not(let part):
            nodes.append(Node(kind: .not))
            append(part, slots)
        case .condition(let path, let test):
            nodes.append(Node(kind: .condition(Condition(path, test, slots: slots))))
            if let child = test.child { append(child, slots) }
        }
        nodes[index].end = nodes.count
    }

    /// The parts of an `and`, `or` or `not`; what a condition asks of elements.
    func children(_ node: Int) -> [Int] {
        var children: [Int] = []
        var child = node + 1
        while child < nodes[node].end {
            children.append(child)
            child = nodes[child].end
        }
        return children
    }

    private static func run(_ test: FilterTest) -> Run {
        switch test {
        case .equals(let value): .equals(value, true)
        case .differs(let value): .equals(value, false)
        case .isOne(let values): .isOne(ScalarSet(values), true)
        case .isNone(let values): .isOne(ScalarSet(values), false)
        case .ordered(let ordering, let value): .ordered(ordering, value)
        case .startsWith(let text): .startsWith(text)
        case .endsWith(let text): .endsWith(text)
        case .contains(.string(let text)): .contains(.string(text), TextPiece(text))
        case .contains(let value): .contains(value, nil)
        case .exists(let isThere): .exists(isThere)
        case .matches(let pattern): .matches(pattern)
        case .any: .elements(childHolds: true, answer: true)
        case .all: .elements(childHolds: false, answer: false)
        case .none: .elements(childHolds: true, answer: false)
        }
    }
}

extension FilterTest {
    /// The filter for elements.
    var child: Filter? {
        switch self {
        case .any(let filter), .all(let filter), .none(let filter): filter
        default: nil
        }
    }
}

extension FilterPath {
    /// Without the text as written: `body.a` and `/body/a` are one place.
    var unnamed: FilterPath { FilterPath(root: root, tokens: tokens, text: "") }
}
