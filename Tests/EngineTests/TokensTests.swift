import Dispatching
import Model
import Store
import Targets
import Testing

@testable import Engine

/// Targets whose access tokens are asked for: when, how often, and what failures of it look like.
@Suite("Access tokens")
struct TokensTests {
    private func start(_ world: World) throws {
        try world.start([:])
        var settings = HTTPTargetSettings(url: "https://a.example/hooks")
        settings.credential = .oauth2(
            OAuthSettings(
                tokenURL: "https://auth.example/token", clientID: "relay",
                clientSecret: try #require(Secret("client-secret-text"))))
        let target = Target(name: "a", kind: .http(try HTTPTarget(settings)))
        world.engine.update(
            targets: ["a": EngineTarget(target: target, policy: DeliveryPolicy())],
            configurationVersion: "cfg_test")
    }

    private func grant(_ token: String, seconds: Int = 3600) -> FakeTargets.Answer {
        .status(
            200,
            body: #"{"access_token":"\#(token)","token_type":"bearer","expires_in":\#(seconds)}"#)
    }

    private func requests(_ world: World, to host: String) -> [OutboundRequest] {
        world.outside.requests.filter { $0.url.hasPrefix("https://\(host).example/") }
    }

    private func credentials(_ world: World) -> [String?] {
        requests(world, to: "a").map { $0.headers["authorization"] }
    }

    @Test("one token serves many deliveries, and they wait for it together")
    func shared() async throws {
        let world = try World()
        try start(world)
        world.outside.always(.hold, from: "auth")
        let waiting = (0..<3).map { _ in world.post("a")[0] }
        world.until(requests: 1)
        world.outside.always(grant("first"), from: "auth")
        world.outside.answerHeld(
            .success(
                OutboundResponse(
                    status: 200, body: Array(#"{"access_token":"first","expires_in":60}"#.utf8))))
        for id in waiting { world.until(.delivered, id) }
        world.until(.delivered, world.post("a")[0])
        #expect(requests(world, to: "auth").count == 1)
        #expect(Set(credentials(world)) == ["Bearer first"])
        let asked = try #require(requests(world, to: "auth").first)
        #expect(
            String(decoding: asked.body, as: UTF8.self) == "grant_type=client_credentials")
        #expect(
            asked.headers["authorization"] == "Basic cmVsYXk6Y2xpZW50LXNlY3JldC10ZXh0")
        await world.stop()
    }

    @Test("a token is asked for again before its end, and not used after it")
    func refreshed() async throws {
        let world = try World()
        try start(world)
        world.outside.always(grant("one", seconds: 600), from: "auth")
        world.until(.delivered, world.post("a")[0])
        world.outside.always(grant("two", seconds: 600), from: "auth")
        // A tenth before its end it still serves, while the next one is on its way.
        world.pass(.seconds(545))
        world.until(.delivered, world.post("a")[0])
        world.signal.until("no second token was asked for") {
            requests(world, to: "auth").count == 2
        }
        world.pass(.seconds(1))
        world.until(.delivered, world.post("a")[0])
        #expect(credentials(world) == ["Bearer one", "Bearer one", "Bearer two"])
        world.outside.always(grant("three"), from: "auth")
        world.pass(.hours(1))
        world.until(.delivered, world.post("a")[0])
        #expect(credentials(world).last == "Bearer three")
        #expect(requests(world, to: "auth").count == 3)
        await world.stop()
    }

    @Test("a 401 is tried once more with a new token, within the same attempt")
    func unauthorized() async throws {
        let world = try World()
        try start(world)
        world.outside.always(grant("stale"), from: "auth")
        world.until(.delivered, world.post("a")[0])
        world.outside.always(grant("fresh"), from: "auth")
        world.outside.script(.status(401), .status(200))
        let id = world.post("a")[0]
        world.until(.delivered, id)
        #expect(credentials(world) == ["Bearer stale", "Bearer stale", "Bearer fresh"])
        #expect(world.detail(id)?.summary.attempts == 1)
        // A second refusal is the target's word.
        world.outside.always(.status(401, body: "fresh is no good"))
        let refused = world.post("a")[0]
        world.signal.until("the refusal is not recorded") {
            world.detail(refused)?.attempts.count == 1
        }
        let attempt = try #require(world.detail(refused)?.attempts.first)
        #expect(attempt.outcome.class == .block && attempt.status == 401)
        #expect(attempt.snippet == "••• is no good")
        #expect(credentials(world).count == 5)
        await world.stop()
    }

    @Test("what the token endpoint says is an attempt of the delivery that waited")
    func endpointFails() async throws {
        let world = try World()
        try start(world)
        world.outside.always(
            .status(503, headers: HeaderList(["retry-after": "90"]), body: "busy"), from: "auth")
        let id = world.post("a")[0]
        world.signal.until("the failure is not recorded") {
            world.detail(id)?.attempts.count == 1
        }
        var attempt = try #require(world.detail(id)?.attempts.first)
        #expect(attempt.outcome.class == .retry && !attempt.outcome.isAmbiguous)
        #expect(attempt.outcome.reason.code == "oauth_failed")
        #expect(attempt.outcome.retryAfter == .seconds(90))
        #expect(attempt.status == 503 && attempt.snippet == "busy")
        world.outside.always(
            .status(401, body: #"{"error":"invalid_client","was":"client-secret-text"}"#),
            from: "auth")
        world.pass(.minutes(2))
        world.signal.until("the refusal is not recorded") {
            world.detail(id)?.attempts.count == 2
        }
        attempt = try #require(world.detail(id)?.attempts.last)
        #expect(attempt.outcome.class == .block)
        #expect(attempt.outcome.reason.code == "oauth_refused")
        #expect(attempt.outcome.reason.message.contains("HTTP 401 invalid_client"))
        #expect(!attempt.snippet.contains("client-secret-text"))
        #expect(requests(world, to: "a").isEmpty)
        await world.stop()
    }

    @Test("who waits for a token when the process stops is given back")
    func stops() async throws {
        let world = try World()
        try start(world)
        world.outside.always(.hold, from: "auth")
        let id = world.post("a")[0]
        world.until(requests: 1)
        await world.stop(grace: .zero)
        #expect(world.state(id) == .pending)
        #expect(world.detail(id)?.summary.attempts == 0)
    }
}
