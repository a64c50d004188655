/// What a mapping's tables say about one of its keys: drives reading, hints for unknown keys, and
/// the reference documentation.
protocol KeyDeclaration: Sendable {
    var name: String { get }
    /// `a duration such as 30s`
    var expected: String { get }
    /// One or two sentences for people.
    var doc: String { get }
    /// As it would be written; nil when there is none.
    var defaultText: String? { get }
    var isRequired: Bool { get }
    /// For the JSON Schema.
    var shape: ValueShape { get }
    /// Of the mapping behind this key; empty for other kinds.
    var keys: [any KeyDeclaration] { get }
}

/// A key and the kind of value behind it.
struct Key<Value>: KeyDeclaration {
    let name: String
    let kind: ValueKind<Value>
    let doc: String
    let defaultText: String?
    let isRequired: Bool

    init(
        _ name: String, _ kind: ValueKind<Value>, default defaultText: String? = nil,
        required: Bool = false, _ doc: String
    ) {
        self.name = name
        self.kind = kind
        self.doc = doc
        self.defaultText = defaultText
        isRequired = required
    }

    var expected: String { kind.expected }
    var keys: [any KeyDeclaration] { kind.keys }
    var shape: ValueShape { kind.shape }
}
