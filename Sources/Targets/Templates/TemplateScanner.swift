/// Finds a template's tags, to refuse what we do not offer and to know which words are used.
enum TemplateScanner {
    struct Tag: Sendable {
        /// `#`, `^`, `/`, `!`, `{`, `&`; nil for a plain value.
        var sigil: Character?
        /// As written between sigil and `}}`, trimmed.
        var name: String
        var line: Int
        var column: Int
        /// `no job` of `{{default(fields.job, "no job")}}`, whose name is `fields.job`.
        var fallback: String?
        /// All of it, in the text.
        var range: Range<String.Index>

        var isUnescaped: Bool { sigil == "{" || sigil == "&" }

        /// Its name without transforms: `fields.x` of `{{uppercased(fields.x)}}`.
        var path: String? {
            guard sigil != "!", sigil != "/" else { return nil }
            let inner = name.split(separator: "(").last ?? ""
            let path = TemplateScanner.trim(inner.prefix { $0 != ")" }).drop { $0 == "." }
            return path.isEmpty ? nil : String(path)
        }

        /// The path's first word: `fields`.
        var word: String? { path.map { String($0.prefix { $0 != "." }) } }

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
            let end = rest[closing.upperBound...].hasPrefix("}") && sigil == "{" ? 1 : 0
            var tag = Tag(
                sigil: sigil, name: String(trim(name)), line: line, column: column,
                range: opening.lowerBound..<text.index(closing.upperBound, offsetBy: end))
            if tag.helpers.contains("default") {
                let parts = tag.name.wholeMatch(of: /default\(\s*([^",]+?)\s*,\s*"([^"{}]+)"\s*\)/)
                guard let parts, sigil == nil || tag.isUnescaped else {
                    throw problem(
                        "default stands around all of a value: {{default(fields.job, \"none\")}}")
                }
                tag.name = String(parts.1)
                tag.fallback = String(parts.2)
            }
            tags.append(tag)
            rest = content[closing.upperBound...]
        }
    }

    /// The text with its defaults written out in the engine's own words: the value, and a section
    /// for its absence.
    static func withDefaults(
        _ text: String, _ tags: [Tag], _ escaping: MessageTemplate.Escaping
    ) -> String {
        var whole = ""
        var start = text.startIndex
        for tag in tags {
            guard let fallback = tag.fallback else { continue }
            let shown =
                tag.isUnescaped ? fallback : TemplateEscaping.escape(fallback, escaping)
            let (open, close) = tag.isUnescaped ? ("{{{", "}}}") : ("{{", "}}")
            let presence = "given(\(tag.name))"
            whole += text[start..<tag.range.lowerBound]
            whole += open + tag.name + close + "{{^\(presence)}}" + shown + "{{/\(presence)}}"
            start = tag.range.upperBound
        }
        return whole + text[start...]
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
