import Model

/// What can be said of rules without any event: for the checks of `signalbox check`. A yes is
/// certain; a no may be a yes that was not found.
extension Match {
    /// Whether this takes every event that `other` takes.
    package func covers(_ other: Match) -> Bool {
        // Whoever takes everything takes no alerts.
        guard namesAlerts || !other.namesAlerts else { return false }
        for field in RuleField.allCases {
            guard let mine = matcher(field) else { continue }
            guard let theirs = other.matcher(field), mine.covers(theirs) else { return false }
        }
        guard let mine = self.where else { return true }
        guard let theirs = other.where else { return false }
        let given = theirs.conjuncts
        return mine.conjuncts.allSatisfy { wanted in given.contains { wanted.follows(from: $0) } }
    }

    /// The place for which no value fits all that is asked of it; nil when none was found.
    package var contradiction: String? {
        let conjuncts = self.where?.conjuncts ?? []
        for case .not(let part) in conjuncts where conjuncts.contains(part) {
            return part.conjuncts.first?.place ?? ""
        }
        var tests: [FilterPath: [FilterTest]] = [:]
        for case .condition(let path, let test) in conjuncts {
            tests[path.unnamed, default: []].append(test)
        }
        for field in RuleField.allCases {
            let path = FilterPath(root: field.root, text: "")
            guard let matcher = matcher(field), matcher.globs.isEmpty, tests[path] != nil else {
                continue
            }
            tests[path]?.append(.isOne(matcher.exactValues.map { .string($0) }))
        }
        for case .condition(let path, _) in conjuncts {
            if let all = tests[path.unnamed], FilterTest.exclude(all) { return path.text }
        }
        return nil
    }

    /// What an event must have for this to take it: all of these, and maybe more.
    package var rootsNeeded: [FilterPath.Root] {
        let named = RuleField.allCases.filter { matcher($0) != nil }.map(\.root)
        return (self.where?.conjuncts ?? []).reduce(into: named) { roots, part in
            if case .condition(let path, let test) = part, test.needsValue {
                roots.append(path.root)
            }
        }
    }

    /// Names no single interview, definition or run: such rules are few.
    package var isBroad: Bool { interview == nil && definition == nil && run == nil }
}

extension TextMatcher {
    fileprivate func covers(_ other: TextMatcher) -> Bool {
        other.exactValues.allSatisfy(matches)
            && other.globs.allSatisfy { glob in
                globs.contains { $0 == glob || $0.description == "*" }
            }
    }
}

extension Filter {
    /// What must all hold.
    fileprivate var conjuncts: [Filter] {
        if case .and(let parts) = self { parts.flatMap(\.conjuncts) } else { [self] }
    }

    fileprivate var place: String? {
        if case .condition(let path, _) = self { path.text } else { nil }
    }

    /// Whether this holds wherever `other` does.
    fileprivate func follows(from other: Filter) -> Bool {
        if self == other { return true }
        if case .or(let parts) = self { return parts.contains { $0.follows(from: other) } }
        if case .or(let parts) = other { return parts.allSatisfy { follows(from: $0) } }
        guard case .condition(let mine, let wanted) = self,
            case .condition(let theirs, let given) = other, mine.unnamed == theirs.unnamed
        else { return false }
        return wanted.follows(from: given)
    }
}

extension FilterTest {
    /// Whether no value, a missing one included, fits all of these.
    fileprivate static func exclude(_ tests: [FilterTest]) -> Bool {
        guard tests.count > 1 else { return false }
        if tests.contains(.exists(false)), tests.contains(where: \.needsValue) { return true }
        for values in tests.compactMap(\.values) {
            return !values.contains { value in tests.allSatisfy { $0.holds(for: value) } }
        }
        return tests.contains { lower in
            tests.contains { upper in
                guard case .ordered(let up, let least) = lower, up.isLower,
                    case .ordered(let down, let most) = upper, !down.isLower
                else { return false }
                // Of two kinds, or with nothing between: what fits the one end fits not the other.
                let isOpen = up == .greater || down == .less
                return !FilterTest.ordered(isOpen ? .less : .lessOrEqual, most).holds(for: least)
            }
        }
    }

    fileprivate func follows(from given: FilterTest) -> Bool {
        if self == given { return true }
        if self == .exists(true) { return given.needsValue }
        if let values = given.values { return values.allSatisfy { holds(for: $0) } }
        guard case .ordered(let mine, let end) = self, case .ordered(let theirs, let start) = given,
            mine.isLower == theirs.isLower
        else { return false }
        let isStrict = mine == .greater || mine == .less
        let isGivenStrict = theirs == .greater || theirs == .less
        let reached: FilterTest = .ordered(
            isStrict && !isGivenStrict
                ? mine : mine.isLower ? .greaterOrEqual : .lessOrEqual, end)
        return reached.holds(for: start)
    }

    /// The only values that fit; nil when there may be others.
    fileprivate var values: [JSONScalar]? {
        switch self {
        case .equals(let value): [value]
        case .isOne(let values): values
        default: nil
        }
    }

    /// Does not hold for what is missing.
    fileprivate var needsValue: Bool {
        switch self {
        case .differs, .isNone, .exists(false): false
        default: true
        }
    }

    /// Whether it holds for a single value that stands there.
    fileprivate func holds(for value: JSONScalar) -> Bool {
        let path = FilterPath(root: .field("value"), text: "")
        let facts = EventFacts(
            source: "", identity: EventIdentity(type: "", fields: ["value": value]),
            receivedAt: .distantFuture)
        var scratch = RuleScratch(slotCount: 0)
        return FilterProgram(.condition(path, self)).holds(facts, &scratch)
    }
}

extension FilterOrdering {
    fileprivate var isLower: Bool { self == .greater || self == .greaterOrEqual }
}
