import Model

/// Cuts a rendered text to what its reader shows or takes.
enum MessageText {
    /// At most `max` Unicode scalars, entities counted as written. The cut never goes through a
    /// grapheme, an entity or a backslash and what it escapes; where something was cut off stands
    /// `…`.
    ///
    /// Scalars, because one grapheme may be made of any number of them.
    static func truncated(_ text: String, max: Int) -> String {
        guard text.utf8.count > max, text.unicodeScalars.count > max else { return text }
        var used = 0
        var end = text.startIndex
        while end < text.endIndex {
            let next = unitEnd(text, end)
            used += text.unicodeScalars[end..<next].count
            guard used < max else { break }
            end = next
        }
        return text[..<end] + "…"
    }

    /// A value for one line of a message: control characters are spaces, marks that reorder the
    /// text around them are gone, and it is cut to `max` scalars.
    static func line(_ text: String, max: Int) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(4 * max) {
            switch scalar.value {
            case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029: clean.append(" ")
            case 0x202A...0x202E, 0x2066...0x2069: break
            default: clean.append(scalar)
            }
        }
        let words = String(clean).split(separator: " ").joined(separator: " ")
        return truncated(words, max: max)
    }

    /// The end of the grapheme, or of the whole entity or escape, that begins at `start`.
    private static func unitEnd(_ text: String, _ start: String.Index) -> String.Index {
        let rest = text.unicodeScalars[start...]
        for entity in ["&amp;", "&lt;", "&gt;"] where rest.starts(with: entity.unicodeScalars) {
            return text.index(start, offsetBy: entity.count)
        }
        if text.unicodeScalars[start] == "\\" {
            let escaped = text.index(after: start)
            return escaped < text.endIndex ? text.index(after: escaped) : escaped
        }
        return text.index(after: start)
    }
}
