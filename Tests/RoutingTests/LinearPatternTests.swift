import Model
import Testing

@testable import Routing

@Suite("LinearPattern")
struct LinearPatternTests {
    private static let samples: [(pattern: String, found: [String], absent: [String])] = [
        ("abc", ["abc", "xabcx"], ["", "ab", "aabbcc", "ABC"]),
        ("^abc$", ["abc"], ["xabc", "abcx", "abc\n"]),
        ("a|bc|", ["", "x"], []),
        ("^(?:a|bc)$", ["a", "bc"], ["", "b", "abc"]),
        ("a*b", ["b", "aaab", "xb"], ["", "aaa"]),
        ("^a+b?$", ["a", "aaab"], ["b", "abb"]),
        ("^a{2}$", ["aa"], ["a", "aaa"]),
        ("^a{2,}$", ["aa", "aaaaa"], ["a", ""]),
        ("^a{0,2}$", ["", "a", "aa"], ["aaa"]),
        ("^(ab){2,3}$", ["abab", "ababab"], ["ab", "abababab", "aba"]),
        ("^a{0}b$", ["b"], ["ab"]),
        ("a+?b", ["aab"], ["b"]),
        ("^.$", ["a", "é", "😀"], ["", "\n", "ab"]),
        ("^[a-c]+$", ["abc"], ["abd", ""]),
        ("^[^a-c]$", ["d", "é", "\n"], ["a", "b"]),
        ("^[]a]+$", ["]a"], ["b"]),
        ("^[^]]$", ["a"], ["]"]),
        ("^[a-]+$", ["a-"], ["b"]),
        ("^[\\d.]+$", ["1.2"], ["1,2"]),
        ("^[\\D]$", ["a", "é"], ["1"]),
        ("^[^\\W]$", ["a", "_"], ["-", "é"]),
        ("^[à-ü]+$", ["éü"], ["a"]),
        ("^\\d\\D\\w\\W\\s\\S$", ["1a_- x"], ["1a_-_x"]),
        ("\\bcat\\b", ["a cat.", "cat"], ["concat", "cats"]),
        ("\\Bcat", ["concat"], ["a cat"]),
        ("(?i)visa", ["VISA", "a ViSa b"], ["vis"]),
        ("(?i)straße", ["STRAßE"], ["STRASSE"]),
        ("(?i)ÉTÉ", ["été", "Été"], ["ete"]),
        ("(?i)^[a-c]$", ["B", "b"], ["d"]),
        ("(?i)^[^a-c]$", ["d"], ["B", "b"]),
        ("a(?i:b)c", ["abc", "aBc"], ["ABc", "aBC"]),
        ("(?:(?i)a)b", ["Ab"], ["AB"]),
        ("\\.\\*\\(\\)\\[\\]\\{\\}\\|\\\\\\/", [".*()[]{}|\\/"], ["x"]),
        ("\\x41\\u00e9\\t", ["Aé\t"], ["A"]),
        ("(a*)*b", ["b", "aab"], ["aaa"]),
        ("(a|b)*c|(a|ab)*c", ["ababc", "c"], ["ab"]),
        ("^$", [""], ["a"]),
        ("x^", [], ["x", "x^"]),
        ("a\u{301}", ["xa\u{301}"], ["\u{E1}"]),
    ]

    @Test("Finds what it describes and nothing else", arguments: samples)
    func finds(pattern: String, found: [String], absent: [String]) throws {
        let compiled = try LinearPattern(pattern)
        for text in found { #expect(compiled.search(text) == .found, "\(pattern) in \(text)") }
        for text in absent { #expect(compiled.search(text) == .absent, "\(pattern) in \(text)") }
    }

    @Test(
        "What cannot be read, cannot be linear or grows too large is refused",
        arguments: [
            ("", "empty_pattern"), ("(", "malformed_pattern"), (")", "malformed_pattern"),
            ("a)", "malformed_pattern"), ("[a", "malformed_pattern"), ("[]", "malformed_pattern"),
            ("[b-a]", "malformed_pattern"), ("*", "malformed_pattern"),
            ("a**", "malformed_pattern"),
            ("^*", "malformed_pattern"), ("a{2", "malformed_pattern"), ("{", "malformed_pattern"),
            ("a{3,2}", "malformed_pattern"), ("a{1001}", "malformed_pattern"),
            ("a{99999999999999999999}", "malformed_pattern"), ("\\", "bad_escape"),
            ("\\q", "bad_escape"), ("\\x4", "malformed_pattern"), ("\\ud800", "malformed_pattern"),
            ("(a)\\1", "unsupported_pattern"), ("(?=a)", "unsupported_pattern"),
            ("(?<!a)b", "unsupported_pattern"), ("(?P<n>a)", "unsupported_pattern"),
            ("\\p{L}", "unsupported_pattern"), ("[[:alpha:]]", "unsupported_pattern"),
            ("(a{1000}){1000}", "pattern_too_large"),
            ("((((){1000}){1000}){1000}){1000}", "pattern_too_large"),
            (String(repeating: "a", count: 1025), "pattern_too_long"),
            (
                String(repeating: "(", count: 500) + String(repeating: ")", count: 500),
                "malformed_pattern"
            ),
        ])
    func refused(pattern: String, code: String) {
        let error = #expect(throws: PatternError.self) { try LinearPattern(pattern) }
        #expect(error?.code == code)
    }

    /// Each of these takes a backtracking engine longer than anyone waits.
    @Test(
        "Patterns that explode elsewhere stay within their steps",
        arguments: ["(a+)+$", "(a|aa)+$", "(a?){30}a{30}$", "(.*a){12}$", "(a|a)*b"])
    func linear(pattern: String) throws {
        let compiled = try LinearPattern(pattern)
        let text = String(repeating: "a", count: 5000) + "!"
        #expect(compiled.search(text) == .absent)
    }

    @Test("A text that would take too many steps is given up, not searched for minutes")
    func bounded() throws {
        let greedy = try LinearPattern("(a?){600}b")
        let text = Array(String(repeating: "a", count: 1 << 20).utf8)
        let answer = text.withUnsafeBufferPointer {
            greedy.program.search($0, stepsMax: 1 << 16)
        }
        #expect(answer == .gaveUp)
        #expect(try LinearPattern("b").search(String(repeating: "a", count: 1 << 20)) == .absent)
    }

    /// The definition, executed literally: slow, and obviously right.
    private static func reference(_ node: LinearNode, _ text: [UInt8], _ from: Set<Int>) -> Set<Int>
    {
        switch node {
        case .nothing: return from
        case .one(let set):
            return Set(
                from.filter { $0 < text.count && set.contains(UInt32(text[$0])) }.map { $0 + 1 })
        case .sequence(let items):
            return items.reduce(from) { reference($1, text, $0) }
        case .choice(let branches):
            return branches.reduce(into: []) { $0.formUnion(reference($1, text, from)) }
        case .repeated(let item, let min, let max):
            var current = from
            for _ in 0..<min { current = reference(item, text, current) }
            var all = current
            for _ in 0..<(max.map { $0 - min } ?? text.count + 1) {
                current = reference(item, text, current)
                all.formUnion(current)
            }
            return all
        case .assertion(.start): return from.filter { $0 == 0 }
        case .assertion(.end): return from.filter { $0 == text.count }
        case .assertion: return from
        }
    }

    @Test("Random patterns find exactly what their definition says", arguments: 0..<8)
    func agreesWithDefinition(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        func pattern(_ depth: Int) -> String {
            switch Int.random(in: 0..<(depth > 3 ? 4 : 10), using: &random) {
            case 0, 1: return ["a", "b", "[ab]", "[^a]", "."].randomElement(using: &random) ?? "a"
            case 2: return "a"
            case 3: return "b"
            case 4, 5: return pattern(depth + 1) + pattern(depth + 1)
            case 6: return "(" + pattern(depth + 1) + "|" + pattern(depth + 1) + ")"
            case 7: return "^" + pattern(depth + 1)
            case 8: return pattern(depth + 1) + "$"
            default:
                let count =
                    ["*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}"]
                    .randomElement(using: &random) ?? "*"
                return "(a" + pattern(depth + 1) + ")" + count
            }
        }
        for _ in 0..<300 {
            let text = pattern(0)
            let compiled = try LinearPattern(text)
            var parser = LinearParser(text)
            let tree = try parser.parse()
            for _ in 0..<20 {
                let subject = (0..<Int.random(in: 0...7, using: &random)).map { _ in
                    ["a", "b", "c"].randomElement(using: &random) ?? "a"
                }.joined()
                let bytes = Array(subject.utf8)
                let expected = !Self.reference(tree, bytes, Set(0...bytes.count)).isEmpty
                #expect((compiled.search(subject) == .found) == expected, "\(text) in \(subject)")
            }
        }
    }
}
