import Model
import Settings
import Testing
import Verification

@Suite("Schemes and handshakes in routes.yaml")
struct SchemeReadingTests {
    private func load(_ body: String) -> LoadResult {
        let text =
            "version: 1\nsources:\n  a:\n\(body)\n"
            + "targets:\n  t: { kind: http, url: \"https://example.com/\" }\n"
            + "routes:\n  - { name: r, match: all, to: [t] }\n"
        return ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml",
            resolver: SecretResolver(
                environment: ["S": "resolved-secret-value", "S64": "c2VjcmV0LXZhbHVl"],
                files: [
                    "/run/keys/plaid.json": #"""
                    {"key":{"kty":"EC","crv":"P-256","kid":"k1","expired_at":null,
                     "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                     "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},"request_id":"r"}

                    """#
                ]),
            mode: .serve)
    }

    private func source(_ body: String) throws -> Source {
        let result = load(body)
        #expect(result.errors.map(\.rendered) == [])
        return try #require(result.configuration?.sources["a"])
    }

    /// `line:column: message` of all errors.
    private func errors(_ verify: String) -> [String] {
        load("    verify: { \(verify) }\n").errors.map { "\($0.line):\($0.column): \($0.message)" }
    }

    @Test("a scheme that nobody foresaw is written, not programmed")
    func unforeseen() throws {
        let source = try source(
            """
                verify:
                  scheme: hmac-sha512
                  signature: { pointer: /meta/mac, prefix: "m=", separator: ";", encoding: base64url }
                  signed: "{method}|{url}|{json:/data/id}|{timestamp}"
                  unsigned_body: true
                  timestamp: { pointer: /meta/at, format: ms, tolerance: 90s }
                  url: https://relay.example.com/in/a
                  secret_encoding: base64
                  secret: "${S64}"
                  path_token: "${S}"
            """)
        guard case .signature(let scheme) = source.verifier else {
            Issue.record("no signature")
            return
        }
        #expect(scheme.algorithm == .hmacSHA512)
        #expect(scheme.place == .body(JSONPointer(tokens: ["meta", "mac"])))
        #expect(scheme.prefix == "m=")
        #expect(scheme.separator == ";")
        #expect(scheme.encoding == .base64url)
        #expect(scheme.timestamp?.format == .milliseconds)
        #expect(scheme.timestamp?.tolerance == .seconds(90))
        #expect(scheme.pathTokens.count == 1)
        #expect(!scheme.signed.coversBody)
    }

    @Test("a preset's scheme is taken over, and changed key by key")
    func presets() throws {
        let source = try source(
            """
                preset: stripe
                verify: { secret: "${S}", timestamp: { tolerance: 1m } }
            """)
        guard case .signature(let scheme) = source.verifier else {
            Issue.record("no signature")
            return
        }
        #expect(scheme.place == .headers(["Stripe-Signature"]))
        #expect(scheme.timestamp?.place == .element("t"))
        #expect(scheme.timestamp?.tolerance == .minutes(1))
        let other = try self.source(
            """
                preset: ribbon
                verify: { scheme: path-token, secret: "${S}" }
            """)
        #expect(other.verifier.kind == .pathToken)
    }

    @Test("a preset's token is changed key by key; keys have names and ends")
    func tokens() throws {
        let source = try source(
            """
                preset: plaid
                verify:
                  jwt: { query: jwt }
                  claims: { encoding: base64url }
                  tolerance: 1m
                  public_key:
                    - >-
                      {"kty":"EC","crv":"P-256",
                      "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                      "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
                    - { key: "${file:/run/keys/plaid.json}", not_after: 2199-12-01 }
            """)
        guard case .token(let scheme) = source.verifier else {
            Issue.record("no token")
            return
        }
        #expect(scheme.algorithm == .es256)
        #expect(scheme.place == .query("jwt"))
        #expect(scheme.bodyHash == "request_body_sha256")
        #expect(scheme.hashEncoding == .base64url)
        #expect(scheme.time == "iat")
        #expect(scheme.tolerance == .minutes(1))
        #expect(source.policy.secretLabels.map(\.name) == ["1", "file:/run/keys/plaid.json"])
        #expect(source.policy.secretLabels[1].notAfter == Timestamp(text: "2199-12-02T00:00:00Z"))
    }

    @Test("mistakes are told where they are")
    func mistakes() {
        let end = "signature: { header: X-S }, secret: \"${S}\""
        for (verify, message) in [
            ("scheme: sha256, \(end)", "does not have {secret}"),
            ("scheme: hmac-sha1, signed: \"{url}{body}\", \(end)", "`url` does not say"),
            ("scheme: hmac-sha1, signed: \"{timestamp}\", \(end)", "does not have {body}"),
            ("scheme: hmac-sha1, signed: \"{json:/a}\", \(end)", "does not have {body}"),
            ("scheme: hmac-sha1, signed: \"{crc64}\", \(end)", "unknown placeholder {crc64}"),
            ("scheme: hmac-sha1, secret_encoding: hex, \(end)", "not written as"),
            ("scheme: ed25519, signature: { header: X-S }, public_key: abc", "public key 1"),
            ("scheme: ed25519, signature: { header: X-S }", "needs 'public_key'"),
            (
                "scheme: hmac-sha1, signature: { header: A, form: b }, secret: \"${S}\"",
                "'header' and 'form' stand side by side"
            ),
            (
                "scheme: hmac-sha1, signature: { prefix: a }, secret: \"${S}\"",
                "signature needs one of header, pointer, form, query"
            ),
            ("secret: \"${S}\"", "verify needs 'scheme'"),
            ("scheme: header, header: X-A, paired: true", "no handshake of 'a' stores"),
            ("scheme: query, secret: \"${S}\"", "needs 'parameter'"),
            ("scheme: body-token, secret: \"${S}\"", "needs 'pointer'"),
        ] {
            let found = errors(verify)
            #expect(found.count == 1, "\(verify): \(found)")
            #expect(found.first?.contains(message) == true, "\(verify): \(found)")
        }
    }

    @Test("what proves little is warned about")
    func warnings() {
        func codes(_ body: String) -> [DiagnosticCode] { load(body).warnings.map(\.code) }
        #expect(
            codes("    preset: lever\n    verify: { secret: \"${S}\" }\n") == [.unsignedBody])
        #expect(
            codes(
                "    preset: lever\n    verify: { secret: \"${S}\", path_token: \"${S}\" }\n")
                == [])
        #expect(
            codes("    preset: meta\n    verify: { secret: \"${S}\" }\n")
                == [.handshakeTokenMissing])
        #expect(codes("    verify: { scheme: none }\n") == [.unverifiedSource])
    }

    @Test("handshakes are written")
    func handshakes() throws {
        let source = try source(
            """
                verify: { scheme: bearer, secret: "${S}", handshake_token: "${S}" }
                handshakes:
                  - name: hello
                    method: GET
                    when: { "query:mode": subscribe, "header:X-Any": "*" }
                    proof: query:token
                    status: 202
                    headers: { X-Back: "{header:X-Any}" }
                    json: { answer: "{hmac-hex:query:nonce}", type: 1 }
                  - { empty_body: true, proof: none }
                  - { when: { /kind: hello }, stores: /secret, text: "<{/a}>" }
            """)
        #expect(source.handshakes.count == 3)
        let first = source.handshakes[0]
        #expect(first.method == "GET")
        #expect(
            first.conditions == [
                .init(.query("mode"), "subscribe"), .init(.header("x-any")),
            ])
        #expect(first.proof == .token(.query("token")))
        #expect(first.answer.status == 202)
        #expect(source.handshakes[1].isBodyEmpty)
        #expect(source.handshakes[2].stores == .body(JSONPointer(tokens: ["secret"])))
        for (text, message) in [
            ("{ name: a }", "needs 'when'"), ("{ when: { /a: b }, text: \"{\" }", "placeholders"),
            ("{ when: { /a: b }, text: x, json: { a: b } }", "side by side"),
            ("{ when: { /a: b }, proof: \"\" }", "expected event, none"),
        ] {
            let errors = load(
                "    verify: { scheme: bearer, secret: \"${S}\" }\n    handshakes: [\(text)]\n"
            ).errors
            #expect(errors.contains { $0.message.contains(message) }, "\(text): \(errors)")
        }
    }
}
