import Model

/// The values that operators take, checked against what the field can hold.
extension FilterReader {
    /// One value of any scalar kind.
    mutating func scalar(_ name: FilterOperator, _ value: FilterValue) -> JSONScalar? {
        guard case .scalar(let scalar) = value else { return fail(.valueExpected(name)) }
        return scalar
    }

    /// A value to be equal to. Ids are text however they are written; for fields that are always
    /// text, a value of another kind is a mistake that would otherwise go unnoticed.
    mutating func wanted(
        _ path: FilterPath, _ name: FilterOperator, _ value: FilterValue
    ) -> JSONScalar? {
        guard let scalar = scalar(name, value) else { return nil }
        switch path.content {
        case .scalar, .anything: return scalar
        case .text:
            if scalar == .null { return fail(.neverEqual(field: path.text, wanted: "null")) }
            return .string(scalar.text)
        case .requestText:
            guard case .string = scalar else {
                return fail(.neverEqual(field: path.text, wanted: scalar.kind.name))
            }
            return scalar
        case .milestone:
            let known = Milestone.allCases.map(\.rawValue)
            guard known.contains(scalar.text) else {
                return fail(
                    .unknownMilestone(
                        scalar.text, nearest: NearestName.find(scalar.text, in: known)))
            }
            return .string(scalar.text)
        case .time: return time(scalar)
        }
    }

    mutating func ordered(
        _ path: FilterPath, _ name: FilterOperator, _ value: FilterValue, _ ordering: FilterOrdering
    ) -> FilterTest? {
        guard let scalar = scalar(name, value) else { return nil }
        switch (scalar, path.content) {
        case (_, .time): return time(scalar).map { .ordered(ordering, $0) }
        case (.number, .text), (.number, .milestone), (.number, .requestText):
            return fail(.orderedText(field: path.text))
        case (.number, _), (.string, _): return .ordered(ordering, scalar)
        case (.null, _), (.bool, _): return fail(.orderableExpected(name))
        }
    }

    /// A piece of text; ids are text however they are written.
    mutating func piece(
        _ path: FilterPath, _ name: FilterOperator, _ value: FilterValue
    ) -> String? {
        guard let scalar = scalar(name, value) else { return nil }
        switch (scalar, path.content) {
        case (.string(let text), _): return text
        case (.number(let number), .text): return number.text
        default: return fail(.textExpected(name))
        }
    }

    mutating func pattern(_ name: FilterOperator, _ value: FilterValue) -> LinearPattern? {
        guard case .scalar(.string(let text)) = value else { return fail(.textExpected(name)) }
        do throws(PatternError) {
            return try LinearPattern(text)
        } catch {
            return fail(.pattern(error))
        }
    }

    /// Times are compared as text of one form, which is in order for the years 0 to 9999.
    private mutating func time(_ scalar: JSONScalar) -> JSONScalar? {
        guard case .string(let text) = scalar, let time = Timestamp(text: text) else {
            return fail(.timeExpected(scalar.text))
        }
        return .string(time.description)
    }
}
