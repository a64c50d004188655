import Model
import Mustache

/// A Mustache text over an event's words, parsed once. Safe to use from any thread.
///
/// Words: `source type milestone interview definition run fields.* body.* headers.* event_id
/// delivery_id webhook_id received method query target destination attempt`. What an
/// event does not have renders as nothing, what none can have is an error; numbers keep their
/// digits; an object or array renders as its JSON. Sections,
/// inverted sections, comments and helpers (`uppercased(type)`, see `TemplateWord`) work; partials,
/// inheritance, pragmas and other delimiters are refused, and data never becomes template text.
/// Source: https://mustache.github.io/mustache.5.html
package struct MessageTemplate: Sendable {
    /// What is done to values (never to the template's own text); `{{{word}}}` is exempt.
    package enum Escaping: String, Sendable, CaseIterable {
        case none = "PLAIN"
        /// Slack: `&`, `<` and `>` become entities, so that no value can mention or link.
        case mrkdwn = "MRKDWN"
        /// The same, on one line.
        case mrkdwnLine = "MRKDWNLINE"
        /// As `mrkdwn`, within the quotes of a JSON string.
        case mrkdwnJSON = "MRKDWNJSON"
        /// A backslash before what Markdown reads; in a URL, percent-encoding.
        case markdown = "MARKDOWN"
        /// Google Chat has no escapes: what would begin a mention or link is broken up.
        case googleChat = "GOOGLECHAT"
        /// Plain text on one line, for notes.
        case noteLine = "NOTELINE"
        /// Everything but RFC 3986's unreserved characters.
        case percent = "PERCENT"
        /// For use within the quotes of a JSON string.
        case json = "JSON"
        case xml = "XML"
    }

    package let source: String
    /// The words it uses, without what follows a dot.
    package let words: Set<String>
    /// Its text when it holds no tag.
    package let constant: String?
    private let parsed: MustacheTemplate?

    /// Parses and checks the text. `allowsUnescaped: false` refuses `{{{word}}}` and `{{&word}}`.
    package init(
        _ source: String, escaping: Escaping, allowsUnescaped: Bool = true
    ) throws(TemplateError) {
        guard source.utf8.count <= Limits.templateBytesMax else {
            throw TemplateError(
                problem: "longer than \(Limits.templateBytesMax) bytes", line: 1, column: 1)
        }
        self.source = source
        let tags = try TemplateScanner.tags(in: source)
        for tag in tags {
            guard let name = tag.helpers.first(where: { !TemplateWord.isHelper($0) }) else {
                continue
            }
            throw TemplateError(
                problem: "there is no helper '\(name)'", hint: TemplateWord.hint(for: name),
                line: tag.line, column: tag.column)
        }
        if !allowsUnescaped, let tag = tags.first(where: { $0.isUnescaped }) {
            throw TemplateError(
                problem: "values must be escaped here: write {{\(tag.name)}}", line: tag.line,
                column: tag.column)
        }
        words = Set(tags.compactMap(\.word))
        guard !tags.isEmpty else {
            constant = source
            parsed = nil
            return
        }
        constant = nil
        TemplateEscaping.register()
        do {
            // The pragma stands on a line of its own, which the parser swallows.
            parsed = try MustacheTemplate(
                string: "{{% CONTENT_TYPE: \(escaping.rawValue)}}\n"
                    + TemplateScanner.withDefaults(source, tags, escaping))
        } catch {
            throw Self.error(error, tags)
        }
        if let tag = TemplateScanner.stranger(in: tags), let path = tag.path {
            throw TemplateError(
                problem: "an event has no '\(path)'", hint: EventWord.hint(for: path),
                line: tag.line, column: tag.column)
        }
    }

    /// The text for one event.
    ///
    /// Fails when the output or the work for it passes `Limits.renderedBytesMax` or
    /// `Limits.templateWorkBytesMax`, which only loops over long lists come to.
    func render(_ context: TemplateContext) throws(RenderFailure) -> String {
        if let constant { return constant }
        guard let parsed else { return "" }
        context.begin(templateBytes: source.utf8.count)
        let text = parsed.render(context)
        guard !context.isExhausted else { throw RenderFailure(.templateTooLarge) }
        return text
    }

    /// Renders for an attempt; for one template alone.
    package func render(_ context: AttemptContext) throws(RenderFailure) -> String {
        try render(TemplateContext(context))
    }

    private static func error(_ error: any Error, _ tags: [TemplateScanner.Tag]) -> TemplateError {
        guard let error = error as? MustacheTemplate.ParserError else {
            return TemplateError(problem: "no valid template", line: 1, column: 1)
        }
        let problem =
            switch error.error as? MustacheTemplate.Error {
            case .sectionCloseNameIncorrect: "this does not close the section that is open"
            case .expectedSectionEnd: "a section is not closed"
            case .unfinishedName: "a tag is malformed: expected a name and '}}'"
            default: "the tag is malformed"
            }
        // Line 1 of the parser's text is the pragma.
        return TemplateError(
            problem: problem, line: max(1, error.context.lineNumber - 1),
            column: max(1, error.context.columnNumber))
    }
}
