import Model

/// What reading one file gathers: its problems, and the secrets it could not find. The files of one
/// configuration share what is known of secrets.
///
/// Confined to the thread that reads.
final class Reading {
    let file: String
    private let resolver: SecretResolver
    private let mode: LoadMode
    private var found: [Diagnostic] = []
    private let secrets: Secrets
    /// Values that references gave since this was last emptied: what a target must keep out of
    /// snippets and dead-letter files.
    var resolvedValues: [String] = []
    /// Names of references without a value since this was last emptied.
    var missingHere: Set<String> = []
    /// Values of the file that are in nobody's hands, such as those of repeated keys: they may be
    /// secrets all the same.
    var unread: [YAMLNode] = []

    /// What the files of one configuration have in common.
    private final class Secrets {
        /// Names of references without a value.
        var missing: Set<String> = []
        /// Every text that no message may quote.
        var unspeakable: Set<String> = []
        /// Files and folders that were looked at, whether they are there or not.
        var touched: Set<String> = []
    }

    init(file: String, resolver: SecretResolver, mode: LoadMode) {
        self.file = file
        self.resolver = resolver
        self.mode = mode
        secrets = Secrets()
    }

    /// For another file of the same configuration.
    init(file: String, beside other: Reading) {
        self.file = file
        resolver = other.resolver
        mode = other.mode
        secrets = other.secrets
    }

    /// Makes one that knows nothing of this one's, for a thread that only tries.
    var another: @Sendable () -> Reading {
        { [file, resolver, mode] in
            let reading = Reading(file: file, resolver: resolver, mode: mode)
            reading.hintsMax = 0
            return reading
        }
    }

    /// It has found nothing, to tell or to keep.
    var isSpotless: Bool {
        found.isEmpty && resolvedValues.isEmpty && missingHere.isEmpty && unread.isEmpty
            && secrets.missing.isEmpty && secrets.unspeakable.isEmpty && secrets.touched.isEmpty
    }

    var hasErrors: Bool { found.contains { $0.severity == .error } }
    var secretsMissing: [String] { secrets.missing.sorted() }

    /// Whether likely names are still looked for. Comparing each of a hundred thousand wrong names
    /// with all right ones would take minutes, and so many problems are never shown.
    var seeksHints: Bool { found.count < hintsMax }
    private var hintsMax = Limits.diagnosticsHintedMax

    func error(
        _ code: DiagnosticCode, at position: Position, _ message: String,
        hint: @autoclosure () -> String? = nil, notes: [String] = []
    ) {
        add(.error, code, position, message, seeksHints ? hint() : nil, notes)
    }

    func warning(
        _ code: DiagnosticCode, at position: Position, _ message: String,
        hint: @autoclosure () -> String? = nil
    ) {
        add(.warning, code, position, message, seeksHints ? hint() : nil)
    }

    private func add(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ position: Position,
        _ message: String, _ hint: String?, _ notes: [String] = []
    ) {
        found.append(
            Diagnostic(
                severity: severity, code: code, file: file, position: position,
                message: quiet(message), hint: hint.map(quiet), notes: notes.map(quiet)))
    }

    /// The file's text, for who has to look at it again.
    var text: String?

    /// Where the first word of a line stands.
    func beginning(ofLine number: Int) -> Position {
        let line = text.flatMap { SourceText($0).line(number) }
        let indent = line?.prefix { $0 == " " || $0 == "\t" }.count ?? 0
        return Position(line: number, column: indent + 1)
    }

    /// A change of this file or folder may change the configuration.
    func touch(_ path: String) { secrets.touched.insert(path) }

    var touched: Set<String> { secrets.touched }

    /// From now on no message quotes this text.
    func keepQuiet(_ text: String) { secrets.unspeakable.insert(text) }

    /// The last net: messages of other modules may quote a setting that came from `${…}`.
    private func quiet(_ message: String) -> String {
        secrets.unspeakable.sorted { $0.utf8.count > $1.utf8.count }.reduce(message) {
            text, secret in
            // Very short ones are parts of ordinary words: they are masked where they are quoted.
            secret.utf8.count >= 4
                ? text.replacing(secret, with: "•••")
                : text.replacing("'\(secret)'", with: "'•••'")
        }
    }

    /// A scalar's text with its references resolved.
    func text(_ scalar: YAMLScalar, at position: Position) -> ResolvedText {
        guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return .literal(scalar.text) }
        let template: ReferenceTemplate
        do {
            template = try ReferenceTemplate(scalar.text)
        } catch {
            self.error(
                .secretMalformed, at: position, error.message,
                hint: "write ${NAME} or ${file:/path}; $${ stands for ${ itself")
            return .unset
        }
        guard template.hasReferences else { return .literal(template.resolve { _ in nil } ?? "") }
        let resolved = template.resolve { reference in
            if case .file(let path) = reference { touch(path) }
            let value = resolver.value(of: reference)
            if let value {
                resolvedValues.append(value)
                keepQuiet(value)
            } else {
                reportMissing(reference, at: position)
            }
            return value
        }
        return resolved.map(ResolvedText.resolved) ?? .unset
    }

    /// Once per name: a token that is used in ten places is one thing to set.
    private func reportMissing(_ reference: SecretReference, at position: Position) {
        missingHere.insert(reference.name)
        guard secrets.missing.insert(reference.name).inserted else { return }
        let what: String
        let hint: String
        switch reference {
        case .variable(let name):
            what = "the environment variable \(name) is not set, or empty"
            hint = "set \(name) where signalbox runs"
        case .file(let path):
            what = "the file \(Excerpt.clean(path)) cannot be read, or is empty"
            hint = "create it, readable for signalbox's user"
        }
        if mode.toleratesUnsetSecrets {
            warning(.secretUnset, at: position, what, hint: hint)
        } else {
            error(.secretUnset, at: position, what, hint: hint)
        }
    }

    /// Everything found, by place, each with its line of `text`; what `hidden` covers is masked.
    func diagnostics(text: String?, root: YAMLNode?) -> [Diagnostic] {
        guard !found.isEmpty else { return [] }
        // A stable order: two problems of one place stay as they were found.
        var sorted = found.enumerated()
            .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
            .map(\.element)
        if sorted.count > Limits.diagnosticsMax {
            let rest = sorted.count - Limits.diagnosticsMax
            // Errors first: warnings must not push out the reason for a refusal.
            let errors = sorted.filter { $0.severity == .error }
            let kept = errors + sorted.filter { $0.severity == .warning }
            sorted = Array(kept.prefix(Limits.diagnosticsMax))
            sorted[sorted.count - 1].hint = "and \(rest) more problems"
        }
        guard let text else { return sorted }
        let source = SourceText(text)
        let secrets = HiddenText(roots: root.map { [$0] + unread }, source: source)
        for index in sorted.indices {
            let position = sorted[index].position
            guard let line = source.line(position.line) else { continue }
            sorted[index].excerpt = Excerpt(
                line, column: position.column, hidden: secrets.columns(position.line, line))
        }
        return sorted
    }
}

/// A scalar's text after `${…}` was looked up.
enum ResolvedText: Equatable {
    /// There was no reference in it.
    case literal(String)
    /// From the environment or a file: it may be a secret, and is never shown.
    case resolved(String)
    /// A reference has no value; the diagnostic is made already.
    case unset
}
