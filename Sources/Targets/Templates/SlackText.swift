import Model

/// Cuts a rendered mrkdwn text to what Slack shows well.
enum SlackText {
    /// At most `max` Unicode scalars, entities counted as written. The cut never goes through a
    /// grapheme or an entity; where something was cut off stands `…`.
    ///
    /// Scalars, because one grapheme may be made of any number of them.
    static func truncated(_ text: String, max: Int = Limits.slackTextMax) -> String {
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

    /// The end of the grapheme, or of the whole entity, that begins at `start`.
    private static func unitEnd(_ text: String, _ start: String.Index) -> String.Index {
        let rest = text.unicodeScalars[start...]
        for entity in ["&amp;", "&lt;", "&gt;"] where rest.starts(with: entity.unicodeScalars) {
            return text.index(start, offsetBy: entity.count)
        }
        return text.index(after: start)
    }
}
