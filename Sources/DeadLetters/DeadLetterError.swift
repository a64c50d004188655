#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What went wrong with dead-letter files. The text is safe to log and says what to do.
package enum DeadLetterError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file or folder cannot be written: nothing may be taken for buried. `path` names it.
    case unwritable(path: String, problem: String, advice: String)
    case unreadable(path: String, problem: String, advice: String)
    /// A line is no dead letter: torn, edited, or of another program.
    case malformedLine(String)

    package var description: String {
        switch self {
        case .unwritable(let path, let problem, let advice):
            "dead letters cannot be written to \(path): \(problem); \(advice)"
        case .unreadable(let path, let problem, let advice):
            "dead letters cannot be read from \(path): \(problem); \(advice)"
        case .malformedLine(let problem): "not a dead-letter line: \(problem)"
        }
    }

    /// Stable; also the word for metrics.
    package var code: String {
        switch self {
        case .unwritable: "dead_letters_unwritable"
        case .unreadable: "dead_letters_unreadable"
        case .malformedLine: "dead_letter_malformed"
        }
    }

    /// From the `errno` of the call that has just failed.
    static func writing(_ path: String, _ number: Int32 = errno) -> DeadLetterError {
        .unwritable(path: path, problem: text(number), advice: advice(number))
    }

    static func reading(_ path: String, _ number: Int32 = errno) -> DeadLetterError {
        .unreadable(path: path, problem: text(number), advice: advice(number))
    }

    private static func text(_ number: Int32) -> String { String(cString: strerror(number)) }

    private static func advice(_ number: Int32) -> String {
        switch number {
        case ENOSPC, EDQUOT: "free space on this disk; writing goes on by itself"
        case EACCES, EPERM: "make the folder belong to the user that runs signalbox (mode 0700)"
        case EROFS: "mount the file system writable"
        case ENOTDIR, ELOOP: "move away what stands where the folder or file belongs"
        case EMFILE, ENFILE: "raise the limit of open files (ulimit -n)"
        default: "check the disk"
        }
    }
}
