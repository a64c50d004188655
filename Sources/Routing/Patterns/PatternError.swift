/// Why a pattern cannot be used. Its text is safe to log: patterns come from configuration.
package enum PatternError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A list without patterns would never match.
    case noPatterns
    /// An empty pattern: an event without this value has nothing to match.
    case empty
    case tooLong(bytesMax: Int)
    /// A backslash before something that it does not escape, or at the end.
    case badEscape(offset: Int)
    /// Not a regular expression at this byte, counted from 0.
    case malformed(offset: Int, expected: String)
    /// Something other engines know and this one leaves out, since it cannot run in linear time or
    /// would surprise: backreferences, look-around.
    case unsupported(offset: Int, what: String)
    /// Repetitions made the program larger than allowed.
    case tooLarge(statesMax: Int)

    package var description: String {
        switch self {
        case .noPatterns: "an empty list matches nothing"
        case .empty: "an empty pattern matches nothing"
        case .tooLong(let max): "longer than \(max) bytes"
        case .badEscape(let offset):
            "a backslash at byte \(offset) escapes nothing; write \\* \\? or \\\\"
        case .malformed(let offset, let expected):
            "not a pattern: expected \(expected) at byte \(offset)"
        case .unsupported(let offset, let what): "\(what) at byte \(offset) is not supported"
        case .tooLarge(let max):
            "repeats too much: it needs more than \(max) states"
        }
    }

    /// A word from a bounded set.
    package var code: String {
        switch self {
        case .noPatterns: "no_patterns"
        case .empty: "empty_pattern"
        case .tooLong: "pattern_too_long"
        case .badEscape: "bad_escape"
        case .malformed: "malformed_pattern"
        case .unsupported: "unsupported_pattern"
        case .tooLarge: "pattern_too_large"
        }
    }
}
