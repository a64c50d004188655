import Model

extension FilterProgram {
    /// Whether the filter holds. When it does not, `scratch.failure` names the node that decided.
    func holds(_ facts: EventFacts, _ scratch: inout RuleScratch) -> Bool {
        holds(0, facts, element: nil, &scratch)
    }

    func holds(
        _ index: Int, _ facts: EventFacts, element: JSONView?, _ scratch: inout RuleScratch
    ) -> Bool {
        switch nodes[index].kind {
        case .condition(let condition):
            return holds(condition, at: index, facts, element, &scratch)
        case .not:
            guard holds(index + 1, facts, element: element, &scratch) else { return true }
            scratch.failure.node = index
            return false
        case .and:
            var child = index + 1
            while child < nodes[index].end {
                guard holds(child, facts, element: element, &scratch) else { return false }
                child = nodes[child].end
            }
            return true
        case .or:
            var child = index + 1
            while child < nodes[index].end {
                if holds(child, facts, element: element, &scratch) { return true }
                child = nodes[child].end
            }
            scratch.failure = .init(node: index, found: .several)
            return false
        }
    }

    private func holds(
        _ condition: Condition, at index: Int, _ facts: EventFacts, _ element: JSONView?,
        _ scratch: inout RuleScratch
    ) -> Bool {
        let found = find(condition, facts, element, &scratch)
        let answer = test(condition, at: index, found, facts, &scratch)
        // Also for those that hold: a `not` around it tells what was found.
        scratch.failure = .init(node: index, found: found.kind)
        return answer
    }

    func find(
        _ condition: Condition, _ facts: EventFacts, _ element: JSONView?,
        _ scratch: inout RuleScratch
    ) -> FoundValue {
        Self.find(condition.path, slot: condition.slot, facts, element, &scratch)
    }

    static func find(
        _ path: FilterPath, slot: Int?, _ facts: EventFacts, _ element: JSONView?,
        _ scratch: inout RuleScratch
    ) -> FoundValue {
        func text(_ text: String) -> FoundValue { text.isEmpty ? .missing : .text(text) }
        switch path.root {
        case .id: return facts.id.map { .text($0.description) } ?? .missing
        case .source: return text(facts.source)
        case .type: return text(facts.identity.type)
        case .milestone: return .text(facts.identity.milestone.rawValue)
        case .interview: return text(facts.identity.interview)
        case .definition: return text(facts.identity.definition)
        case .run: return text(facts.identity.run)
        case .method: return text(facts.method)
        case .received: return .text(facts.receivedAt.description)
        case .field(let name): return facts.identity.fields[name].map { .scalar($0) } ?? .missing
        case .query(let name):
            guard !facts.query.isEmpty else { return .missing }
            return QueryString.value(name, in: facts.query).map { .text($0) } ?? .missing
        case .header(let name): return facts.headers[name].map { .text($0) } ?? .missing
        case .body:
            guard let body = facts.body else { return .missing }
            return scratch.value(at: path.tokens, in: body, slot: slot)
                .map { .view($0) } ?? .missing
        case .element:
            return element?.value(at: path.tokens[...]).map { .view($0) } ?? .missing
        }
    }

    private func test(
        _ condition: Condition, at index: Int, _ found: FoundValue, _ facts: EventFacts,
        _ scratch: inout RuleScratch
    ) -> Bool {
        switch condition.run {
        case .equals(let wanted, let answer): return found.equals(wanted) == answer
        case .isOne(let wanted, let answer): return wanted.contains(found) == answer
        case .ordered(let ordering, let wanted):
            if let answer = Self.compare(found, ordering, wanted) { return answer }
            if found.kind != .missing { scratch.warn(index, found.kind) }
            return false
        case .startsWith(let piece):
            return found.withText { FoundValue.startsWith($0, piece) } ?? false
        case .endsWith(let piece):
            return found.withText { FoundValue.endsWith($0, piece) } ?? false
        case .contains(let wanted, let piece):
            return Self.contains(found, wanted, piece)
        case .exists(let wanted): return (found.kind != .missing) == wanted
        case .matches(let pattern):
            switch found.withText({ pattern.search($0) }) {
            case .found: return true
            case .absent, nil: return false
            case .gaveUp:
                scratch.warn(index, found.kind)
                return false
            }
        case .elements(let childHolds, let answer):
            guard case .view(let view) = found, view.kind == .array else { return false }
            for element in view.elements
            where holds(index + 1, facts, element: element, &scratch) == childHolds {
                return answer
            }
            return !answer
        }
    }

    /// Nil when the two have no order: different types, or missing.
    private static func compare(
        _ found: FoundValue, _ ordering: FilterOrdering, _ wanted: JSONScalar
    ) -> Bool? {
        switch wanted {
        case .number(let wanted):
            return found.number.map { found in
                switch ordering {
                case .greater: wanted < found
                case .greaterOrEqual: !(found < wanted)
                case .less: found < wanted
                case .lessOrEqual: !(wanted < found)
                }
            }
        case .string(let wanted):
            return found.withText { found in
                FoundValue.withBytes(wanted) { wanted in
                    switch ordering {
                    case .greater: FoundValue.precedes(wanted, found)
                    case .greaterOrEqual: !FoundValue.precedes(found, wanted)
                    case .less: FoundValue.precedes(found, wanted)
                    case .lessOrEqual: !FoundValue.precedes(wanted, found)
                    }
                }
            }
        case .null, .bool: return nil
        }
    }

    private static func contains(
        _ found: FoundValue, _ wanted: JSONScalar, _ piece: TextPiece?
    ) -> Bool {
        if case .view(let view) = found, view.kind == .array {
            for element in view.elements where FoundValue.view(element).equals(wanted) {
                return true
            }
            return false
        }
        guard let piece else { return false }
        return found.withText { piece.isFound(in: $0) } ?? false
    }
}
