package import Model

/// A configuration that came into force, with its files: what explains events planned with it, long
/// after the files on disk have changed. Holds references to secrets (`${NAME}`), not the secrets.
package struct ConfigurationRecord: Equatable, Sendable {
    /// `cfg_3f1c…`
    package var version: String
    /// When it came into force.
    package var activatedAt: Timestamp
    /// Who asked for it: `start`, `signal`, a caller of the API.
    package var by: String
    /// The main file first; never empty.
    package var files: [ConfigurationFile]

    package init(
        version: String, activatedAt: Timestamp, by: String, files: [ConfigurationFile]
    ) {
        precondition(!files.isEmpty, "a configuration has a main file")
        self.version = version
        self.activatedAt = activatedAt
        self.by = by
        self.files = files
    }
}

/// One line of the history: which configuration was in force from when on.
package struct ConfigurationSummary: Equatable, Sendable {
    package var version: String
    package var activatedAt: Timestamp
    package var by: String

    package init(version: String, activatedAt: Timestamp, by: String) {
        self.version = version
        self.activatedAt = activatedAt
        self.by = by
    }
}
