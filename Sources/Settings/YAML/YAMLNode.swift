/// One value of a YAML file with its place. Ours, not the library's: aliases are resolved and
/// counted, keys are text, and what may be a secret is marked.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        case scalar(YAMLScalar)
        case list([YAMLNode])
        case mapping([YAMLEntry])
    }

    var content: Content
    /// Where the value begins.
    var position: Position
    /// Where its key begins; its own place when it has none.
    var owner: Position
    /// Stands under a key such as `secret` or `password`: its text is never shown.
    var isSensitive = false

    var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    /// A key without a value, or `null` and `~` in plain style.
    var isNull: Bool { scalar?.value == .null }

    /// What stands here, for "expected …, got …": text as written, never what it resolves to.
    var summary: String {
        switch content {
        case .list: return "a list"
        case .mapping: return "a mapping"
        case .scalar(let scalar):
            if scalar.value == .null { return "nothing" }
            if isSensitive { return "text" }
            let shown = Excerpt.clean(scalar.text)
            let short = shown.count > 40 ? shown.prefix(40) + "…" : shown[...]
            switch scalar.value {
            case .text: return "'\(short)'"
            case .null, .bool, .number: return String(short)
            }
        }
    }
}

struct YAMLEntry: Sendable {
    var key: String
    var position: Position
    var value: YAMLNode
}
