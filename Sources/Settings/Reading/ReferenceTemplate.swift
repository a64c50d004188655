/// Text with `${NAME}` and `${file:/path}` in it; `$${` stands for `${`.
struct ReferenceTemplate {
    struct Malformed: Error {
        var message: String
    }

    private enum Part {
        case text(String)
        case reference(SecretReference)
    }

    private var parts: [Part] = []

    var hasReferences: Bool {
        parts.contains { if case .reference = $0 { true } else { false } }
    }

    init(_ text: String) throws(Malformed) {
        var rest = text[...]
        var literal = ""
        while let dollar = rest.firstRange(of: "${") {
            let before = rest[..<dollar.lowerBound]
            rest = rest[dollar.upperBound...]
            if before.last == "$" {
                literal += before.dropLast() + "${"
                continue
            }
            literal += before
            guard let end = rest.firstIndex(of: "}") else {
                throw Malformed(message: "'${' without '}'")
            }
            guard let reference = SecretReference(rest[..<end]) else {
                let shown = Excerpt.clean(String(rest[..<end].prefix(40)))
                throw Malformed(message: "'${\(shown)}' is no reference")
            }
            if !literal.isEmpty { parts.append(.text(literal)) }
            parts.append(.reference(reference))
            literal = ""
            rest = rest[rest.index(after: end)...]
        }
        literal += rest
        if !literal.isEmpty { parts.append(.text(literal)) }
    }

    /// The whole text; nil when a value is nil, after all have been asked for.
    func resolve(_ value: (SecretReference) -> String?) -> String? {
        var text: String? = ""
        for part in parts {
            switch part {
            case .text(let literal): text? += literal
            case .reference(let reference):
                if let value = value(reference) { text? += value } else { text = nil }
            }
        }
        return text
    }

    /// Nothing but references: such text may be shown.
    static func isOnlyReferences(_ text: String) -> Bool {
        guard let template = try? ReferenceTemplate(text), template.hasReferences else {
            return false
        }
        return template.parts.allSatisfy { if case .reference = $0 { true } else { false } }
    }
}
