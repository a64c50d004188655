package import Model

/// A condition on an event, strict and typed (design section 5). Two-valued: it holds or it does
/// not.
///
/// A missing path matches nothing but `exists: false`, `ne` and `nin`. Nothing is converted: a
/// number never equals a string, and numbers compare by exact value. Text is compared byte for
/// byte. An ordering across types does not match and gives a warning. `Filter(reading:)` builds
/// one from routes.yaml; a value built by hand is taken as it is.
package indirect enum Filter: Equatable, Sendable {
    case condition(FilterPath, FilterTest)
    case not(Filter)
    /// Holds when every part does.
    case and([Filter])
    /// Holds when one part does.
    case or([Filter])
}

/// What a condition asks of the value it finds.
package indirect enum FilterTest: Equatable, Sendable {
    case equals(JSONScalar)
    /// The negation of `equals`: also holds when the value is missing or a container.
    case differs(JSONScalar)
    /// Numbers with numbers, text with text (by bytes); everything else does not match.
    case ordered(FilterOrdering, JSONScalar)
    case isOne([JSONScalar])
    /// The negation of `isOne`.
    case isNone([JSONScalar])
    case startsWith(String)
    case endsWith(String)
    /// In text, a piece of it; in an array, an element.
    case contains(JSONScalar)
    /// Whether there is a value at all; null is one.
    case exists(Bool)
    /// Text in which the pattern is found.
    case matches(LinearPattern)
    /// An array with an element for which the filter holds.
    case any(Filter)
    /// An array without an element for which the filter fails: an empty one matches.
    case all(Filter)
    /// An array without an element for which the filter holds: an empty one matches.
    case none(Filter)

    /// As written in routes.yaml.
    package var name: FilterOperator {
        switch self {
        case .equals: .eq
        case .differs: .ne
        case .ordered(let ordering, _): ordering.name
        case .isOne: .in
        case .isNone: .nin
        case .startsWith: .startsWith
        case .endsWith: .endsWith
        case .contains: .contains
        case .exists: .exists
        case .matches: .matches
        case .any: .any
        case .all: .all
        case .none: .none
        }
    }
}

package enum FilterOrdering: Hashable, Sendable {
    case greater, greaterOrEqual, less, lessOrEqual

    var name: FilterOperator {
        switch self {
        case .greater: .gt
        case .greaterOrEqual: .gte
        case .less: .lt
        case .lessOrEqual: .lte
        }
    }
}
