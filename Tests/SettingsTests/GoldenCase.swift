import Settings
import Testing

/// One configuration file and everything that is said about it.
struct GoldenCase: Sendable, CustomTestStringConvertible {
    var title: String
    var yaml: String
    var expected: String

    var testDescription: String { title }

    static let all: [GoldenCase] = [
        yaml, yamlMore, sources, sourcesMore, sourcesOthers, targets, targetsMore, targetsOthers,
        programs, routes, routesMore, reasoning, alerts,
        tokens, texts,
    ].flatMap { $0 }

    /// What `${…}` finds while golden cases are read.
    static let resolver = SecretResolver(
        environment: [
            "S": "resolved-secret-value", "NOT_BASE64": "whsec_*not*base64*", "EMPTY": "",
            "URL": "https://resolved.example.com/hook",
            "BAD_URL": "ftp://resolved.example.com/path",
            "PUBLIC_KEY": "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n",
        ],
        files: ["/run/secrets/s": "resolved-secret-file\n"])

    var rendered: String {
        ConfigurationLoader.load(
            bytes: Array(yaml.utf8), file: "routes.yaml", resolver: Self.resolver, mode: .serve
        ).diagnostics.map(\.rendered).joined()
    }
}
