import Model
import Targets
import Testing

/// What a target asks of its token endpoint, and what the answers mean.
struct OAuthClientTests {
    private func client(_ change: (inout OAuthSettings) -> Void = { _ in }) throws -> OAuthClient {
        var settings = OAuthSettings(
            tokenURL: "https://auth.example.com/token", clientID: "re:lay",
            clientSecret: try Fixture.secret("s3cret+client"))
        change(&settings)
        return try OAuthClient(settings)
    }

    private func form(_ request: OutboundRequest) -> [String: String] {
        Dictionary(
            QueryString.pairs(String(decoding: request.body, as: UTF8.self)).map {
                ($0.name, $0.value)
            }
        ) { first, _ in first }
    }

    @Test("id and secret stand where the endpoint wants them, form-encoded")
    func request() throws {
        let basic = try client { $0.scope = "notes.write candidates" }.request(ConnectionPolicy())
        // re%3Alay:s3cret%2Bclient
        #expect(basic.headers["authorization"] == "Basic cmUlM0FsYXk6czNjcmV0JTJCY2xpZW50")
        #expect(
            form(basic)
                == ["grant_type": "client_credentials", "scope": "notes.write candidates"])
        let body = try client {
            $0.clientAuthentication = .body
            $0.refreshToken = try? Fixture.secret("r/1")
            $0.audience = "ats"
        }.request(ConnectionPolicy())
        #expect(body.headers["authorization"] == nil)
        #expect(
            form(body) == [
                "grant_type": "refresh_token", "refresh_token": "r/1", "audience": "ats",
                "client_id": "re:lay", "client_secret": "s3cret+client",
            ])
    }

    @Test("a token serves until shortly before its end, an hour when nothing is said")
    func token() throws {
        func token(_ body: String) throws -> AccessToken {
            try client().token(in: Fixture.answer(200, body), now: Fixture.now).get()
        }
        let usual = try token(#"{"access_token":"t","token_type":"Bearer","expires_in":600}"#)
        #expect(usual.refreshAt == Fixture.now + .seconds(540))
        #expect(usual.expiresAt == Fixture.now + .seconds(570))
        let text = try token(#"{"access_token":"t","expires_in":"3600"}"#)
        #expect(text.refreshAt == Fixture.now + .seconds(3540))
        #expect(try token(#"{"access_token":"t"}"#).refreshAt == text.refreshAt)
        #expect(try token(#"{"access_token":"t","expires_in":0}"#).expiresAt > Fixture.now)
        #expect(
            try token(#"{"access_token":"t","expires_in":1e12}"#).expiresAt
                < Fixture.now + .days(1))
    }

    @Test(
        "failures are the client's fault or pass; none says that the message may have arrived",
        arguments: [
            (400, #"{"error":"invalid_grant"}"#, Outcome.Class.block),
            (401, #"{"error":"invalid_client"}"#, .block), (403, "", .block), (404, "", .block),
            (200, #"{"error":"invalid_code"}"#, .block), (200, "{}", .retry),
            (200, "<html>", .retry), (200, #"{"access_token":""}"#, .retry),
            (200, #"{"access_token":"a\nb"}"#, .retry), (302, "", .retry),
            (400, #"{"error":"temporarily_unavailable"}"#, .retry), (408, "", .retry),
            (429, "", .retry), (500, "", .retry), (503, "", .retry),
        ])
    func failures(status: Int, body: String, expected: Outcome.Class) throws {
        let result = try client().token(
            in: Fixture.answer(status, body, headers: ["Retry-After": "7"]), now: Fixture.now)
        guard case .failure(let failure) = result else {
            Issue.record("a token was found")
            return
        }
        #expect(failure.outcome.class == expected && !failure.outcome.isAmbiguous)
        #expect(failure.outcome.retryAfter == (expected == .retry ? .seconds(7) : nil))
        #expect(failure.status == status)
        for kind in [TransportFailure.Kind.timeout, .connectionRefused, .addressRefused] {
            let result = try client().token(
                in: .failure(TransportFailure(kind, mayHaveBeenReceived: true)), now: Fixture.now)
            guard case .failure(let failure) = result else {
                Issue.record("a token was found")
                continue
            }
            #expect(failure.outcome.class == (kind == .addressRefused ? .block : .retry))
            #expect(!failure.outcome.isAmbiguous)
        }
    }

    @Test("Zoho takes a client with a refresh token in place of a token, and its own prefix")
    func zoho() throws {
        func target(_ values: [String: KindValue]) throws -> Target {
            try Fixture.kind("zoho-recruit-note", values)
        }
        let client: [String: KindValue] = [
            "client_id": .text("1000.ABC"), "client_secret": .secret(try Fixture.secret("cs")),
            "refresh_token": .secret(try Fixture.secret("1000.refresh")), "region": .text("eu"),
        ]
        let zoho = try target(client)
        let oauth = try #require(zoho.oauth)
        let asked = oauth.request(ConnectionPolicy())
        #expect(asked.url == "https://accounts.zoho.eu/oauth/v2/token")
        #expect(form(asked)["grant_type"] == "refresh_token")
        var context = Fixture.context(KindFixture.event())
        context.access = try oauth.token(
            in: Fixture.answer(200, #"{"access_token":"1000.access","expires_in":3600}"#),
            now: Fixture.now
        ).get()
        let request = try zoho.request(for: context).get()
        #expect(request.headers["authorization"] == "Zoho-oauthtoken 1000.access")
        #expect(request.url == "https://recruit.zoho.eu/recruit/v2/Notes")
        let shown = try zoho.preview(of: Fixture.context(KindFixture.event())).get()
        let field = try #require(shown.headers.first { $0.name == "authorization" })
        #expect(field.value == "Zoho-oauthtoken •••")
        #expect(try target(["token": .secret(try Fixture.secret("t"))]).oauth == nil)
        for missing in ["client_id", "client_secret", "refresh_token"] {
            var values = client
            values[missing] = nil
            #expect(throws: TargetError.self, "\(missing)") { try target(values) }
        }
        #expect(throws: TargetError.self) {
            try target(client.merging(["token": .secret(try Fixture.secret("t"))]) { $1 })
        }
        #expect(throws: TargetError.self) { try target([:]) }
    }
}
