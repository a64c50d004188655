/// One problem of a configuration file: what is wrong, exactly where, and the likely fix.
///
/// Holds no secret: values that may be one are masked before a diagnostic is made.
package struct Diagnostic: Equatable, Sendable {
    package enum Severity: String, Sendable {
        /// The file is refused.
        case error
        /// The file works; someone should look at it.
        case warning
    }

    package var severity: Severity
    package var code: DiagnosticCode
    package var file: String
    /// Counted from 1; the column in Unicode scalars.
    package var position: Position
    package var message: String
    /// What would help: `did you mean 'url'?`; nil when there is nothing to propose.
    package var hint: String?
    /// Further lines that say how it came to this; most have none.
    package var notes: [String] = []
    /// The line of the file, nil when the problem is about no line (an unreadable file).
    package var excerpt: Excerpt?

    package var line: Int { position.line }
    package var column: Int { position.column }

    /// As compilers print it: place and message, the line, a caret, the hint.
    package var rendered: String {
        var text = "\(file):\(line):\(column): \(severity.rawValue): \(message)\n"
        if let excerpt, !excerpt.text.isEmpty { text += "\(excerpt.text)\n\(excerpt.padding)^\n" }
        if let hint { text += "hint: \(hint)\n" }
        for note in notes { text += "note: \(note)\n" }
        return text
    }
}

/// A place in a text file; both count from 1, columns in Unicode scalars, as libyaml counts them.
package struct Position: Hashable, Sendable, Comparable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static let start = Position(line: 1, column: 1)

    package static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// The stable name of a kind of problem, for `--json` and documentation.
package enum DiagnosticCode: String, Sendable, CaseIterable {
    case fileUnreadable = "file_unreadable"
    case fileTooLarge = "file_too_large"
    case notUTF8 = "not_utf8"
    case yamlSyntax = "yaml_syntax"
    case yamlLimit = "yaml_limit"
    case unsupportedTag = "unsupported_tag"
    case duplicateKey = "duplicate_key"
    case unknownKey = "unknown_key"
    case missingKey = "missing_key"
    case conflictingKeys = "conflicting_keys"
    case wrongType = "wrong_type"
    case invalidValue = "invalid_value"
    case unknownName = "unknown_name"
    case duplicateName = "duplicate_name"
    case emptyMatch = "empty_match"
    case jqMissing = "jq_missing"
    case tooMany = "too_many"
    case secretUnset = "secret_unset"
    case secretMalformed = "secret_malformed"
    case secretInClearText = "secret_in_clear_text"
    case secretExpired = "secret_expired"
    case addressRefused = "address_refused"
    case unverifiedSource = "unverified_source"
    case unsignedBody = "unsigned_body"
    case handshakeTokenMissing = "handshake_token_missing"
    case neverMatches = "never_matches"
    case shadowedRoute = "shadowed_route"
    case redundantRoute = "redundant_route"
    case routesTogether = "routes_together"
    case conflictingTexts = "conflicting_texts"
    case unusedTable = "unused_table"
    case unusedTarget = "unused_target"
    case unroutedSource = "unrouted_source"
    case nothingIncluded = "nothing_included"
    case identicalRoutes = "identical_routes"
    case testFailed = "test_failed"
}
