import Settings
import Testing

@Suite struct DiagnosticsTests {
    @Test(
        "every problem of a file is shown with its place, its line and the likely fix",
        arguments: GoldenCase.all)
    func golden(_ sample: GoldenCase) {
        #expect(sample.rendered == sample.expected)
    }

    @Test("there are enough golden cases, each with a title of its own")
    func count() {
        #expect(GoldenCase.all.count >= 90)
        #expect(Set(GoldenCase.all.map(\.title)).count == GoldenCase.all.count)
    }

    @Test("five mistakes give five diagnostics, each with line and column")
    func fiveMistakes() throws {
        let sample = try #require(
            GoldenCase.all.first { $0.title == "five mistakes, five diagnostics" })
        let result = load(sample.yaml)
        #expect(result.configuration == nil)
        #expect(
            result.diagnostics.map(\.position) == [
                Position(line: 5, column: 35), Position(line: 10, column: 11),
                Position(line: 14, column: 23), Position(line: 17, column: 25),
                Position(line: 21, column: 10),
            ])
        #expect(
            result.diagnostics.map(\.code) == [
                .unknownKey, .invalidValue, .invalidValue, .invalidValue, .unknownName,
            ])
    }

    @Test("columns count Unicode scalars, and the caret stands under the place")
    func unicodeColumns() {
        let result = load("version: 1\nsources: {}\n\"\u{E9}\u{1F600}x\": { a: 1 }\nß: 1\n")
        #expect(result.diagnostics.map(\.line) == [3, 4])
        #expect(result.diagnostics[1].rendered.contains("\nß: 1\n^\n"))
    }

    @Test("lines end with LF, CR LF or CR, and a byte order mark is no part of the first")
    func lineEnds() {
        for end in ["\n", "\r\n", "\r"] {
            let text = "\u{FEFF}version: 1\(end)sources: {}\(end)rutes: []\(end)"
            let result = load(text)
            #expect(
                result.diagnostics.map(\.rendered) == [
                    "routes.yaml:3:1: error: unknown key 'rutes' in the file\nrutes: []\n^\n"
                        + "hint: did you mean 'routes'?\n"
                ])
        }
    }

    @Test("a long line is clipped around the problem")
    func longLine() throws {
        let long = String(repeating: "x", count: 5000)
        let result = load("version: 1\nsources: {}\ntests: { \(long): 1, y: 2 }\n")
        let excerpt = try #require(result.diagnostics.first?.excerpt)
        #expect(excerpt.text.count < 210)
        #expect(excerpt.text.hasPrefix("…"))
    }

    @Test("of very many problems the first are shown, errors before warnings")
    func tooManyProblems() throws {
        let keys = (0..<500).map { "k\($0): 1" }.joined(separator: "\n")
        let result = load("version: 1\nsources: {}\n\(keys)\n")
        #expect(result.diagnostics.count == 200)
        #expect(result.diagnostics.last?.hint == "and 300 more problems")
    }

    @Test("an unreadable, a too large and a garbled file are diagnostics too")
    func noText() {
        let missing = ConfigurationLoader.load(
            path: "/nowhere/routes.yaml", resolver: SecretResolver(), mode: .serve)
        #expect(
            missing.diagnostics.map(\.rendered) == [
                "/nowhere/routes.yaml:1:1: error: cannot read the file: No such file or directory\n"
                    + "hint: name another one, or copy routes.yaml.example to begin with\n"
            ])
        let large = [UInt8](repeating: UInt8(ascii: "#"), count: (8 << 20) + 1)
        #expect(loadBytes(large).diagnostics.map(\.code) == [.fileTooLarge])
        #expect(loadBytes([0x61, 0xFF]).diagnostics.map(\.code) == [.notUTF8])
        #expect(loadBytes(Array("a: \u{1}".utf8)).diagnostics.map(\.code) == [.yamlSyntax])
    }

    @Test("the nearest name is found by edits, swaps and common beginnings, never from far")
    func nearestNames() {
        let result = load("version: 1\nsources: {}\nroutse: []\ndefualts: {}\nzebra: 1\n")
        #expect(
            result.diagnostics.map(\.hint) == [
                "did you mean 'routes'?", "did you mean 'defaults'?",
                "one of: version, sources, kinds, targets, defaults, routes, tests, include, "
                    + "tables, alerts",
            ])
    }

    private func load(_ text: String) -> LoadResult { loadBytes(Array(text.utf8)) }

    private func loadBytes(_ bytes: [UInt8]) -> LoadResult {
        ConfigurationLoader.load(
            bytes: bytes, file: "routes.yaml", resolver: GoldenCase.resolver, mode: .serve)
    }
}
