/// What reading a configuration file gave.
package struct LoadResult: Sendable {
    /// Nil when there is any error: a bad configuration never replaces a good one.
    package var configuration: Configuration?
    /// Every problem of the file, by position.
    package var diagnostics: [Diagnostic]
    /// What `${…}` named and could not be read, or was empty; sorted, each once. `file:` names
    /// keep their prefix. Mode `check` uses placeholders for them.
    package var secretsMissing: [String]

    /// Those of `secretsMissing` that a source names: what it verifies with is a placeholder.
    package var secretsMissingBySource: [String: [String]]

    /// Files and folders that it depends on, those of secrets included.
    package var touched: Set<String> = []

    package init(
        configuration: Configuration?, diagnostics: [Diagnostic], secretsMissing: [String],
        secretsMissingBySource: [String: [String]] = [:]
    ) {
        self.configuration = configuration
        self.diagnostics = diagnostics
        self.secretsMissing = secretsMissing
        self.secretsMissingBySource = secretsMissingBySource
    }

    package var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
    package var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }
}

/// What a configuration is read for.
package enum LoadMode: Equatable, Sendable {
    /// Unset secrets are warnings, and placeholders stand for them, unless `secrets` is true.
    case check(secrets: Bool)
    /// A missing or empty secret is an error: it is never an open door.
    case serve

    package static let check = LoadMode.check(secrets: false)

    var toleratesUnsetSecrets: Bool { self == .check(secrets: false) }
}
