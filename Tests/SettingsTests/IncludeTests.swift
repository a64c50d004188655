import FoundationEssentials
import Model
import Routing
import Testing

@testable import Settings

@Suite("Included files")
struct IncludeTests {
    private static let source = "sources: { s: { verify: { scheme: none } } }\n"

    private static func target(_ name: String) -> String {
        "targets: { \(name): { kind: http, url: \"https://example.com/\(name)\" } }\n"
    }

    private static func route(_ name: String, to target: String) -> String {
        "routes: [{ name: \(name), match: all, to: [\(target)] }]\n"
    }

    /// A folder with these files, for the time of `body`.
    private func withFiles(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let folder =
            FileManager.default.temporaryDirectory.path
            + "/signalbox-include-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in files {
            let path = folder + "/" + name
            try FileManager.default.createDirectory(
                atPath: IncludedFiles.split(path).folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: path))
        }
        try body(folder)
    }

    private func load(_ folder: String) -> LoadResult {
        ConfigurationLoader.load(
            path: folder + "/routes.yaml", resolver: SecretResolver(environment: [:]), mode: .check)
    }

    @Test("files are read as one, their routes in the order of their names after the main file's")
    func together() throws {
        try withFiles([
            "routes.yaml": "version: 1\ninclude: [routes.d/*.yaml, more.yaml]\n" + Self.source
                + Self.target("main") + Self.route("first", to: "main"),
            "routes.d/b.yaml": Self.target("b") + Self.route("third", to: "b"),
            "routes.d/a.yaml": Self.route("second", to: "b"),
            "more.yaml": Self.route("zero", to: "main"),
            "routes.d/.hidden.yaml": "what: ever\n",
            "routes.d/notes.txt": "what: ever\n",
        ]) { folder in
            let result = load(folder)
            #expect(result.errors == [])
            let configuration = try #require(result.configuration)
            #expect(
                configuration.routes.routes.map(\.name) == ["first", "zero", "second", "third"])
            #expect(
                configuration.files.map(\.name)
                    == ["routes.yaml", "more.yaml", "routes.d/a.yaml", "routes.d/b.yaml"])
            let stored = ConfigurationLoader.load(
                files: configuration.files, resolver: SecretResolver(environment: [:]), mode: .check
            )
            #expect(stored.configuration?.version == configuration.version)
        }
    }

    @Test("another version for another text in any of the files, or another name")
    func version() throws {
        var versions: Set<String> = []
        for (name, text) in [("a", "b"), ("a", "c"), ("b", "b")] {
            try withFiles([
                "routes.yaml": "version: 1\ninclude: \"*.inc\"\n" + Self.source,
                "\(name).inc": Self.target(text),
            ]) { folder in
                versions.insert(try #require(load(folder).configuration).version)
            }
        }
        #expect(versions.count == 3)
    }

    @Test("mistakes are shown in the file where they stand")
    func mistakes() throws {
        try withFiles([
            "routes.yaml": "version: 1\ninclude: [a.yaml, gone.yaml, \"no*.yaml\", \"x*/y\"]\n"
                + Self.source + Self.target("t") + Self.route("r", to: "t"),
            "a.yaml": Self.target("t") + Self.route("r", to: "u") + "version: 1\n",
        ]) { folder in
            let result = load(folder)
            #expect(result.configuration == nil)
            let found = result.diagnostics.filter { $0.code != .unverifiedSource }.map {
                "\(IncludedFiles.split($0.file).name):\($0.line) \($0.code.rawValue)"
            }
            #expect(
                found == [
                    "routes.yaml:2 file_unreadable", "routes.yaml:2 nothing_included",
                    "routes.yaml:2 invalid_value", "a.yaml:1 duplicate_name",
                    "a.yaml:2 duplicate_name", "a.yaml:2 unknown_name", "a.yaml:3 unknown_key",
                ])
            #expect(
                result.diagnostics.contains {
                    $0.message.contains("a target named 't' stands in line 4 of \(folder)")
                })
        }
    }

    @Test("a secret of one file is not quoted in a message about another")
    func secrets() throws {
        try withFiles([
            "routes.yaml": "version: 1\ninclude: a.yaml\nsources:\n"
                + "  s: { verify: { scheme: bearer, secret: \"${S}\" } }\n",
            "a.yaml": "targets: { t: { kind: hunter22hunter22 } }\n",
        ]) { folder in
            let result = ConfigurationLoader.load(
                path: folder + "/routes.yaml",
                resolver: SecretResolver(environment: ["S": "hunter22hunter22"]), mode: .check)
            #expect(result.errors.count == 1)
            #expect(!result.errors.contains { $0.message.contains("hunter22") })
        }
    }

    @Test("tables and bodies of tests are files of the configuration, where they are named")
    func besides() throws {
        try withFiles([
            "routes.yaml": "version: 1\ninclude: \"rules/*\"\n" + Self.source
                + Self.target("t") + """
                    tests:
                      - name: as it came
                        event: { source: s, type: x, body_file: bodies/seven.json }
                        expect: [t]

                    """,
            "rules/a.yaml": """
            tables: { unused: rules/jobs.csv }
            routes: [{ name: r, match: { where: { body.n: 7 } }, to: [t] }]

            """,
            "rules/jobs.csv": "a,b\n",
            "bodies/seven.json": #"{"n": 7}"#,
        ]) { folder in
            let result = load(folder)
            #expect(result.errors == [])
            let configuration = try #require(result.configuration)
            #expect(
                configuration.files.map(\.name)
                    == ["routes.yaml", "rules/a.yaml", "rules/jobs.csv", "bodies/seven.json"])
            #expect(result.touched.contains(folder + "/bodies/seven.json"))
            let stored = ConfigurationLoader.load(
                files: configuration.files, resolver: SecretResolver(environment: [:]),
                mode: .check)
            #expect(stored.configuration?.version == configuration.version)
        }
    }

    @Test("a body that is not there, or stands there twice, is an error at its place")
    func wrongBodies() throws {
        try withFiles([
            "routes.yaml": "version: 1\n" + Self.source + """
                tests:
                  - name: gone
                    event: { source: s, body_file: gone.json }
                    expect: []
                  - name: twice
                    event: { source: s, body: {}, body_file: routes.yaml }
                    expect: []

                """
        ]) { folder in
            let found = load(folder).errors.map { "\($0.line) \($0.code.rawValue)" }
            #expect(found == ["5 file_unreadable", "8 conflicting_keys"])
        }
    }
}
