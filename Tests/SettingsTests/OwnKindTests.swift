import Dispatching
import Model
import Settings
import Targets
import Testing

/// Kinds of targets that a user declares in routes.yaml.
@Suite("Kinds of the user's own")
struct OwnKindTests {
    private static let kind = """
        kinds:
          acme-note:
            base: "https://{tenant}.acme.example/api"
            path: /v2/people/{candidate}/notes
            method: PUT
            auth: { header: { name: Authorization, prefix: "Token ", key: api_key } }
            headers: { X-Version: "7", X-Workspace: "{workspace}" }
            query: { notify: "no", author: "{author}" }
            body:
              note: { text: "{note}", about: "person {candidate} {nothing}", private: "{private}" }
              tags: [interview, "{level}"]
              version: 2
              draft: false
              parent: null
            text: note
            rate: 7/s
            dead_when: { status: 409, body: { /code: DUPLICATE } }
            retry_after_from: { header: X-Wait }
            keys:
              tenant: { type: host, required: true }
              api_key: { type: secret, required: true, doc: An API key. }
              workspace: { type: secret }
              author: { type: text }
              level: { type: choice, choices: [low, high], default: high }
              private: { type: flag }
              nothing: { type: text, default: nobody }
              candidate: { type: id, default: "{{fields.ats_candidate}}" }
              note: { type: message, escape: markdown, max: 40 }

        """

    private func load(_ text: String) -> LoadResult {
        ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml", resolver: GoldenCase.resolver,
            mode: .serve)
    }

    private func load(kinds: String = kind, target: String) -> LoadResult {
        load(
            """
            version: 1
            sources:
              a: { verify: { scheme: bearer, secret: "${S}" } }
            \(kinds)
            targets:
              t: \(target)
            routes:
              - { name: r, match: all, to: [t] }

            """)
    }

    private func request(_ settings: TargetSettings) throws -> OutboundRequest {
        let event = Event(
            id: .make(at: .zero), source: "a",
            identity: EventIdentity(
                type: "x", milestone: .reportReady, run: "7",
                fields: [
                    "ats_candidate": .string("c-1"), "candidate_name": .string("*Ana*"),
                ]),
            headers: HeaderList(), body: Array("{}".utf8), receivedAt: .zero,
            configurationVersion: "cfg_0")
        let delivery = Delivery(id: .make(at: .zero), target: "t", routes: ["r"], createdAt: .zero)
        return try settings.target.request(
            for: AttemptContext(delivery: delivery, event: event, attempt: 1, now: .zero)
        ).get()
    }

    @Test("a declared kind's targets make the requests that its declaration says")
    func request() throws {
        let result = load(
            target: """
                { kind: acme-note, tenant: Initech, api_key: "${S}", author: "a b", private: true,
                      note: "of {{fields.candidate_name}}" }
                """)
        #expect(result.diagnostics.map(\.rendered) == [])
        let settings = try #require(result.configuration?.targets["t"])
        #expect(settings.policy.rate == Rate(count: 7, per: .seconds(1)))
        #expect(result.configuration?.kinds.map(\.name) == ["acme-note"])
        let request = try request(settings)
        #expect(request.method == "PUT")
        #expect(
            request.url
                == "https://initech.acme.example/api/v2/people/c-1/notes?notify=no&author=a%20b")
        #expect(request.headers["authorization"] == "Token resolved-secret-value")
        #expect(request.headers["x-version"] == "7")
        #expect(request.headers["x-workspace"] == nil)
        let root = try JSONDocument(request.body).root
        // Cut to 40 characters, the event's id in a paragraph of its own.
        let text = try #require(root.member("note")?.member("text")?.string)
        #expect(text.hasPrefix(#"of \*Ana\*"#) && text.contains("evt_"))
        #expect(root.member("note")?.member("about")?.string == "person c-1 nobody")
        let rest = String(decoding: request.body, as: UTF8.self)
        #expect(
            rest.hasSuffix(
                #""private":true},"tags":["interview","high"],"version":2,"draft":false,"#
                    + #""parent":null}"#), "\(rest)")
    }

    @Test("its answers are judged by its own words, and unset keys are left out")
    func answers() throws {
        let result = load(target: "{ kind: acme-note, tenant: x, api_key: \"${S}\" }")
        let settings = try #require(result.configuration?.targets["t"])
        func outcome(_ status: Int, _ body: String = "", _ headers: HeaderList = HeaderList())
            -> Outcome
        {
            settings.target.outcome(
                of: .success(
                    OutboundResponse(status: status, headers: headers, body: Array(body.utf8))),
                now: .zero)
        }
        #expect(outcome(200).class == .delivered)
        #expect(outcome(409, #"{"code":"DUPLICATE"}"#).class == .dead)
        #expect(outcome(401).class == .block)
        #expect(
            outcome(503, "", HeaderList([.init(name: "x-wait", value: "9")])).retryAfter
                == .seconds(9))
        let body = try JSONDocument(try request(settings).body).root
        #expect(body.member("note")?.member("private") == nil)
        // Without a text of its own it has one for each milestone.
        #expect(body.member("note")?.member("text")?.string?.contains(#"\*Ana\*"#) == true)
    }

    @Test("a kind without a base leaves the whole URL to its targets; a change of it changes them")
    func webhook() throws {
        func kinds(_ body: String) -> String {
            """
            kinds:
              hook:
                group: chat
                body: \(body)
                text: text
                keys: { text: { type: message } }
            """
        }
        let target = "{ kind: hook, url: \"${URL}\", text: hello }"
        let one = try #require(
            load(kinds: kinds("{ msg: \"{text}\" }"), target: target).configuration?.targets["t"])
        let other = try #require(
            load(kinds: kinds("{ message: \"{text}\" }"), target: target)
                .configuration?.targets["t"])
        #expect(String(decoding: try request(one).body, as: UTF8.self) == #"{"msg":"hello"}"#)
        #expect(one.written != other.written)
    }

    @Test(
        "what is wrong with a kind is told at its place",
        arguments: [
            ("base: \"https://{tenant}.acme", "base: \"{tenant}.acme", "6:11", "base"),
            ("base: \"https://{tenant}", "base: \"https://{level}", "6:11", "'level'"),
            ("/v2/people", "v2/people", "7:11", "begin with '/'"),
            ("people/{candidate}", "people/{note}", "7:11", "'note'"),
            ("method: PUT", "method: GET", "8:13", "POST, PUT or PATCH"),
            ("key: api_key }", "key: apikey }", "9:11", "no key 'apikey'"),
            ("key: api_key }", "key: level }", "9:11", "'level'"),
            ("X-Version: \"7\"", "Webhook-Id: \"7\"", "10:14", "'webhook-id'"),
            ("X-Version: \"7\"", "X-Version: \"${S}\"", "10:27", "holds no secrets"),
            ("\"{workspace}\"", "\"w {workspace}\"", "10:45", "either text or only"),
            ("\"{note}\"", "\"{nota}\"", "13:21", "no key 'nota'"),
            ("\"{note}\"", "\"{api_key}\"", "13:7", "'api_key'"),
            ("text: note", "text: level", "18:11", "'level'"),
            ("rate: 7/s", "rates: 7/s", "19:5", "unknown key 'rates'"),
            ("type: host,", "type: hosts,", "23:23", "a type of key"),
            ("author: {", "url: {", "26:7", "'url' cannot be the name"),
            ("author: {", "retry: {", "26:7", "'retry' cannot be the name"),
            ("type: flag", "type: flag, max: 7", "28:30", "'max' has no meaning"),
            ("default: high", "default: mid", "27:61", "none of the choices"),
            ("acme-note:", "slack:", "5:3", "there is a kind named 'slack'"),
        ])
    func wrong(old: String, new: String, place: String, problem: String) {
        let changed = Self.kind.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != Self.kind)
        let result = load(
            kinds: changed, target: "{ kind: acme-note, tenant: x, api_key: \"${S}\" }")
        let errors = result.diagnostics.filter { $0.severity == .error }
        let first = errors.first
        #expect(
            errors.count == 1 || old == "acme-note:" || old == "author: {",
            "\(errors.map(\.rendered))")
        #expect(first?.message.contains(problem) == true, "\(errors.map(\.rendered))")
        #expect(first.map { "\($0.position.line):\($0.position.column)" } == place)
    }

    private static let oauth = """
        kinds:
          acme-note:
            base: "https://{tenant}.acme.example"
            auth:
              oauth2:
                token_url: "https://{tenant}.auth.acme.example/token"
                client_id: client
                client_secret: secret
                client_auth: body
                scope: notes.write
                prefix: "Token "
            body: { note: "{note}" }
            text: note
            keys:
              tenant: { type: host, required: true }
              client: { type: text, required: true }
              secret: { type: secret, required: true }
              other: { type: secret }
              note: { type: message }
        """

    @Test("a kind can get access tokens for its targets")
    func tokens() throws {
        let result = load(
            kinds: Self.oauth,
            target: "{ kind: acme-note, tenant: x, client: relay, secret: \"${S}\", note: hi }")
        #expect(result.diagnostics.map(\.rendered) == [])
        let settings = try #require(result.configuration?.targets["t"])
        let asked = try #require(settings.target.oauth).request(ConnectionPolicy())
        #expect(asked.url == "https://x.auth.acme.example/token")
        #expect(
            String(decoding: asked.body, as: UTF8.self)
                == "grant_type=client_credentials&scope=notes.write&client_id=relay"
                + "&client_secret=resolved-secret-value")
        // One that only stands for the token, since nothing is sent.
        let field = try request(settings).headers["authorization"]
        #expect(field?.hasPrefix("Token signalbox-access-token") == true)
    }

    @Test(
        "what is wrong with its tokens is told at its place",
        arguments: [
            ("client_id: client", "client_id: clinet", "no key 'clinet'"),
            ("client_id: client", "client_id: note", "'note' has no place"),
            ("client_secret: secret", "client_secret: client", "'client' has no place"),
            ("client_secret: secret", "client_secret: other", "'other' must be required"),
            ("token_url: \"https://{tenant}", "token_url: \"https://{client}", "'client'"),
            ("token_url: \"https://{tenant}.auth", "token_url: \"{tenant}.auth", "auth"),
            ("client_auth: body", "client_auth: head", "basic or body"),
            ("oauth2:", "bearer: secret\n      oauth2:", "exactly one of"),
        ])
    func wrongTokens(old: String, new: String, problem: String) {
        let changed = Self.oauth.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != Self.oauth)
        let errors = load(
            kinds: changed,
            target: "{ kind: acme-note, tenant: x, client: relay, secret: \"${S}\", note: hi }"
        ).diagnostics.filter { $0.severity == .error }
        #expect(errors.first?.message.contains(problem) == true, "\(errors.map(\.rendered))")
        #expect((6...12).contains(errors.first?.position.line ?? 0), "\(errors.map(\.rendered))")
    }

    @Test("an unknown kind is told with the declared ones at hand")
    func near() {
        let errors = load(target: "{ kind: acme-notes, tenant: x, api_key: \"${S}\" }")
            .diagnostics.filter { $0.severity == .error }
        #expect(errors.count == 1)
        #expect(errors.first?.hint == "did you mean 'acme-note'?")
    }
}
