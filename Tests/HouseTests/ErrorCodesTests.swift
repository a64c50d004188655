import Foundation
import Testing

/// docs/errors.md against the sources: a code that users can meet is explained there, and nothing
/// is explained that no longer exists.
@Suite("docs/errors.md")
struct ErrorCodesTests {
    @Test("every stable code of the sources is explained")
    func complete() throws {
        let explained = try Self.explained()
        let found = SourceTree().files(in: "Sources", ending: ".swift").flatMap { file in
            StableCodes.find(in: file.text).map { (code: $0, path: file.path) }
        }
        // One of each way to declare a code: a search that finds nothing proves nothing.
        for code in [
            "unknown_source", "host_refused", "busy", "header_control_byte", "too_old",
            "secret_unset", "listen_failed", "dead_letters_unwritable", "admin_token_needed",
        ] {
            #expect(found.contains { $0.code == code }, "\(code) was not found in the sources")
        }
        for (code, path) in found {
            #expect(explained.contains(code), "\(path) has `\(code)`, docs/errors.md has not")
        }
    }

    @Test("nothing is explained that the sources do not have")
    func current() throws {
        let codes = Set(
            SourceTree().files(in: "Sources", ending: ".swift").flatMap {
                StableCodes.find(in: $0.text)
            })
        let explained = try Self.explained()
        #expect(explained.count > 100)
        for code in explained {
            #expect(codes.contains(code), "docs/errors.md has `\(code)`, the sources have not")
        }
    }

    @Test("a code is seen in each form it is declared in, and other text is not")
    func finder() {
        let text = """
            package enum Refusal: String {
                case one = "one_code"
                /// case commented = "no"
                case two
                case three = "three", four = "four_x"
            }
            let reason = Reason(code: "given_here", message: "no_code")
            enum SomeError {
                var code: String {
                    switch self {
                    case .a: "from_switch"
                    case .b: "second"
                    }
                }
                var description: String {
                    switch self {
                    case .a: "nothing"
                    }
                }
            }
            enum Milestone: String {
                case started = "not_a_code"
            }
            """
        #expect(
            StableCodes.find(in: text)
                == ["one_code", "two", "three", "four_x", "given_here", "from_switch", "second"])
    }

    /// The codes in the first column of its tables.
    private static func explained() throws -> Set<String> {
        let page = try #require(
            SourceTree().files(in: "docs", ending: "errors.md").first, "docs/errors.md is missing")
        return Set(
            page.lines.compactMap { line in
                line.firstMatch(of: /^\| `([a-z0-9_]+)` \| [^|]+ \|/).map { String($0.1) }
            })
    }
}

/// Finds the codes that a source file declares.
private enum StableCodes {
    /// Enums whose raw values are codes.
    private static let enums = ["Refusal", "Code", "TargetReason", "DiagnosticCode"]

    static func find(in text: String) -> [String] {
        var codes: [String] = []
        // The indentation at which a list of cases, or a `code` property, ends.
        var casesEnd: String?
        var switchEnd: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let indent = String(line.prefix { $0 == " " })
            let code = line.dropFirst(indent.count)
            if code.hasPrefix("//") { continue }
            if line == (casesEnd ?? "") + "}", casesEnd != nil { casesEnd = nil }
            if line == (switchEnd ?? "") + "}", switchEnd != nil { switchEnd = nil }
            if let name = code.firstMatch(of: /\benum (\w+): String\b/)?.1,
                enums.contains(String(name))
            {
                casesEnd = indent
            } else if code.contains("var code: String {"), !code.hasSuffix("}") {
                switchEnd = indent
            } else if casesEnd.map({ indent == $0 + "    " }) == true, code.hasPrefix("case ") {
                codes += cases(code.dropFirst("case ".count))
            } else if switchEnd != nil, let match = code.firstMatch(of: /: "([a-z0-9_]+)"$/) {
                codes.append(String(match.1))
            } else {
                codes += code.matches(of: /\bcode: "([a-z0-9_]+)"/).map { String($0.1) }
            }
        }
        return codes
    }

    /// `one = "one_code", two`
    private static func cases(_ text: Substring) -> [String] {
        text.split(separator: ",").compactMap { part in
            if let raw = part.firstMatch(of: /"([a-z0-9_]+)"/) { return String(raw.1) }
            return part.firstMatch(of: /^\s*([a-z]\w*)/).map { String($0.1) }
        }
    }
}
