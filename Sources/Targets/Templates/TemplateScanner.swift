/// Finds a template's tags, to refuse what we do not offer and to know which words are used.
enum TemplateScanner {
    struct Tag: Sendable {
        /// `#`, `^`, `/`, `!`, `{`, `&`; nil for a plain value.
        var sigil: Character?
        /// As written between sigil and `}}`, trimmed.
        var name: String
        var line: Int
        var column: Int

        var isUnescaped: Bool { sigil == "{" || sigil == "&" }

        /// The first word of its name, without transforms: `fields` of `{{uppercased(fields.x)}}`.
        var word: String? {
            guard sigil != "!", sigil != "/" else { return nil }
            let inner = name.split(separator: "(").last ?? ""
            let path = inner.prefix { $0 != ")" }.drop { $0 == "." }
            let word = path.prefix { $0 != "." }
            return word.isEmpty ? nil : String(word)
        }

        /// `uppercased` of `{{uppercased(fields.x)}}`, the outermost first.
        var helpers: [String] {
            guard sigil != "!" else { return [] }
            return name.split(separator: "(").dropLast().map(String.init)
        }
    }

    /// Every tag in order. Throws for tags that are not offered or not closed on their line.
    static func tags(in text: String) throws(TemplateError) -> [Tag] {
        var tags: [Tag] = []
        var line = 1
        for part in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            try scan(part, line: line, into: &tags)
            line += 1
        }
        return tags
    }

    private static func scan(
        _ text: Substring, line: Int, into tags: inout [Tag]
    ) throws(TemplateError) {
        var rest = text
        while let opening = rest.firstRange(of: "{{") {
            let column = text.distance(from: text.startIndex, to: opening.lowerBound) + 1
            func problem(_ problem: String) -> TemplateError {
                TemplateError(problem: problem, line: line, column: column)
            }
            let content = rest[opening.upperBound...]
            guard let closing = content.firstRange(of: "}}") else {
                throw problem("a tag is not closed on its line: expected '}}'")
            }
            var name = content[..<closing.lowerBound]
            var sigil: Character?
            if let first = name.first, !(first.isLetter || first.isNumber || first == "_") {
                switch first {
                case "#", "^", "/", "!", "{", "&":
                    sigil = first
                    name = name.dropFirst()
                case ">", "<", "$": throw problem("partials and inheritance are not offered")
                case "=", "%": throw problem("other delimiters and pragmas are not offered")
                default: break
                }
            }
            tags.append(
                Tag(
                    sigil: sigil, name: String(trim(name)), line: line, column: column))
            rest = content[closing.upperBound...]
        }
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
