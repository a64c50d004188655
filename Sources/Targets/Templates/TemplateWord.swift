import Model
import Mustache

/// A word's text in a template, with what helpers make of it: `{{date(received)}}`.
///
/// What a helper cannot read (a date that is none) stays as it is: a message with an odd text is
/// better than none. What is missing is no word; `{{default(fields.x, "none")}}` stands in for it.
struct TemplateWord: MustacheTransformable, MustacheCustomRenderable {
    let text: String

    var renderText: String { text }
    var isNull: Bool { text.isEmpty }

    func transform(_ name: String) -> Any? {
        switch name {
        case "empty": text.isEmpty
        case "given": true
        default: Self.helped(text, name).map { TemplateWord(text: $0) }
        }
    }

    /// Nil: there is no such helper.
    private static func helped(_ text: String, _ name: String) -> String? {
        switch name {
        case "uppercased": text.uppercased()
        case "lowercased": text.lowercased()
        case "capitalized": text.prefix(1).uppercased() + text.dropFirst().lowercased()
        case "reversed": String(text.reversed())
        case "date": time(text).map { String($0.description.prefix(10)) } ?? text
        case "time": time(text).map { String($0.description.dropFirst(11).prefix(5)) } ?? text
        case "rounded": rounded(text, places: 0)
        case "rounded1": rounded(text, places: 1)
        case "rounded2": rounded(text, places: 2)
        case "url_encoded": TemplateEscaping.escape(text, .percent)
        case "slack_escaped": TemplateEscaping.escape(text, .mrkdwn)
        default: truncation(name).map { MessageText.truncated(text, max: $0) }
        }
    }

    /// Whether a template may call this; some are for lists.
    static func isHelper(_ name: String) -> Bool {
        listHelpers.contains(name) || helped("", name) != nil
    }

    private static let listHelpers = ["empty", "count", "first", "last"]

    /// For a name that is no helper's: what was meant.
    static func hint(for name: String) -> String? {
        let digits = name.filter(\.isNumber)
        let all =
            listHelpers + [
                "uppercased", "lowercased", "capitalized", "reversed", "date", "time", "rounded",
                "rounded1", "rounded2", "url_encoded", "slack_escaped", "default",
                "truncated\(digits.isEmpty ? "80" : digits)",
            ]
        return NearestName.find(name, in: all).map { "did you mean '\($0)'?" }
    }

    /// RFC 3339, or seconds (milliseconds when there are 13 digits) since 1970; UTC.
    private static func time(_ text: String) -> Timestamp? {
        if let time = Timestamp(text: text) { return time }
        guard text.utf8.count <= 13, let number = Int64(text), number >= 0 else { return nil }
        return Timestamp(milliseconds: text.utf8.count == 13 ? number : number * 1000)
    }

    /// Halves away from zero; digits beyond what a Double holds are left alone.
    private static func rounded(_ text: String, places: Int) -> String {
        let scale = [1.0, 10, 100][places]
        guard let number = JSONNumber(text)?.double, abs(number) < 1e12 else { return text }
        let units = Int64((number * scale).rounded())
        guard places > 0 else { return String(units) }
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return (units < 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// `truncated80` → 80.
    private static func truncation(_ name: String) -> Int? {
        guard name.hasPrefix("truncated"), let max = Int(name.dropFirst("truncated".count)) else {
            return nil
        }
        return (1...10_000).contains(max) ? max : nil
    }
}
