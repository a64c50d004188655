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
            "- ? - *b\n  : 1", #"{ {"a":*b}: 1, {"a":*b, c: 1}: 2 }"#,
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
        // The YAML library has a limit of its own.
        for abyss in [
            String(repeating: "[", count: 50_000), String(repeating: "{a: ", count: 3000),
            String(repeating: "[", count: 3000) + String(repeating: "]", count: 3000),
            "\n" + String(repeating: "- ", count: 3000) + "x",
        ] {
            let result = load("a: \(abyss)")
            #expect(result.diagnostics.map(\.code) == [.yamlLimit])
            #expect(result.diagnostics.map(\.message) == ["nested deeper than 64 levels"])
        }
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

    private static let lookup = "{ target: s, channel: { table: c, key: \"{{run}}\" } }"

    private func manyRoutes(_ odd: [Int: String]) -> String {
        let head =
            "version: 1\nsources:\n  a: { preset: xobin, verify: { scheme: bearer, secret: \"${S}\" } }\n"
            + "tables:\n  c: { x: C1 }\n"
            + "targets:\n  t: { kind: http, url: \"https://example.com/\" }\n"
            + "  s: { kind: slack-api, token: \"${S}\", channel: C0 }\nroutes:\n"
            + "  - { name: table, match: all, to: [\(Self.lookup)] }\n"
        let routes = (0..<3000).map { number in
            "  - \(odd[number] ?? "{ name: r\(number), match: { run: \(number) }, to: [t] }")\n"
        }
        return head + routes.joined()
    }

    @Test("thousands of routes are read in order, one of them looking into a table or not")
    func thousands() throws {
        for odd in [[:], [0: "{ name: r0, match: { run: 0 }, to: [t] }"]] as [[Int: String]] {
            let text = manyRoutes(odd)
            let plain = text.replacing(Self.lookup, with: "s")
                .replacing("tables:\n  c: { x: C1 }\n", with: "")
            for text in [text, plain] {
                let result = load(text)
                #expect(result.diagnostics == [])
                let routes = try #require(result.configuration).routes.routes
                #expect(routes.map(\.name) == ["table"] + (0..<3000).map { "r\($0)" })
                #expect(routes[0].to[0].lookup != nil || text == plain)
            }
        }
    }

    @Test("faults amongst thousands of routes are told where they stand, and once")
    func faultsAmongThousands() {
        let result = load(
            manyRoutes([
                7: "{ name: r7, match: { run: [1, [2]] }, to: [t] }",
                2900: "{ name: late, match: { run: 9 }, to: [nobody] }",
                2901: "{ name: late, match: { run: 9 }, to: [t] }",
                2999: "{ name: named, match: { run: \"${S}\", type: x }, too: [t] }",
            ]))
        #expect(
            result.errors.map { "\($0.line): \($0.message)" } == [
                "18: expected text, got a list", "2911: no target is named 'nobody'",
                "2912: a route named 'late' stands in line 2911 already",
                "3010: unknown key 'too' in a route",
            ])
    }

    @Test("what the linter says of thousands of routes is what it says of a few")
    func warningsAmongThousands() {
        let result = load(
            manyRoutes([
                1500: "{ to: [t], match: { run: \"5\" }, name: again }",
                2000: "{ name: elsewhere, match: { run: 6 }, to: [s] }",
                2500: "{ name: other, match: { run: 5, type: \"7\" }, to: [t] }",
            ]))
        #expect(
            result.diagnostics.map { "\($0.line): \($0.message)" } == [
                "2011: this route matches exactly what 'r6' matches"
            ])
        let same = load(manyRoutes([1500: "{ to: [t], match: { run: 5 }, name: again }"]))
        #expect(
            same.diagnostics.map { "\($0.line): \($0.message)" } == [
                "1511: this route is the same as the one in line 16"
            ])
    }

    @Test("a mapping of many keys has none of them twice", arguments: [3, 15, 16, 17, 40])
    func repeatedKeys(count: Int) {
        func file(_ last: String) -> String {
            let rows = (0..<count).map { "k\($0): C\($0)" } + [last]
            return "version: 1\nsources: { a: { verify: { scheme: bearer, secret: \"${S}\" } } }\n"
                + "targets: { s: { kind: slack-api, token: \"${S}\", channel: C0 } }\n"
                + "tables: { c: { \(rows.joined(separator: ", ")) } }\nroutes:\n"
                + "  - { name: r, match: all, to: [\(Self.lookup)] }\n"
        }
        #expect(load(file("other: C1")).errors == [])
        for key in ["k0", "k\(count - 1)", "\"k1\""] {
            #expect(load(file("\(key): C1")).errors.map(\.code) == [.duplicateKey], "\(key)")
        }
        // Unlike to the library, alike to us.
        #expect(load(file("7: C1, \"7\": C2")).errors.map(\.code) == [.duplicateKey])
    }

    private func load(_ text: String) -> LoadResult {
        ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml", resolver: GoldenCase.resolver,
            mode: .serve)
    }
}
