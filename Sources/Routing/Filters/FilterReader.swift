import Model

extension Filter {
    /// Understands a `where`, as written in routes.yaml: paths with values or operators, `not`,
    /// `or` and `and`. Several keys side by side must all hold.
    ///
    /// Throws every mistake at once, each with the way to its place.
    package init(reading value: FilterValue) throws(FilterErrors) {
        var reader = FilterReader()
        let filter = reader.filter(value, inElement: false)
        guard reader.errors.isEmpty, let filter else { throw FilterErrors(all: reader.errors) }
        self = filter
    }

    /// Filters in filters, `any` included.
    package static let depthMax = 16
    package static let conditionsMax = 1000
}

/// Goes through a written filter; collects mistakes and goes on.
struct FilterReader {
    private(set) var errors: [FilterError] = []
    private var at: [FilterError.Step] = []
    private var depth = 0
    private var conditions = 0

    /// Nil when there was a mistake.
    mutating func filter(_ value: FilterValue, inElement: Bool) -> Filter? {
        guard case .map(let entries) = value else { return fail(.mapExpected) }
        guard !entries.isEmpty else { return fail(.empty) }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Filter.depthMax else { return fail(.tooDeep(max: Filter.depthMax)) }
        if inElement {
            let words = entries.filter { !Self.isLogic($0.key) }
            let operators = words.filter { FilterOperator(rawValue: $0.key) != nil }
            guard operators.isEmpty || operators.count == words.count else {
                return fail(.mixedKeys)
            }
        }
        var parts: [Filter?] = []
        for entry in entries {
            at.append(.key(entry.key))
            parts.append(part(entry, inElement: inElement))
            at.removeLast()
        }
        return Self.conjunction(parts)
    }

    private mutating func part(_ entry: FilterValue.Entry, inElement: Bool) -> Filter? {
        switch entry.key {
        case "not": return filter(entry.value, inElement: inElement).map { .not($0) }
        case "and": return list(entry, inElement: inElement).map { .and($0) }
        case "or": return list(entry, inElement: inElement).map { .or($0) }
        default: break
        }
        if inElement, let name = FilterOperator(rawValue: entry.key) {
            return condition(.element, name, entry.value)
        }
        do throws(FilterError) {
            let path =
                inElement ? try FilterPath(element: entry.key) : try FilterPath(entry.key)
            return condition(path, entry.value)
        } catch {
            return fail(error.problem)
        }
    }

    private mutating func list(_ entry: FilterValue.Entry, inElement: Bool) -> [Filter]? {
        guard case .list(let items) = entry.value else { return fail(.listExpected(entry.key)) }
        guard !items.isEmpty else { return fail(.empty) }
        var filters: [Filter] = []
        for (index, item) in items.enumerated() {
            at.append(.index(index))
            if let filter = filter(item, inElement: inElement) { filters.append(filter) }
            at.removeLast()
        }
        return filters.count == items.count ? filters : nil
    }

    /// A path's value: what it equals, or a map of operators, all of which must hold.
    private mutating func condition(_ path: FilterPath, _ value: FilterValue) -> Filter? {
        guard case .map(let entries) = value else { return condition(path, .eq, value) }
        guard !entries.isEmpty else { return fail(.empty) }
        var parts: [Filter?] = []
        for entry in entries {
            at.append(.key(entry.key))
            if let name = FilterOperator(rawValue: entry.key) {
                parts.append(condition(path, name, entry.value))
            } else {
                parts.append(
                    fail(
                        .unknownOperator(
                            entry.key,
                            nearest: NearestName.find(
                                entry.key, in: FilterOperator.allCases.map(\.rawValue)))))
            }
            at.removeLast()
        }
        return Self.conjunction(parts)
    }

    private mutating func condition(
        _ path: FilterPath, _ name: FilterOperator, _ value: FilterValue
    ) -> Filter? {
        conditions += 1
        guard conditions <= Filter.conditionsMax else {
            // Said once: every further condition would repeat it.
            return conditions == Filter.conditionsMax + 1
                ? fail(.tooManyConditions(max: Filter.conditionsMax)) : nil
        }
        return test(path, name, value).map { .condition(path, $0) }
    }

    private mutating func test(
        _ path: FilterPath, _ name: FilterOperator, _ value: FilterValue
    ) -> FilterTest? {
        switch name {
        case .eq: return wanted(path, name, value).map { .equals($0) }
        case .ne: return wanted(path, name, value).map { .differs($0) }
        case .gt: return ordered(path, name, value, .greater)
        case .gte: return ordered(path, name, value, .greaterOrEqual)
        case .lt: return ordered(path, name, value, .less)
        case .lte: return ordered(path, name, value, .lessOrEqual)
        case .in: return wantedList(path, name, value).map { .isOne($0) }
        case .nin: return wantedList(path, name, value).map { .isNone($0) }
        case .startsWith: return piece(path, name, value).map { .startsWith($0) }
        case .endsWith: return piece(path, name, value).map { .endsWith($0) }
        case .contains:
            if path.content == .anything {
                return scalar(name, value).map { .contains($0) }
            }
            return piece(path, name, value).map { .contains(.string($0)) }
        case .exists:
            guard case .scalar(.bool(let isThere)) = value else {
                return fail(.boolExpected(name))
            }
            return .exists(isThere)
        case .matches: return pattern(name, value).map { .matches($0) }
        case .any: return elementFilter(path, value).map { .any($0) }
        case .all: return elementFilter(path, value).map { .all($0) }
        case .none: return elementFilter(path, value).map { .none($0) }
        }
    }

    mutating func fail<T>(_ problem: FilterError.Problem) -> T? {
        errors.append(FilterError(at: at, problem))
        return nil
    }

    private mutating func wantedList(
        _ path: FilterPath, _ name: FilterOperator, _ value: FilterValue
    ) -> [JSONScalar]? {
        guard case .list(let items) = value else { return fail(.listExpected(name.rawValue)) }
        guard !items.isEmpty else { return fail(.empty) }
        var scalars: [JSONScalar] = []
        for (index, item) in items.enumerated() {
            at.append(.index(index))
            if let scalar = wanted(path, name, item) { scalars.append(scalar) }
            at.removeLast()
        }
        return scalars.count == items.count ? scalars : nil
    }

    private mutating func elementFilter(_ path: FilterPath, _ value: FilterValue) -> Filter? {
        guard path.content == .anything else { return fail(.nothingBelow(path.text)) }
        if case .map = value { return filter(value, inElement: true) }
        return condition(.element, .eq, value)
    }

    private static func isLogic(_ key: String) -> Bool {
        key == "not" || key == "and" || key == "or"
    }

    private static func conjunction(_ parts: [Filter?]) -> Filter? {
        let filters = parts.compactMap { $0 }
        guard filters.count == parts.count else { return nil }
        return filters.count == 1 ? filters[0] : .and(filters)
    }
}
