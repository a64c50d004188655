import Model
import Testing

@testable import Settings

/// Large files are cut and read by several threads: what they find is what one would.
@Suite("Files that are read in parts")
struct LongListTests {
    private let reading = Reading(
        file: "routes.yaml", resolver: SecretResolver(environment: [:]), mode: .serve)

    /// Beyond the size from which files are cut.
    private func file(
        indent: String = "  ", head: String = "version: 1\n# routes:\n", odd: [Int: String] = [:],
        tail: String = ""
    ) -> String {
        let long = String(repeating: "long ", count: 100)
        let items = (0..<600).map { number in
            odd[number]
                ?? "\(indent)- { name: r\(number), to: [t], x: { y: [\(long), \"a b\"] } }\n"
        }
        return head + "routes: \n\n  # first\n" + items.joined() + tail
    }

    private func isSame(_ one: YAMLNode, _ other: YAMLNode) -> Bool {
        guard one.position == other.position, one.owner == other.owner,
            one.isSensitive == other.isSensitive
        else { return false }
        switch (one.content, other.content) {
        case (.scalar(let a), .scalar(let b)): return a == b
        case (.list(let a), .list(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
        case (.mapping(let a), .mapping(let b)):
            return a.count == b.count
                && zip(a, b).allSatisfy {
                    $0.key == $1.key && $0.position == $1.position && isSame($0.value, $1.value)
                }
        default: return false
        }
    }

    @Test(
        "every value is there, with its place",
        arguments: [
            ("  ", [:], ""), ("", [:], "tests: []\n"), ("    ", [:], "# end\ntests:\n  - a\n"),
            (
                "  ",
                [
                    0: "  -\n    name: first\n\n", 130: "  - name: |\n      - no item\n      b\n",
                    151: "# comment\n  # - { name: none }\n", 300: "  - 'one\n     two'\n",
                    301: "  - password: hidden\n    token: { a: b }\n", 599: "  - last",
                ], ""
            ),
        ] as [(String, [Int: String], String)])
    func whole(indent: String, odd: [Int: String], tail: String) throws {
        let text = file(indent: indent, odd: odd, tail: tail)
        #expect(text.utf8.count > Limits.yamlReadTogetherBytesMin)
        let parts = try #require(YAMLReader.readTogether(text, reading))
        // The same in one: a tab behind the key is no layout that is cut.
        let one = text.replacing("routes: \n", with: "routes:\t\n")
        #expect(YAMLReader.readTogether(one, reading) == nil)
        let whole = try #require(YAMLReader.read(one, into: reading))
        #expect(isSame(parts, whole))
        #expect(reading.isSpotless)
    }

    @Test("a comment behind the key, and marks that are no anchor's and no alias's, change nothing")
    func ordinary() throws {
        let text = file(
            odd: [
                5: "  - { name: \"R&D\", type: session.* } # A&B, *C\n",
                400: "  - { name: D & B, type: \"*\", x: &unused { a: '*_c' } }\n",
            ])
        let parts = try #require(
            YAMLReader.readTogether(
                text.replacing("routes: \n", with: "routes:  # all: of them\n"), reading))
        let one = text.replacing("routes: \n", with: "routes:\t# all: of them\n")
        #expect(YAMLReader.readTogether(one, reading) == nil)
        #expect(isSame(parts, try #require(YAMLReader.read(one, into: reading))))
        #expect(reading.isSpotless)
        let key = text.replacing("routes: \n", with: "routes:#all\n")
        #expect(YAMLReader.readTogether(key, reading) == nil)
    }

    private func value(of key: String, in root: YAMLNode) -> YAMLNode? {
        guard case .mapping(let entries) = root.content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    @Test("an alias is read with its anchor, wherever that stands")
    func aliases() throws {
        let text = file(
            head: "version: 1\nsources: &s { a: 1 }\n",
            odd: [3: "  - &s b\n", 599: "  - { \"a\":*s }\n"], tail: "tests: *s\n")
        #expect(YAMLReader.readTogether(text, reading) == nil)
        let root = try #require(YAMLReader.read(text, into: reading))
        #expect(value(of: "tests", in: root)?.scalar?.text == "b")
    }

    @Test(
        "what is laid out otherwise, or has a fault, is read as a whole",
        arguments: [
            [130: "  - \"a\n" + String(repeating: "  - b\n", count: 20_000) + "  c\"\n"],
            [130: "  - { a: 1,\n  - b }\n"],
            [7: "  - { a: 1, a: 2 }\n"],
            [500: "  - &a b\n  - *a\n"], [5: "  - &a b\n", 590: "  - *a\n"], [300: "  - { a: }}\n"],
            [1: " - less\n"],
            [1: "routes: []\n"], [2: "  - a\r\n"], [2: "  - a\u{2028}  - b\n"], [3: "---\n"],
            [3: "  x: 1\n"], [599: "  - !tag a\n"], [5: "  - [a]: b\n"],
        ])
    func otherwise(odd: [Int: String]) {
        #expect(YAMLReader.readTogether(file(odd: odd), reading) == nil)
        #expect(reading.isSpotless)
    }

    @Test("a key of that name elsewhere is not taken for the file's")
    func elsewhere() {
        let text = file(head: "sources: { a: 1,\n") + "}\n"
        #expect(YAMLReader.readTogether(text, reading) == nil)
        #expect(YAMLReader.readTogether("routes:\n  - a\n", reading) == nil)
        #expect(YAMLReader.readTogether(file(tail: "routes:\n  - a\n"), reading) == nil)
    }
}
