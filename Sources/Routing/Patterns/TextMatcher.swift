/// Texts that a rule takes: exact values, and globs with `*` and `?`.
///
/// Text is compared byte for byte. Empty text is a missing value and matches nothing, `*` included.
package struct TextMatcher: Hashable, Sendable {
    /// Values without wildcards, escapes resolved, in the order given: what the index hashes.
    package let exactValues: [String]
    package let globs: [Glob]
    /// The same for looking them up; empty when there is only one.
    private let exact: Set<ByteText>

    /// One text or several, as in `type: session.*` or `source: [apriora, xobin]`.
    package init(_ patterns: [String]) throws(PatternError) {
        guard !patterns.isEmpty else { throw .noPatterns }
        var values: [String] = []
        var globs: [Glob] = []
        for pattern in patterns {
            let glob = try Glob(pattern)
            if let literal = glob.literal { values.append(literal) } else { globs.append(glob) }
        }
        self.init(values: values, globs: globs)
    }

    /// Exactly this text; wildcards in it have no meaning.
    package init(exact value: String) { self.init(values: [value], globs: []) }

    /// Exactly one of these texts; wildcards in them have no meaning.
    package init(exactly values: [String]) { self.init(values: values, globs: []) }

    private init(values: [String], globs: [Glob]) {
        self.globs = globs
        guard values.count > 1 else {
            exactValues = values
            exact = []
            return
        }
        var seen: Set<ByteText> = []
        exactValues = values.filter { seen.insert(ByteText($0)).inserted }
        exact = exactValues.count > 1 ? seen : []
    }

    package func matches(_ text: String) -> Bool {
        guard !text.isEmpty else { return false }
        if exactValues.count == 1 {
            if ByteText.equal(exactValues[0], text) { return true }
        } else if exact.contains(ByteText(text)) {
            return true
        }
        for glob in globs where glob.matches(text) { return true }
        return false
    }

    /// As written, for explanations: exact values first.
    package var patterns: [String] { exactValues + globs.map(\.description) }
}
