import Foundation
import Support
import Testing

/// Design section 2, promise 7: what proves a sender is kept nowhere.
@Suite("Secrets and the real binary", .serialized)
struct SecretTrafficTests {
    private struct Case {
        let source: String
        let verify: String
        var path = ""
        var headers: [(String, String)] = []
        var type = "application/json"
        var body = #"{"a":1}"#
        var status = 200
    }

    /// One word that stands nowhere by chance, for each credential.
    private static func secret(_ name: String) -> String { "s3cr3t-of-\(name)-Zq8" }

    private static func basic(_ pair: String) -> String {
        "Basic " + Data(pair.utf8).base64EncodedString()
    }

    private static let cases: [Case] = [
        Case(
            source: "h", verify: "{ scheme: header, header: X-Key, secret: \"${S_HEADER}\" }",
            headers: [("x-key", secret("header"))]),
        Case(
            source: "q", verify: "{ scheme: query, parameter: key, secret: \"${S_QUERY}\" }",
            path: "?a=1&key=\(secret("query"))&b=2"),
        Case(
            source: "p", verify: "{ scheme: path-token, secret: \"${S_PATH}\" }",
            path: "/\(secret("path"))?copy=\(secret("path"))",
            headers: [("x-original-url", "/in/p/\(secret("path"))")]),
        Case(
            source: "u",
            verify: "{ scheme: basic, username: relay, password: \"${S_BASIC}\" }",
            headers: [("authorization", basic("relay:" + secret("basic")))]),
        Case(
            source: "b", verify: "{ scheme: bearer, secret: \"${S_BEARER}\" }",
            headers: [("authorization", "Bearer " + secret("bearer"))]),
        Case(
            source: "j", verify: "{ scheme: body-token, pointer: /auth/t, secret: \"${S_JSON}\" }",
            body: #"{"auth":{"t":"\#(secret("json"))"},"copy":["\#(secret("json"))"],"a":1}"#),
        Case(
            source: "f", verify: "{ scheme: body-token, pointer: /token, secret: \"${S_FORM}\" }",
            type: "application/x-www-form-urlencoded",
            body: "a=1&token=\(secret("form"))&more=%7B%22t%22%3A%22\(secret("form"))%22%7D"),
        // Nobody asked for these: they are dropped all the same.
        Case(
            source: "n", verify: "{ scheme: none }", path: "?access_token=\(secret("token"))",
            headers: [
                ("cookie", "session=" + secret("cookie")),
                ("authorization", "Bearer " + secret("stray")),
                ("proxy-authorization", basic("x:" + secret("proxy"))),
            ]),
        // Refused: the right credential at the wrong place, and what nobody can prove.
        Case(
            source: "s",
            verify: "{ scheme: hmac-sha256, signature: { header: X-Sig }, "
                + "path_token: \"${S_END}\", secret: \"${S_HMAC}\" }",
            path: "/\(secret("end"))", headers: [("x-sig", secret("hmac"))], status: 401),
        Case(
            source: "w", verify: "{ scheme: standard-webhooks, secret: \"${S_STANDARD}\" }",
            path: "/\(secret("misplaced"))",
            headers: [("authorization", "Bearer " + secret("standard"))], status: 404),
    ]

    private static let names = [
        "header", "query", "path", "json", "form", "basic", "bearer", "token", "cookie", "stray",
        "proxy", "end", "hmac", "standard", "misplaced",
    ]

    @Test("after requests of every scheme no secret is on disk, in the log, metrics or an answer")
    func traffic() async throws {
        try await ServingNode.onThread {
            let folder = FileManager.default.temporaryDirectory
                .appendingPathComponent("secrets-\(UUID())")
            let data = folder.appendingPathComponent("data")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            // Its connections are refused: deliveries fail, and their attempts are written down.
            let target = try RefusingPort()
            let rules =
                "version: 1\nsources:\n"
                + Self.cases.map { "  \($0.source): { verify: \($0.verify) }\n" }.joined() + """
                    targets:
                      audit:
                        kind: http
                        url: "\(target.url())"
                        allow_private: [127.0.0.0/8]
                        retry: { attempts: 1 }
                    routes: [{ name: all, match: all, to: [audit] }]
                    """
            let file = folder.appendingPathComponent("routes.yaml").path
            try rules.write(toFile: file, atomically: true, encoding: .utf8)
            let node = try SignalboxProcess(
                [
                    "serve", "--config", file, "--data", data.path, "--listen", "127.0.0.1:0",
                    "--admin-listen", "127.0.0.1:0",
                ], environment: Self.environment)
            let admin = node.waitFor(/admin on http:\/\/127\.0\.0\.1:([0-9]+)/)
            let ingress = node.waitFor(/ingress on http:\/\/127\.0\.0\.1:([0-9]+)/)
            let port = try #require(ingress.flatMap { UInt16($0) })
            let adminPort = try #require(admin.flatMap { UInt16($0) })
            var said = ""
            for sample in Self.cases {
                let answer = try PlainClient(port: port).post(
                    "/in/\(sample.source)\(sample.path)",
                    headers: [
                        ("content-type", sample.type),
                        ("x-mark", "kept-\(sample.source)"),
                    ] + sample.headers, body: Array(sample.body.utf8))
                #expect(answer.status == sample.status, "\(sample.source): \(answer)")
                said += answer.body
                // And the credential where it does not belong.
                let wrong = try PlainClient(port: port).post(
                    "/in/nobody\(sample.path)", headers: sample.headers, body: [])
                #expect(wrong.status == 404)
                said += wrong.body
            }
            for path in ["/metrics", "/api/events", "/api/deliveries", "/api/status"] {
                said += try PlainClient(port: adminPort).get(path).body
            }
            let dead = data.appendingPathComponent("dead-letters").path
            try ServingNode.until("the dead letters are written") {
                Self.bytes(below: dead).contains { $0.text.contains("kept-n") }
            }
            node.signal(SIGTERM)
            said += node.outputAtEnd()
            // That they are looked for where traffic is: what may be kept is there.
            let files = Self.bytes(below: data.path)
            let others = files.filter { !$0.path.contains("dead-letters") }
            #expect(others.contains { $0.text.contains("kept-h") })
            #expect(said.contains("signalbox_requests_rejected_total"))
            for (name, needle) in Self.needles {
                #expect(!said.contains(needle), "\(name) was said")
                for file in files {
                    #expect(!file.text.contains(needle), "\(name) is in \(file.path)")
                }
            }
        }
    }

    /// The rules are stored as they are written: secrets come from here.
    private static var environment: [String: String] {
        var variables = ["SIGNALBOX_LOG_LEVEL": "trace"]
        for name in names { variables["S_" + name.uppercased()] = secret(name) }
        return variables
    }

    /// Each secret as it is, and as Basic and percent-encoding write it.
    private static var needles: [(name: String, text: String)] {
        names.flatMap { name in
            let secret = secret(name)
            let pairs = ["relay:", "x:"].map { Data(($0 + secret).utf8).base64EncodedString() }
            return ([secret] + pairs).map { (name, $0) }
        }
    }

    /// Every file, as text of single bytes.
    private static func bytes(below path: String) -> [(path: String, text: String)] {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.compactMap { name in
            FileManager.default.contents(atPath: path + "/" + name).map {
                (name, String(decoding: $0, as: UTF8.self))
            }
        }
    }
}
