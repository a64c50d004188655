import Model
import Settings
import Targets
import Testing
import Verification

@Suite struct SecretTests {
    /// Every secret of this file comes from the environment or a file, and most lines are wrong.
    private static let text = """
        version: 1
        sources:
          a: { verify: { scheme: bearer, secret: "${TOKEN}" }, enabled: "${TOKEN}" }
          b: { verify: { scheme: basic, username: "${COLON}", password: "${TOKEN}" } }
          c: { verify: { scheme: standard-webhooks, secret: "${HALF}" }, type: "${DOTS}" }
        targets:
          t:
            kind: http
            url: "${FTP}"
            method: "${TOKEN}"
            headers: { "X-Key": "${TOKEN}\\n" }
            rate: "${TOKEN}"
            timeout: { total: "${file:/run/secrets/token}" }
            allow_private: ["${TOKEN}"]
            order_by: "${TOKEN}"
          u: { kind: slack, url: "${FTP}", text: "{{#${TOKEN}}}" }
        routes:
          - name: "${TOKEN}"
            match:
              source: "${TOKEN}"
              milestone: "${TOKEN}"
              where: { body.a: { matches: "(${TOKEN}" } }
            to: ["${TOKEN}"]
        tests:
          - { name: x, event: { source: "${TOKEN}", body: {} }, expect: ["${TOKEN}"] }
        """

    private static let resolver = SecretResolver(
        environment: [
            "TOKEN": "resolved-token-value", "COLON": "resolved:user",
            "HALF": "whsec_resolved*half", "FTP": "ftp://resolved-host/path",
            "DOTS": "resolved..dots",
        ], files: ["/run/secrets/token": "resolved-file-value\n"])

    @Test("no diagnostic prints what a reference resolved to")
    func neverPrinted() {
        let result = ConfigurationLoader.load(
            bytes: Array(Self.text.utf8), file: "routes.yaml", resolver: Self.resolver, mode: .serve
        )
        #expect(result.configuration == nil)
        #expect(result.diagnostics.count >= 15)
        for diagnostic in result.diagnostics {
            #expect(!diagnostic.rendered.contains("resolved"), "\(diagnostic.message)")
            #expect(!"\(diagnostic)".contains("resolved"))
        }
    }

    @Test("a very short secret is not printed either, and does not garble the message")
    func shortSecret() {
        let text = text("\"${A}\"") + "  - { name: s, match: { source: \"${A}\" }, to: [t] }\n"
        let result = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml",
            resolver: SecretResolver(environment: ["A": "e"]), mode: .serve)
        #expect(result.diagnostics.map(\.message) == ["no source is named '•••'"])
    }

    @Test("no dump of a configuration prints a source's secret")
    func neverDumped() throws {
        let configuration = try #require(
            load("\"${TOKEN}\"", SecretResolver(environment: ["TOKEN": "resolved-token-value"]))
                .configuration)
        var dumped = ""
        dump(configuration.sources, to: &dumped)
        #expect(!dumped.contains("resolved-token-value"))
        #expect(!"\(configuration.sources)".contains("resolved-token-value"))
    }

    @Test("a value may mix text and references, and $${ stands for itself")
    func mixed() throws {
        let resolver = SecretResolver(environment: ["A": "1", "B": "2"])
        #expect(try secret("\"x${A}-${B}y\"", resolver) == "x1-2y")
        #expect(try secret("\"$${A}${A}\"", resolver) == "${A}1")
        #expect(try secret("\"a$b{c}\"", resolver) == "a$b{c}")
        #expect(try secret("\"$${A}\"", resolver) == "${A}")
    }

    @Test("a file's value is taken without its last line break, and no more")
    func files() throws {
        let resolver = SecretResolver(
            files: ["/a": "one\n", "/b": "two\r\n", "/c": "three\n\n", "/d": " four "])
        #expect(try secret("\"${file:/a}\"", resolver) == "one")
        #expect(try secret("\"${file:/b}\"", resolver) == "two")
        #expect(try secret("\"${file:/c}\"", resolver) == "three\n")
        #expect(try secret("\"${file:/d}\"", resolver) == " four ")
    }

    @Test("a file that holds only a line break is a missing secret")
    func emptyFile() {
        let result = load("\"${file:/a}\"", SecretResolver(files: ["/a": "\n"]))
        #expect(result.errors.map(\.code) == [.secretUnset])
        #expect(result.secretsMissing == ["file:/a"])
    }

    @Test("the value of a reference is not read for references again")
    func notRecursive() throws {
        let resolver = SecretResolver(environment: ["A": "${B}", "B": "2"])
        #expect(try secret("\"${A}\"", resolver) == "${B}")
    }

    @Test("a check without secrets warns once per name, and takes placeholders")
    func check() {
        let text = text("\"${A}${B}${A}\"")
        let result = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml", resolver: SecretResolver(), mode: .check)
        #expect(result.configuration != nil)
        #expect(result.diagnostics.map(\.severity) == [.warning, .warning])
        #expect(result.secretsMissing == ["A", "B"])
    }

    @Test("what each source lacks is told apart, also when another source lacked it before")
    func missingBySource() {
        let text = """
            version: 1
            sources:
              a: { verify: { scheme: bearer, secrets: ["${A}", "${B}"] } }
              b: { verify: { scheme: bearer, secret: "${A}" } }
              c: { verify: { scheme: bearer, secret: "${C}" } }
            targets: { t: { kind: http, url: "${T}" } }
            routes: [{ name: r, match: all, to: [t] }]
            """
        let result = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml",
            resolver: SecretResolver(environment: ["C": "set"]), mode: .check)
        #expect(result.configuration != nil)
        #expect(result.secretsMissing == ["A", "B", "T"])
        #expect(result.secretsMissingBySource == ["a": ["A", "B"], "b": ["A"], "c": []])
    }

    @Test(
        "a credential written where none belongs is not quoted back",
        arguments: [
            "sources: { a: { verify: bearer written-out } }",
            "targets: { t: { kind: http, url: \"https://x.example/\", auth: written-out } }",
            "targets: { t: { kind: http, url: \"https://u:written-out@x.example/\" } }",
            "targets: { t: { kind: http, url: \"https://x.example/\", "
                + "proxy: \"ftp://u:written-out@p\" } }",
            "targets: { t: { kind: http, url: \"https://x.example/\", method: "
                + "\"https://hooks.slack.com/services/written-out\" } }",
        ])
    func misplacedCredential(section: String) {
        let result = ConfigurationLoader.load(
            bytes: Array("version: 1\n\(section)\n".utf8), file: "routes.yaml",
            resolver: SecretResolver(), mode: .check)
        #expect(!result.errors.isEmpty)
        for diagnostic in result.diagnostics {
            #expect(!diagnostic.rendered.contains("written-out"), "\(diagnostic.rendered)")
        }
    }

    @Test("the placeholder of an unset secret opens no door: it cannot be guessed")
    func placeholder() throws {
        func secrets() throws -> [Secret] {
            let source = try #require(
                ConfigurationLoader.load(
                    bytes: Array(text("\"${A}\"").utf8), file: "routes.yaml",
                    resolver: SecretResolver(), mode: .check
                ).configuration?.sources["a"])
            guard case .bearer(let secrets) = source.verifier else { return [] }
            return secrets
        }
        let (first, second) = (try secrets(), try secrets())
        #expect(first.count == 1 && first != second)
        #expect(try #require(first.first).reveal().utf8.count > 20)
    }

    @Test("the version depends on the file and not on its secrets")
    func version() throws {
        let one = load("\"${A}\"", SecretResolver(environment: ["A": "one"]))
        let two = load("\"${A}\"", SecretResolver(environment: ["A": "two"]))
        let other = load("\"${B}\"", SecretResolver(environment: ["B": "one"]))
        let version = try #require(one.configuration?.version)
        #expect(version == two.configuration?.version)
        #expect(version != other.configuration?.version)
        #expect(version.hasPrefix("cfg_") && version.utf8.count == 16)
    }

    private func secret(_ yaml: String, _ resolver: SecretResolver) throws -> String {
        let source = try #require(load(yaml, resolver).configuration?.sources["a"])
        guard case .bearer(let secrets) = source.verifier else { return "" }
        return try #require(secrets.first).reveal()
    }

    private func text(_ secret: String) -> String {
        "version: 1\nsources:\n  a: { verify: { scheme: bearer, secret: \(secret) } }\n"
            + "targets:\n  t: { kind: http, url: \"https://example.com/\" }\n"
            + "routes:\n  - { name: r, match: all, to: [t] }\n"
    }

    private func load(_ secret: String, _ resolver: SecretResolver) -> LoadResult {
        ConfigurationLoader.load(
            bytes: Array(text(secret).utf8), file: "routes.yaml", resolver: resolver, mode: .serve)
    }
}
