import Model
import Routing
import Settings
import Testing

/// Files made to be expensive.
@Suite struct LimitTests {
    @Test("an alias bomb is refused before it grows")
    func aliasBomb() {
        var text = "version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        let result = load(text)
        #expect(result.configuration == nil)
        #expect(result.diagnostics.map(\.code) == [.yamlLimit])
        #expect(
            result.diagnostics.map(\.message) == ["aliases repeat more than 100000 values"])
    }

    @Test("aliases that only share a block work")
    func aliases() throws {
        let result = load(
            """
            version: 1
            sources:
              a: { verify: { scheme: bearer, secret: "${S}" } }
            targets:
              t: { kind: http, url: "https://example.com/", retry: &short { attempts: 3 } }
              u: { kind: http, url: "https://example.com/", retry: *short }
            routes:
              - { name: r, match: all, to: [t, u] }
            """)
        #expect(result.diagnostics == [])
        let configuration = try #require(result.configuration)
        #expect(configuration.targets["u"]?.policy == configuration.targets["t"]?.policy)
    }

    @Test("an alias within its own anchor is refused")
    func cyclicAlias() {
        let result = load("version: 1\nsources: &all\n  a: [1, *all]\n")
        #expect(result.diagnostics.map(\.code) == [.yamlSyntax])
        #expect(result.diagnostics.map(\.position) == [Position(line: 3, column: 10)])
    }

    @Test(
        "aliases within keys, which the YAML reader would compare at exponential cost, are refused",
        arguments: [
            "? *b\n: 1", "[*b, *b]: 1", "{ *b : 1 }", "{ [*b]: 1 }", "x: { ? [*b] : 1 }", "*b : 1",
            "- ? - *b\n  : 1",
        ])
    func aliasesInKeys(_ key: String) {
        let levels = (1...60).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }
            .joined(separator: "\n")
        let text = "a0: &a0 [x]\n\(levels)\nb: &b [*a60, *a60]\nlast:\n"
        let indented = key.split(separator: "\n").map { "  \($0)\n" }.joined()
        let result = load(text + indented)
        #expect(result.diagnostics.map(\.code) == [.yamlLimit])
    }

    @Test("a file nested too deep is refused, at the place")
    func depth() {
        let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(load("a: \(deep)").diagnostics.map(\.code) == [.yamlLimit])
        let abyss = String(repeating: "[", count: 50_000)
        #expect(load("a: \(abyss)").diagnostics.map(\.code) == [.yamlSyntax])
    }

    @Test("a route has at most 64 targets")
    func targetsPerRoute() {
        let names = (0..<65).map { "t\($0)" }
        let targets = names.map { "  \($0): { kind: http, url: \"https://example.com/\" }\n" }
        func text(_ count: Int) -> String {
            "version: 1\nsources:\n  a: { verify: { scheme: bearer, secret: \"${S}\" } }\ntargets:\n"
                + targets.prefix(count).joined() + "routes:\n  - name: r\n    match: all\n    to: ["
                + names.prefix(count).joined(separator: ", ") + "]\n"
        }
        #expect(load(text(64)).diagnostics == [])
        let result = load(text(65))
        #expect(result.diagnostics.map(\.code).contains(.tooMany))
        #expect(result.configuration == nil)
    }

    @Test("there may be fifty thousand routes, and not one more")
    func routeCount() {
        func codes(_ count: Int) -> Set<DiagnosticCode> {
            let routes = String(repeating: "- x\n", count: count)
            return Set(load("version: 1\nsources: {}\nroutes:\n\(routes)").diagnostics.map(\.code))
        }
        #expect(codes(Limits.routesMax) == [.invalidValue])
        #expect(codes(Limits.routesMax + 1) == [.tooMany])
    }

    @Test("thousands of routes are read in order")
    func manyRoutes() throws {
        var text =
            "version: 1\nsources:\n  a: { verify: { scheme: bearer, secret: \"${S}\" } }\n"
            + "targets:\n  t: { kind: http, url: \"https://example.com/\" }\nroutes:\n"
        for number in 0..<3000 {
            text += "  - { name: r\(number), match: { run: \(number) }, to: [t] }\n"
        }
        let result = load(text)
        #expect(result.diagnostics == [])
        let routes = try #require(result.configuration).routes.routes
        #expect(routes.map(\.name) == (0..<3000).map { "r\($0)" })
    }

    private func load(_ text: String) -> LoadResult {
        ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml", resolver: GoldenCase.resolver,
            mode: .serve)
    }
}
