import Model
import Store
import Synchronization
import Testing
import Verification

@testable import Ingress

@Suite("Handshakes")
struct HandshakeTests {
    private static let secret = "s3cret-shared"

    /// A fixture with one source of a preset.
    private func fixture(
        _ name: String, secret: String? = secret, pairing: Pairing? = nil,
        token: String? = nil
    ) throws -> IngressFixture {
        let preset = try #require(Preset.named(name))
        var source = Source(
            name: name, preset: name,
            verifier: (preset.scheme ?? .pathToken(secrets: secrets("way"))).with(
                secrets: preset.scheme == nil ? secrets("way") : secret.map { secrets($0) } ?? []),
            mapping: preset.mapping)
        source.handshakes = preset.handshakes
        source.isPaired = pairing != nil
        source.handshakeToken = token.flatMap { Secret($0) }
        return try IngressFixture(pairing: pairing) { $0[name] = source }
    }

    /// A POST signed as the source's sender would.
    private func signed(
        _ fixture: IngressFixture, _ name: String, _ body: String, query: String = "",
        headers: HeaderList = HeaderList(), secret: String = secret
    ) async throws -> IngressAnswer {
        let scheme = try #require(Preset.named(name)?.scheme).with(secrets: secrets(secret))
        let made = try RequestSigner(scheme).credentials(
            body: Array(body.utf8), headers: headers, id: "m", at: startOfTest)
        var all = HeaderList(["content-type": "application/json"])
        for field in headers.fields + made.headers.fields { all.set(field.name, field.value) }
        return await fixture.send("/in/\(name)", all, query: query, body: made.body)
    }

    @Test("Slack's challenge comes back as text, after its signature was checked")
    func slack() async throws {
        let fixture = try fixture("slack")
        let body = #"{"type":"url_verification","challenge":"3eZbrw1aB","token":"t"}"#
        let answer = try await signed(fixture, "slack", body)
        #expect(answer.status == 200)
        #expect(answer.text == "3eZbrw1aB")
        #expect(answer.header("content-type") == "text/plain; charset=utf-8")
        #expect(answer.header("x-content-type-options") == "nosniff")
        let unsigned = await fixture.send("/in/slack", body: Array(body.utf8))
        #expect(unsigned.status == 401)
        #expect(try fixture.events().isEmpty)
    }

    @Test("Zoom's token is signed only for who has signed the request")
    func zoom() async throws {
        let fixture = try fixture("zoom")
        let token = "qgg8vlvZRS6UYooatFL8Aw"
        let body = #"{"event":"endpoint.url_validation","payload":{"plainToken":"\#(token)"}}"#
        let answer = try await signed(fixture, "zoom", body)
        #expect(answer.member("plainToken") == "qgg8vlvZRS6UYooatFL8Aw")
        // printf qgg8vlvZRS6UYooatFL8Aw | openssl dgst -sha256 -hmac s3cret-shared
        #expect(answer.member("encryptedToken") == Self.zoomCode)
        #expect(await fixture.send("/in/zoom", body: Array(body.utf8)).status == 401)
    }

    private static let zoomCode =
        "46cc6476d2ee47bb25378acac10f2f087235260d5a28369354e3732c92785784"

    @Test("nobody gets a signature for what could be an event")
    func oracle() async throws {
        let fixture = try fixture("x")
        let fine = await fixture.send("/in/x", method: "GET", query: "crc_token=abc123", body: [])
        #expect(fine.status == 200)
        // printf abc123 | openssl dgst -sha256 -hmac s3cret-shared -binary | base64
        #expect(
            fine.member("response_token") == "sha256=0JFvlh5+WrEU9dU7rFm0YVpSLmYuXh1kSlwVYAW6hkk=")
        for token in ["%7B%22event%22%3A1%7D", "a%20b", String(repeating: "a", count: 257), ""] {
            let answer = await fixture.send(
                "/in/x", method: "GET", query: "crc_token=\(token)", body: [])
            #expect(answer.status == 400, "\(token)")
        }
    }

    @Test("Meta's challenge needs the verify token, and no token lets nobody in")
    func meta() async throws {
        let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
        let known = try fixture("meta", token: "meatyhamhock")
        let right = await known.send(
            "/in/meta", method: "GET", query: query + "meatyhamhock", body: [])
        #expect(right.text == "1158201444")
        let wrong = await known.send("/in/meta", method: "GET", query: query + "other", body: [])
        #expect(wrong.status == 401)
        let none = await (try fixture("meta")).send(
            "/in/meta", method: "GET", query: query, body: [])
        #expect(none.status == 401)
        let other = await known.send("/in/meta", method: "GET", query: "a=1", body: [])
        #expect(other.status == 405)
    }

    @Test("Okta's challenge is answered to who has the credential")
    func okta() async throws {
        let fixture = try fixture("okta")
        let headers = HeaderList([
            "authorization": Self.secret, "x-okta-verification-challenge": "challenge-1",
        ])
        let answer = await fixture.send("/in/okta", method: "GET", headers, body: [])
        #expect(answer.member("verification") == "challenge-1")
        var bare = headers
        bare.remove("authorization")
        #expect(await fixture.send("/in/okta", method: "GET", bare, body: []).status == 401)
    }

    @Test("Dropbox, Graph, Smartsheet and SmartRecruiters get back what they asked")
    func echoes() async throws {
        let dropbox = await (try fixture("dropbox")).send(
            "/in/dropbox", method: "GET", query: "challenge=a%3Cb", body: [])
        #expect(dropbox.text == "a<b")
        #expect(dropbox.header("x-content-type-options") == "nosniff")
        let graph = await (try fixture("microsoft-graph")).send(
            "/in/microsoft-graph", HeaderList(), query: "validationToken=Validation%3A+one",
            body: [])
        #expect(graph.text == "Validation: one")
        let sheet = await (try fixture("smartsheet")).send(
            "/in/smartsheet", HeaderList(["smartsheet-hook-challenge": "c-1"]), body: [])
        #expect(sheet.header("smartsheet-hook-response") == "c-1")
        #expect(sheet.member("smartsheetHookResponse") == "c-1")
        let hook = await (try fixture("smartrecruiters")).send(
            "/in/smartrecruiters", HeaderList(["x-hook-secret": "h-1"]), body: [])
        #expect(hook.status == 200)
        #expect(hook.header("x-hook-secret") == "h-1")
    }

    @Test("pings are answered like events and stored nowhere")
    func pings() async throws {
        let github = try fixture("github")
        let answer = try await signed(
            github, "github", "{}", headers: HeaderList(["x-github-event": "ping"]))
        #expect(answer.status == 200)
        #expect(try github.events().isEmpty)
        let stranger = await github.send(
            "/in/github", HeaderList(["x-github-event": "ping"]))
        #expect(stranger.status == 401)
        for (name, body) in [
            ("greenhouse", #"{"action":"ping"}"#), ("ashby", #"{"action":"ping"}"#),
            ("recruitee", #"{"test":true}"#), ("intercom", #"{"topic":"ping"}"#),
        ] {
            let fixture = try fixture(name)
            #expect(try await signed(fixture, name, body).status == 200, "\(name)")
            #expect(try fixture.events().isEmpty)
            #expect(try await signed(fixture, name, #"{"action":"x"}"#).status == 200)
            #expect(try fixture.events().count == 1)
            #expect(
                fixture.meter.value("signalbox_handshakes_total{source=\(name)}") == 1)
        }
    }

    @Test("an empty probe gets 200 where its sender wants that, and nowhere else")
    func probe() async throws {
        let preset = try #require(Preset.named("codesignal"))
        let fixture = try IngressFixture {
            var source = Source(
                name: "codesignal", verifier: .pathToken(secrets: secrets("way")),
                mapping: preset.mapping)
            source.handshakes = preset.handshakes
            $0["codesignal"] = source
        }
        let empty = HeaderList()
        #expect(await fixture.send("/in/codesignal/way", empty, body: []).status == 200)
        #expect(await fixture.send("/in/codesignal/other", empty, body: []).status == 401)
        #expect(await fixture.send("/in/open", empty, body: []).status == 415)
    }

    @Test("CloudEvents: consent is given by header, and only at the right address")
    func cloudEvents() async throws {
        let fixture = try fixture("cloudevents")
        let headers = HeaderList([
            "webhook-request-origin": "eventgrid.example.net", "webhook-request-rate": "120",
        ])
        let answer = await fixture.send(
            "/in/cloudevents/way", method: "OPTIONS", headers, body: [])
        #expect(answer.status == 200)
        #expect(answer.header("webhook-allowed-origin") == "eventgrid.example.net")
        #expect(answer.header("webhook-allowed-rate") == "*")
        let wrong = await fixture.send(
            "/in/cloudevents/other", method: "OPTIONS", headers, body: [])
        #expect(wrong.status == 401)
        let bare = await fixture.send(
            "/in/cloudevents/way", method: "OPTIONS", HeaderList(), body: [])
        #expect(bare.status == 405)
    }

    @Test("a secret is taken only while pairing, once, and verifies from then on")
    func pairing() async throws {
        let saved = Mutex<[String: String]>([:])
        let pairing = Pairing { source, secret in
            saved.withLock { $0[source] = secret.reveal() }
            return true
        }
        let fixture = try fixture("asana", secret: nil, pairing: pairing)
        let hello = HeaderList(["x-hook-secret": "chosen-by-asana"])
        #expect(await fixture.send("/in/asana", hello).status == 403)
        #expect(try await signed(fixture, "asana", "{}", secret: "chosen-by-asana").status == 401)

        _ = pairing.open("asana", now: startOfTest)
        let answer = await fixture.send("/in/asana", hello)
        #expect(answer.status == 200)
        #expect(answer.header("x-hook-secret") == "chosen-by-asana")
        #expect(saved.withLock { $0 } == ["asana": "chosen-by-asana"])
        #expect(try await signed(fixture, "asana", "{}", secret: "chosen-by-asana").status == 200)
        #expect(try await signed(fixture, "asana", "{}", secret: "another").status == 401)
        // A second one changes nothing.
        #expect(
            await fixture.send("/in/asana", HeaderList(["x-hook-secret": "evil"])).status == 403)
        #expect(try await signed(fixture, "asana", "{}", secret: "evil").status == 401)

        _ = pairing.open("asana", now: startOfTest)
        fixture.clock.advance(.minutes(10))
        #expect(await fixture.send("/in/asana", hello).status == 403)
    }

    @Test("a secret that cannot be kept is not taken")
    func unsaved() async throws {
        let pairing = Pairing { _, _ in false }
        let fixture = try fixture("notion", secret: nil, pairing: pairing)
        _ = pairing.open("notion", now: startOfTest)
        let body = Array(#"{"verification_token":"secret_tok"}"#.utf8)
        #expect(await fixture.send("/in/notion", body: body).status == 403)
        #expect(pairing.secret("notion") == nil)
    }

    @Test("a value with a line break cannot become a header")
    func injection() async throws {
        let fixture = try IngressFixture {
            var source = Source(name: "a", verifier: .none, mapping: EventMapping())
            var answer = Handshake.Answer()
            answer.headers = HandshakeTemplate("{/v}").map { [.init("x-echo", $0)] } ?? []
            source.handshakes = [
                Handshake(
                    name: "h", conditions: [.init(.body(JSONPointer(tokens: ["v"])))],
                    proof: .none, answer: answer)
            ]
            $0["a"] = source
        }
        let fine = await fixture.send("/in/a", body: Array(#"{"v":"x"}"#.utf8))
        #expect(fine.header("x-echo") == "x")
        let bad = await fixture.send("/in/a", body: Array(#"{"v":"x\r\nset-cookie: a"}"#.utf8))
        #expect(bad.status == 400)
    }
}
