import Model

/// A scalar by the core schema of YAML 1.2: `NO`, `on` and `yes` are text.
/// Source: https://yaml.org/spec/1.2.2/#103-core-schema
struct YAMLScalar: Equatable, Sendable {
    enum Value: Equatable, Sendable {
        case null
        case bool(Bool)
        /// Written as in JSON. `007`, `0x1F` and `.5` are text: more often ids than numbers.
        case number
        case text
    }

    /// As written, quotes and escapes resolved.
    let text: String
    let value: Value
    /// A block whose lines are kept as they are: `|`.
    let isBlock: Bool

    /// `isPlain`: without quotes, and not a block; only such text can be anything but text.
    init(_ text: String, isPlain: Bool, isBlock: Bool = false) {
        self.text = text
        self.isBlock = isBlock
        value = isPlain ? Self.value(of: text) : .text
    }

    private static func value(of text: String) -> Value {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        default:
            switch text.utf8.first {
            case .some(0x30...0x39), UInt8(ascii: "-"): JSONNumber(text) == nil ? .text : .number
            default: .text
            }
        }
    }
}
