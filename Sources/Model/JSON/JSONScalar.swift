/// A single JSON value that is no container: what fields hold and filters compare.
package enum JSONScalar: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)

    /// Nil for containers.
    package init?(_ view: JSONView) {
        switch view.kind {
        case .null: self = .null
        case .bool: self = .bool(view.bool ?? false)
        case .number: self = .number(view.number ?? JSONNumber(0))
        case .string: self = .string(view.string ?? "")
        case .array, .object: return nil
        }
    }

    package var kind: JSONKind {
        switch self {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string: .string
        }
    }

    /// As a template shows it: a string without quotes, a number's digits as written, null as
    /// nothing.
    package var text: String {
        switch self {
        case .null: ""
        case .bool(let value): value ? "true" : "false"
        case .number(let value): value.text
        case .string(let value): value
        }
    }
}

extension JSONWriter {
    package mutating func scalar(_ value: JSONScalar) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .number(let value): raw(value.text)
        case .string(let value): string(value)
        }
    }
}
