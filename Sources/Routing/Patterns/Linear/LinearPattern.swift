/// A regular expression that is searched for in time linear in the text, whatever the text holds.
///
/// Knows literals, `.`, classes, `\d \w \s` and their negations, `^ $ \b \B`, groups, alternation,
/// `* + ? {m} {m,} {m,n}` and `(?i)`. No backreferences and no look-around: they cannot be linear.
/// `\d`, `\w` and `\s` are ASCII; `.` is any scalar but a line feed; `^` and `$` are the ends of
/// the whole text. Found anywhere in the text, unless anchored. Only whether it is found is told,
/// so greedy and reluctant repetition are the same.
///
/// The work for one text is at most its scalars × the program's states, and never more than
/// `stepsMax`. Method: Ken Thompson's simulation, https://swtch.com/~rsc/regexp/regexp1.html.
package struct LinearPattern: Sendable, CustomStringConvertible {
    /// As written.
    package let description: String
    let program: LinearProgram

    package static let bytesMax = 1024
    package static let statesMax = 2000
    /// About 0.1 s; a text that needs more is not searched to its end.
    package static let stepsMax = 1 << 25

    package init(_ pattern: String) throws(PatternError) {
        guard !pattern.isEmpty else { throw .empty }
        guard pattern.utf8.count <= Self.bytesMax else { throw .tooLong(bytesMax: Self.bytesMax) }
        var parser = LinearParser(pattern)
        let tree = try parser.parse()
        var compiler = LinearCompiler(statesMax: Self.statesMax)
        program = try compiler.compile(tree)
        description = pattern
    }

    /// What a search came to.
    package enum Answer: Sendable {
        case found, absent
        /// `stepsMax` was reached before the end of the text.
        case gaveUp
    }

    package func search(_ text: String) -> Answer {
        let answer = text.utf8.withContiguousStorageIfAvailable { search($0) }
        if let answer { return answer }
        return Array(text.utf8).withUnsafeBufferPointer { search($0) }
    }

    /// `text` is UTF-8.
    package func search(_ text: UnsafeBufferPointer<UInt8>) -> Answer {
        program.search(text, stepsMax: Self.stepsMax)
    }
}

extension LinearPattern: Hashable {
    package static func == (left: LinearPattern, right: LinearPattern) -> Bool {
        ByteText.equal(left.description, right.description)
    }

    package func hash(into hasher: inout Hasher) { ByteText(description).hash(into: &hasher) }
}
