import Model

/// What stood at the place where a rule looked: its kind only, which says nothing about anyone.
package enum FoundKind: String, Sendable, CaseIterable {
    case missing, null, boolean, number, string, array, object
    /// The clause is an `or`: it looked at several places.
    case several

    init(_ kind: JSONKind) {
        self =
            switch kind {
            case .null: .null
            case .bool: .boolean
            case .number: .number
            case .string: .string
            case .array: .array
            case .object: .object
            }
    }
}
