import Dispatching
import Model
import Routing
import Settings
import Targets
import Testing

/// Targets of vendors' kinds, and what routes say of them.
@Suite struct KindReadingTests {
    private func load(_ targets: String, to: String = "[t]") -> LoadResult {
        let text = """
            version: 1
            sources:
              a: { verify: { scheme: bearer, secret: "${S}" } }
            targets:
            \(targets)
            routes:
              - name: r
                match: all
                to: \(to)

            """
        return ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml", resolver: GoldenCase.resolver,
            mode: .serve)
    }

    private func request(_ result: LoadResult, destination: String = "") throws -> OutboundRequest {
        let target = try #require(result.configuration?.targets["t"]).target
        let event = Event(
            id: .make(at: .zero), source: "a",
            identity: EventIdentity(
                type: "x", run: "7", fields: ["ats_candidate": .string("c-1")]),
            headers: HeaderList(), body: Array("{}".utf8), receivedAt: .zero,
            configurationVersion: "cfg_0")
        let delivery = Delivery(
            id: .make(at: .zero), target: "t", destination: destination, routes: ["r"],
            createdAt: .zero)
        return try target.request(
            for: AttemptContext(delivery: delivery, event: event, attempt: 1, now: .zero)
        ).get()
    }

    @Test("a kind's keys are read, with the vendor's pace and patience unless they are set")
    func kind() throws {
        let result = load(
            """
              t:
                kind: smartrecruiters-message
                api_key: "${S}"
                hiring_team_of: 4217
                note: "run {{run}} {{event_id}}"
                url: "http://127.0.0.1:9/x"
            """)
        #expect(result.diagnostics.map(\.rendered) == [])
        let settings = try #require(result.configuration?.targets["t"])
        #expect(settings.policy.rate == Rate(count: 10, per: .seconds(1)))
        #expect(settings.target.connection.totalTimeout == .seconds(128))
        let request = try request(result)
        #expect(request.url == "http://127.0.0.1:9/x/messages/shares")
        #expect(request.headers["x-smarttoken"] == "resolved-secret-value")
        let root = try JSONDocument(request.body).root
        let text = try #require(root.member("content")?.string)
        #expect(text.hasPrefix("#[CANDIDATE:c-1] run 7 evt_"))
    }

    private let slack = """
          t: { kind: slack-api, token: "${S}", channel: C0TRIAGE, text: "usual" }
        """

    @Test("a route's own channel and text go with its deliveries")
    func overrides() throws {
        let result = load(
            slack, to: "[{ target: t, channel: C0BOARD, text: \"of {{run}}\" }, t]")
        #expect(result.diagnostics.map(\.rendered) == [])
        #expect(
            result.configuration?.routes.routes.first?.to
                == [RouteTarget("t", destination: "C0BOARD"), RouteTarget("t")])
        let board = try JSONDocument(try request(result, destination: "C0BOARD").body).root
        #expect(board.member("channel")?.string == "C0BOARD")
        #expect(board.member("text")?.string == "of 7")
        let usual = try JSONDocument(try request(result).body).root
        #expect(usual.member("channel")?.string == "C0TRIAGE")
        #expect(usual.member("text")?.string == "usual")
    }

    @Test(
        "what a target's kind does not know of a route is an error",
        arguments: [
            ("[{ target: h, channel: C1 }]", "'channel' has no meaning for 'h'"),
            ("[{ target: h, text: x }]", "'text' has no meaning for 'h'"),
            ("[{ target: w, channel: C1 }]", "'channel' has no meaning for 'w'"),
            ("[{ target: t, channel: \"{{run}}\" }]", "expected a channel's id"),
            ("[{ target: t, text: \"{{#a}}\" }]", "a section is not closed"),
            ("[{ target: t, channel: C1 }, { target: t, channel: C1 }]", "stands here twice"),
            ("[{ target: t, chanel: C1 }]", "unknown key 'chanel'"),
        ])
    func refused(to: String, problem: String) {
        let others = """

              h: { kind: http, url: "https://h.example/" }
              w: { kind: teams, url: "https://h.example/hook" }
            """
        let errors = load(slack + others, to: to).diagnostics.filter { $0.severity == .error }
        #expect(errors.count == 1)
        #expect(errors.first?.message.contains(problem) == true, "\(errors.map(\.message))")
    }

    @Test(
        "a kind that can never work is told at its place",
        arguments: [
            ("{ kind: greenhouse-note, api_key: \"${S}\", on_behalf_of: 1 }", "needs 'visibility'"),
            (
                "{ kind: slack-workflow, url: \"${URL}\", variables: { a: b }, text: x }",
                "unknown key 'text'"
            ),
            ("{ kind: slack, url: \"${URL}\", text: a, blocks: \"[]\" }", "together with 'text'"),
            (
                "{ kind: slack-api, token: \"${S}\", channel: C0, update: true }",
                "no meaning without 'thread_by'"
            ),
            (
                "{ kind: smartrecruiters-message, api_key: \"${S}\" }",
                "set user or hiring_team_of"
            ),
            (
                "{ kind: workable-comment, subdomain: a.b, token: \"${S}\", member: 1 }",
                "one part of a host name"
            ),
        ])
    func kinds(target: String, problem: String) {
        let errors = load("  t: \(target)").diagnostics.filter { $0.severity == .error }
        #expect(errors.count == 1, "\(errors.map(\.message))")
        #expect(errors.first?.message.contains(problem) == true, "\(errors.map(\.message))")
    }

    @Test("messages of a run that follow each other keep their order")
    func threads() throws {
        let result = load("  t: { kind: slack-api, token: \"${S}\", channel: C0, thread_by: run }")
        #expect(result.diagnostics.map(\.rendered) == [])
        #expect(result.configuration?.targets["t"]?.policy.orderByRun == true)
        let alone = load("  t: { kind: slack-api, token: \"${S}\", channel: C0 }")
        #expect(alone.configuration?.targets["t"]?.policy.orderByRun == false)
    }

    @Test("OAuth and a message signature are read for a plain target")
    func tokens() throws {
        let result = load(
            """
              t:
                kind: http
                url: https://h.example/
                auth:
                  oauth2:
                    token_url: https://auth.example/token
                    client_id: relay
                    client_secret: "${S}"
                    client_auth: body
                    scope: notes
                http_signature: { algorithm: hmac-sha256, secret: "${S}", key_id: k1,
                  components: ["@method", content-digest], expires_after: 5m, tag: relay }
            """)
        #expect(result.diagnostics.map(\.rendered) == [])
        let target = try #require(result.configuration?.targets["t"]).target
        let asked = try #require(target.oauth).request(target.connection)
        #expect(asked.url == "https://auth.example/token")
        #expect(
            String(decoding: asked.body, as: UTF8.self)
                == "grant_type=client_credentials&scope=notes&client_id=relay"
                + "&client_secret=resolved-secret-value")
        let input = try request(result).headers["signature-input"]
        #expect(
            input?.hasPrefix(#"sig1=("@method" "content-digest");created=0;expires=300;"#) == true)
    }

    @Test(
        "OAuth and a message signature that can never work are told at their place",
        arguments: [
            ("auth: { oauth2: { client_id: a, client_secret: \"${S}\" } }", "needs 'token_url'"),
            (
                "auth: { oauth2: { token_url: x, client_id: a, client_secret: \"${S}\" } }",
                "oauth2"
            ),
            (
                "auth: { oauth2: { token_url: \"https://a.b/\", client_id: a, "
                    + "client_secret: \"${S}\" } }\n    headers: { Authorization: x }",
                "set by auth already"
            ),
            (
                "http_signature: { algorithm: ed25519, secret: \"${S}\", key_id: k }",
                "no private key"
            ),
            (
                "http_signature: { algorithm: hmac-sha256, secret: \"${S}\", key_id: k, "
                    + "components: [\"@methods\"] }",
                "expected a header, or one of"
            ),
        ])
    func tokensRefused(key: String, problem: String) {
        let errors = load("  t:\n    kind: http\n    url: https://h.example/\n    \(key)")
            .diagnostics.filter { $0.severity == .error }
        #expect(errors.count == 1, "\(errors.map(\.message))")
        #expect(errors.first?.message.contains(problem) == true, "\(errors.map(\.message))")
    }

    @Test("tests of answers and a code are read for a plain target")
    func answers() throws {
        let result = load(
            """
              t:
                kind: http
                url: https://h.example/
                success_when: { status: [2xx, 409], body: { /ok: true } }
                dead_when: [{ exists: /error }, { text: [never, no] }]
                retry_after_from: { body: /wait, unit: milliseconds }
                hmac: { header: X-Sig, prefix: "sha256=", secret: "${S}" }
                auth:
                  header: { name: Authorization, prefix: "Token token=", value: "${S}" }
            """)
        #expect(result.diagnostics.map(\.rendered) == [])
        let target = try #require(result.configuration?.targets["t"]).target
        func outcome(_ status: Int, _ body: String) -> Outcome {
            target.outcome(
                of: .success(OutboundResponse(status: status, body: Array(body.utf8))), now: .zero)
        }
        #expect(outcome(409, #"{"ok":true}"#).class == .delivered)
        #expect(outcome(200, #"{"ok":false}"#).class == .retry)
        #expect(outcome(200, #"{"ok":true,"error":1}"#).class == .dead)
        #expect(outcome(200, "no").class == .dead)
        #expect(outcome(429, #"{"wait":250}"#).retryAfter == Milliseconds(250))
        let headers = try request(result).headers
        #expect(headers["x-sig"]?.hasPrefix("sha256=") == true)
        #expect(headers["authorization"] == "Token token=resolved-secret-value")
    }

    @Test(
        "tests of answers that say nothing are refused",
        arguments: [
            ("success_when: {}", "expected one of"), ("dead_when: { status: 6xx }", "4xx"),
            ("block_when: { body: { \"/a~2\": x } }", "JSON Pointer"),
            ("retry_after_from: { unit: seconds }", "either header or body"),
            ("hmac: { header: Webhook-Id, secret: \"${S}\" }", "set otherwise already"),
            ("hmac: { header: X, signed: \"{timestamp}\", secret: \"${S}\" }", ""),
        ])
    func answersRefused(key: String, problem: String) {
        let errors = load("  t:\n    kind: http\n    url: https://h.example/\n    \(key)")
            .diagnostics.filter { $0.severity == .error }
        #expect(errors.count == 1, "\(errors.map(\.message))")
        #expect(problem.isEmpty || errors.first?.message.contains(problem) == true)
    }
}
