import Model

extension FilterProgram {
    /// The node and what is below it; of conditions on elements what the one says that decides.
    func explain(
        _ node: Int, depth: Int, _ facts: EventFacts, _ scratch: inout RuleScratch,
        into explained: inout [ClauseExplanation]
    ) {
        if case .condition = nodes[node].kind {
            explained.append(explanation(node, depth: depth, facts, element: nil, &scratch))
            return
        }
        // A conjunction as the whole filter is how several paths side by side are read.
        let isShown = depth > 0 || !nodes[node].kind.isAnd
        if isShown {
            explained.append(explanation(node, depth: depth, facts, element: nil, &scratch))
        }
        for child in children(node) {
            explain(child, depth: isShown ? depth + 1 : depth, facts, &scratch, into: &explained)
        }
    }

    private func explanation(
        _ node: Int, depth: Int, _ facts: EventFacts, element: JSONView?,
        _ scratch: inout RuleScratch
    ) -> ClauseExplanation {
        let holds = holds(node, facts, element: element, &scratch)
        guard case .condition(let condition) = nodes[node].kind else {
            return ClauseExplanation(
                clause: RuleClause(self, node), depth: depth, found: .several, value: nil,
                holds: holds, failure: holds ? nil : .otherValue)
        }
        let found = find(condition, facts, element, &scratch)
        return ClauseExplanation(
            clause: RuleClause(self, node), depth: depth, found: found.kind,
            value: found.jsonScalar.map(RuleClause.json), holds: holds,
            failure: holds ? nil : condition.test.failure(found.kind),
            elements: elements(of: node, condition, found, facts, &scratch))
    }

    /// Nil when it asks nothing of elements, or when there is no list of them.
    private func elements(
        of node: Int, _ condition: Condition, _ found: FoundValue, _ facts: EventFacts,
        _ scratch: inout RuleScratch
    ) -> ElementsExplanation? {
        guard case .elements(let childHolds, let answer) = condition.run,
            let filter = condition.test.child, case .view(let view) = found, view.kind == .array
        else { return nil }
        let elements = Array(view.elements)
        let decider = elements.firstIndex {
            holds(node + 1, facts, element: $0, &scratch) == childHolds
        }
        let isAny = childHolds && answer
        let index = decider ?? (isAny ? nearest(elements, to: node + 1, facts, &scratch) : nil)
        guard let index else { return ElementsExplanation(count: elements.count) }
        let (part, text) = deciding(node + 1, filter, facts, elements[index], &scratch)
        let explained = explanation(part, depth: 0, facts, element: elements[index], &scratch)
        return ElementsExplanation(
            count: elements.count,
            element: .init(
                index: index, path: condition.path.text(ofElement: index),
                isNearest: decider == nil, condition: text.description, holds: explained.holds,
                finding: explained.finding))
    }

    /// The element for which most parts of a node hold, the first of several; nil: there is none.
    private func nearest(
        _ elements: [JSONView], to node: Int, _ facts: EventFacts, _ scratch: inout RuleScratch
    ) -> Int? {
        let parts = nodes[node].kind.isAnd ? children(node) : [node]
        var nearest: (index: Int, held: Int)?
        for (index, element) in elements.enumerated() {
            let held = parts.count { holds($0, facts, element: element, &scratch) }
            if held > nearest?.held ?? -1 { nearest = (index, held) }
        }
        return nearest?.index
    }

    /// The part of a node that decides about an element: of an `and` the first that fails.
    private func deciding(
        _ node: Int, _ filter: Filter, _ facts: EventFacts, _ element: JSONView,
        _ scratch: inout RuleScratch
    ) -> (node: Int, filter: Filter) {
        guard case .and(let parts) = filter else { return (node, filter) }
        for (child, part) in zip(children(node), parts)
        where !holds(child, facts, element: element, &scratch) {
            return deciding(child, part, facts, element, &scratch)
        }
        return (node, filter)
    }
}

extension FilterProgram.Kind {
    fileprivate var isAnd: Bool { if case .and = self { true } else { false } }
}

extension FilterPath {
    /// `body.list.2`: an element of the list that stands here.
    fileprivate func text(ofElement index: Int) -> String {
        text.isEmpty ? "\(index)" : text + (text.hasPrefix("/") ? "/" : ".") + "\(index)"
    }
}

extension FilterTest {
    /// Why it does not hold for a value of this kind.
    fileprivate func failure(_ found: FoundKind) -> ClauseExplanation.Failure {
        guard found != .missing else { return .missing }
        let kinds: [FoundKind]
        switch self {
        case .equals(let value), .ordered(_, let value): kinds = [FoundKind(value.kind)]
        case .isOne(let values): kinds = values.map { FoundKind($0.kind) }
        case .startsWith, .endsWith, .matches: kinds = [.string]
        case .contains(.string): kinds = [.string, .array]
        case .contains, .any, .all, .none: kinds = [.array]
        case .differs, .isNone, .exists: return .otherValue
        }
        return kinds.contains(found) ? .otherValue : .otherKind
    }
}
