/// How a command ended, for the shell.
package enum ExitCode: Int32, Sendable {
    /// All is well.
    case fine = 0
    /// It found something, or something failed.
    case found = 1
    /// It was called wrongly.
    case usage = 2
}

/// Why a command cannot do what it should. The text is for people: one line that says what to do.
package enum ConsoleError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Called wrongly.
    case usage(String)
    case failed(String)

    package var description: String {
        switch self {
        case .usage(let text), .failed(let text): text
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .usage: .usage
        case .failed: .found
        }
    }
}
