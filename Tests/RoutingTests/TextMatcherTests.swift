import Testing

@testable import Routing

@Suite("TextMatcher")
struct TextMatcherTests {
    @Test(
        "Globs match whole texts",
        arguments: [
            ("session.*", "session.completed", true), ("session.*", "session.", true),
            ("session.*", "xsession.a", false), ("*", "a", true), ("*", "", false),
            ("?", "é", true), ("?", "😀", true), ("??", "é", false), ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxbyyc.", false), ("a*b*c", "acb", false),
            ("*.completed", "a.completed", true),
            ("**a**", "bab", true), ("a?c", "ac", false), ("\\*", "*", true), ("\\*", "a", false),
            ("a\\?", "a?", true), ("\\\\", "\\", true), ("A", "a", false), ("*é", "aé", true),
            ("*ab", "aab", true), ("a*?", "a", false), ("a*?", "ab", true),
        ])
    func globs(pattern: String, text: String, answer: Bool) throws {
        #expect(try TextMatcher([pattern]).matches(text) == answer)
    }

    @Test("A list matches what one of its patterns matches; exact values stand apart for the index")
    func lists() throws {
        let matcher = try TextMatcher(["apriora", "xo*", "apriora", "a\\*"])
        #expect(matcher.exactValues == ["apriora", "a*"])
        #expect(matcher.globs.map(\.description) == ["xo*"])
        for text in ["apriora", "xobin", "a*"] { #expect(matcher.matches(text)) }
        for text in ["aprior", "", "ab"] { #expect(!matcher.matches(text)) }
    }

    @Test("Exact text is never read as a pattern")
    func exact() {
        #expect(TextMatcher(exact: "a*").matches("a*"))
        #expect(!TextMatcher(exact: "a*").matches("ab"))
        #expect(TextMatcher(exactly: ["e\u{301}", "\u{E9}"]).exactValues.count == 2)
    }

    @Test("Patterns that could never match are refused")
    func refused() {
        func error(_ patterns: [String]) -> PatternError? {
            #expect(throws: PatternError.self) { try TextMatcher(patterns) }
        }
        #expect(error([]) == .noPatterns)
        #expect(error(["a", ""]) == .empty)
        #expect(error(["a\\"]) == .badEscape(offset: 1))
        #expect(error(["\\d"]) == .badEscape(offset: 0))
        #expect(error([String(repeating: "a", count: 1025)]) == .tooLong(bytesMax: 1024))
    }

    @Test("A glob of many stars stays quick on a text that almost matches")
    func bounded() throws {
        let glob = try TextMatcher([String(repeating: "*a", count: 500) + "b"])
        #expect(!glob.matches(String(repeating: "a", count: 5000)))
    }
}
