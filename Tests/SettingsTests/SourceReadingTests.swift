import Model
import Settings
import Testing
import Verification

@Suite struct SourceReadingTests {
    @Test("a preset's values are overridden one by one")
    func overrides() throws {
        let source = try source(
            """
                preset: xobin
                verify: { scheme: basic, username: relay, password: "${S}" }
                run: header:X-Run
                fields: { candidate_id: /their/id, score_max: 10 }
                milestones: { Cancelled: failed }
            """)
        let preset = Preset.xobin.mapping
        #expect(source.preset == "xobin")
        #expect(source.mapping.type == preset.type)
        #expect(source.mapping.definition == preset.definition)
        #expect(source.mapping.dedupe == preset.dedupe)
        #expect(source.mapping.run == [.header("x-run")])
        #expect(source.mapping.fields["candidate_name"] == preset.fields["candidate_name"])
        #expect(
            source.mapping.fields["candidate_id"]
                == [.body(JSONPointer(tokens: ["their", "id"]))])
        #expect(
            source.mapping.fields["score_max"] == [.constant(.number(JSONNumber(10)))])
        #expect(source.mapping.milestones["Started"] == .started)
        #expect(source.mapping.milestones["Cancelled"] == .failed)
    }

    @Test("every scheme of verification can be written")
    func schemes() throws {
        func scheme(_ text: String) throws -> VerificationScheme {
            try source("    verify: { \(text) }\n").verifier
        }
        guard
            case .header("X-Key", let one) = try scheme(
                "scheme: header, header: X-Key, secret: \"${S}\"")
        else {
            Issue.record("not header")
            return
        }
        #expect(one.map { $0.reveal() } == ["resolved-secret-value"])
        guard
            case .pathToken(let two) = try scheme(
                "scheme: path-token, secrets: [\"${S}\", \"${file:/run/secrets/s}\"]")
        else {
            Issue.record("not path-token")
            return
        }
        #expect(two.map { $0.reveal() } == ["resolved-secret-value", "resolved-secret-file"])
        guard
            case .basic("relay", let three) = try scheme(
                "scheme: basic, username: relay, secrets: [\"${S}\"]")
        else {
            Issue.record("not basic")
            return
        }
        #expect(three.count == 1)
        #expect(try scheme("scheme: bearer, secret: \"${S}\"").kind == .bearer)
        guard
            case .standardWebhooks(_, .minutes(2)) = try scheme(
                "scheme: standard-webhooks, secret: \"${S}\", tolerance: 2m")
        else {
            Issue.record("not standard-webhooks")
            return
        }
        guard
            case .signature(let hmac) = try scheme(
                "scheme: hmac-sha256, secret: \"${S}\", "
                    + "signature: { header: X-Sig, encoding: base64 }, "
                    + "signed: \"{id}.{timestamp}.{body}\", id_header: X-Id, "
                    + "timestamp: { header: X-Time }")
        else {
            Issue.record("not hmac-sha256")
            return
        }
        #expect(hmac.encoding == .base64)
        #expect(hmac.idHeader == "X-Id")
        #expect(hmac.signed.description == "{id}.{timestamp}.{body}")
        #expect(hmac.timestamp?.place == .header("X-Time"))
        #expect(hmac.timestamp?.tolerance == .minutes(5))
    }

    @Test("deduplication is a place, several, the body, or nothing")
    func dedupe() throws {
        func parts(_ text: String) throws -> [DedupePart] {
            try source(
                "    preset: apriora\n    verify: { scheme: path-token, secret: \"${S}\" }\n"
                    + "    dedupe: \(text)\n"
            ).mapping.dedupe
        }
        #expect(try parts("header:X-Id") == [.place(.header("x-id"))])
        #expect(try parts("body") == [.bodyHash])
        #expect(try parts("[query:id, body]") == [.place(.query("id")), .bodyHash])
        #expect(try parts("false") == [])
    }

    @Test("acknowledgement, limits and windows are taken over")
    func others() throws {
        let source = try source(
            """
                verify: { scheme: bearer, secret: "${S}" }
                ack: { status: 202, body: "true" }
                body_limit: 256KiB
                dedupe_window: 90m
                enabled: false
            """)
        #expect(source.acknowledgement.status == 202)
        #expect(source.acknowledgement.body == "true")
        #expect(source.bodyBytesMax == 256 << 10)
        #expect(source.dedupeWindow == .minutes(90))
        #expect(!source.enabled)
    }

    private func source(_ body: String) throws -> Source {
        let text =
            "version: 1\nsources:\n  a:\n\(body)\n"
            + "targets:\n  t: { kind: http, url: \"https://example.com/\" }\n"
            + "routes:\n  - { name: r, match: all, to: [t] }\n"
        let result = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml", resolver: GoldenCase.resolver,
            mode: .serve)
        #expect(result.diagnostics.map(\.rendered) == [])
        return try #require(result.configuration?.sources["a"])
    }
}
