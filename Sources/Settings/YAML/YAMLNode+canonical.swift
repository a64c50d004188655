extension YAMLNode {
    /// The same text for the same content, whatever its order and quotes; for comparing only.
    var canonical: String {
        var text = ""
        writeCanonical(to: &text)
        return text
    }

    /// Texts have their length in front, so that no two contents are written alike.
    private func writeCanonical(to text: inout String) {
        switch content {
        case .scalar(let scalar):
            text += scalar.value.mark
            Self.write(scalar.text, to: &text)
        case .list(let items):
            text += "["
            for item in items { item.writeCanonical(to: &text) }
            text += "]"
        case .mapping(let entries):
            text += "{"
            for entry in entries.sorted(by: { $0.key < $1.key }) {
                Self.write(entry.key, to: &text)
                entry.value.writeCanonical(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ word: String, to text: inout String) {
        text += String(word.utf8.count)
        text += ":"
        text += word
    }
}

extension YAMLScalar.Value {
    fileprivate var mark: String {
        switch self {
        case .null: "~"
        case .bool: "b"
        case .number: "n"
        case .text: "t"
        }
    }
}
