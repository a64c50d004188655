import Dispatching
import Model
import Store
import Targets
import Testing

@testable import Engine

/// Candidates that have to be looked up first: when, how often, and what one can see of it.
@Suite("Lookups")
struct LookupsTests {
    private func start(
        _ world: World, none: FinderSettings.None = .dead, note: String = "done",
        policy: DeliveryPolicy = DeliveryPolicy()
    ) throws {
        try world.start([:])
        try configure(world, none: none, note: note, policy: policy)
    }

    private func configure(
        _ world: World, none: FinderSettings.None = .dead, note: String = "done",
        policy: DeliveryPolicy = DeliveryPolicy(), key: String = "s3cret-key"
    ) throws {
        var finder = FinderSettings(email: "{{body.email}}")
        finder.none = none
        let definition = try #require(KindCatalog.kind(named: "greenhouse-note"))
        let kind = try KindTarget(
            definition,
            values: [
                "api_key": .secret(try #require(Secret(key))),
                "on_behalf_of": .text("4080"), "visibility": .text("private"),
                "url": .text("https://ats.example"), "find_by": .finder(finder),
                "note": .text(note),
            ])
        world.engine.update(
            targets: [
                "a": EngineTarget(
                    target: Target(name: "a", kind: .defined(kind)), policy: policy)
            ],
            configurationVersion: "cfg_test")
    }

    private func list(_ id: Int, _ email: String = "ana@example.com") -> String {
        #"[{"id":\#(id),"email_addresses":[{"value":"\#(email)"}]}]"#
    }

    private func paths(_ world: World) -> [String] {
        world.outside.requests.map {
            "\($0.method) \($0.url.dropFirst("https://ats.example".count))"
        }
    }

    private static let search = "GET /v1/candidates?email=ana%40example.com"
    private static let ana = #"{"email":"ana@example.com"}"#

    @Test("a lookup comes first, is an attempt one can see, and is known for the next ones")
    func cached() async throws {
        let world = try World()
        try start(world)
        world.outside.script(.status(200, body: list(17)), .status(201))
        let first = world.post("a", body: Self.ana)[0]
        world.until(.delivered, first)
        #expect(paths(world) == [Self.search, "POST /v1/candidates/17/activity_feed/notes"])
        let attempts = try #require(world.detail(first)?.attempts)
        #expect(attempts.map(\.kind) == [.lookup, .message])
        #expect(attempts.map(\.number) == [1, 1])
        #expect(attempts[0].outcome.reason.code == "candidate_found")
        #expect(attempts[0].outcome.reason.message.contains("17"))
        #expect(attempts[0].status == 200 && attempts[0].snippet.isEmpty)
        let second = world.post("a", body: #"{"email":"ANA@example.com "}"#)[0]
        world.until(.delivered, second)
        #expect(paths(world).count == 3)
        #expect(world.detail(second)?.attempts.map(\.kind) == [.message])
        world.pass(.hours(1))
        world.outside.script(.status(200, body: list(18)), .status(201))
        world.until(.delivered, world.post("a", body: Self.ana)[0])
        #expect(
            paths(world).suffix(2) == [Self.search, "POST /v1/candidates/18/activity_feed/notes"])
        await world.stop()
    }

    @Test("a reload keeps what is known, unless it changes how candidates are looked up")
    func reloaded() async throws {
        let world = try World()
        try start(world)
        world.outside.script(.status(200, body: list(17)))
        world.until(.delivered, world.post("a", body: Self.ana)[0])
        try configure(world, note: "another text")
        world.until(.delivered, world.post("a", body: Self.ana)[0])
        #expect(paths(world).filter { $0 == Self.search }.count == 1)
        try configure(world, key: "another-account")
        world.outside.script(.status(200, body: list(18)))
        world.until(.delivered, world.post("a", body: Self.ana)[0])
        #expect(
            paths(world).suffix(2) == [Self.search, "POST /v1/candidates/18/activity_feed/notes"])
        await world.stop()
    }

    @Test("one lookup serves all that wait for the same address")
    func shared() async throws {
        let world = try World()
        try start(world)
        world.outside.script(.hold)
        let waiting = (0..<3).map { _ in world.post("a", body: Self.ana)[0] }
        world.until(requests: 1)
        world.outside.answerHeld(
            .success(OutboundResponse(status: 200, body: Array(list(17).utf8))))
        for id in waiting { world.until(.delivered, id) }
        #expect(paths(world).filter { $0 == Self.search }.count == 1)
        #expect(paths(world).count == 4)
        let attempts = waiting.flatMap { world.detail($0)?.attempts ?? [] }
        #expect(attempts.count { $0.kind == .lookup } == 1)
        await world.stop()
    }

    @Test("a failed lookup is a failed attempt: it retries, waits as asked, or blocks")
    func failing() async throws {
        let world = try World()
        try start(world)
        world.outside.always(.status(429, headers: HeaderList(["retry-after": "60"]), body: "slow"))
        let id = world.post("a", body: Self.ana)[0]
        world.signal.until("the failure is not recorded") {
            world.detail(id)?.attempts.count == 1
        }
        var attempt = try #require(world.detail(id)?.attempts.last)
        #expect(attempt.kind == .lookup && attempt.outcome.class == .retry)
        #expect(attempt.outcome.retryAfter == .seconds(60))
        #expect(attempt.status == 429 && attempt.snippet == "slow")
        world.outside.always(.status(401, body: "s3cret-key is no key"))
        world.pass(.minutes(2))
        world.signal.until("the refusal is not recorded") {
            world.detail(id)?.attempts.count == 2
        }
        attempt = try #require(world.detail(id)?.attempts.last)
        #expect(attempt.kind == .lookup && attempt.outcome.class == .block)
        #expect(attempt.outcome.reason.code == "target_credential_refused")
        #expect(!attempt.snippet.contains("s3cret-key"))
        #expect(paths(world) == [Self.search, Self.search])
        // The probe is a lookup and, when that works, the message.
        world.outside.script(.status(200, body: list(17)), .status(201))
        world.pass(.minutes(20))
        world.until(.delivered, id)
        #expect(world.detail(id)?.attempts.map(\.kind) == [.lookup, .lookup, .lookup, .message])
        await world.stop()
    }

    @Test("who is not there is a dead letter, or nothing at all", arguments: [true, false])
    func nobody(skips: Bool) async throws {
        let world = try World()
        try start(world, none: skips ? .skip : .dead)
        world.outside.always(.status(200, body: list(17, "other@example.com")))
        let id = world.post("a", body: Self.ana)[0]
        world.until(skips ? .cancelled : .dead, id)
        let detail = try #require(world.detail(id))
        #expect(detail.summary.reason?.code == "candidate_not_found")
        #expect(detail.attempts.map(\.kind) == [.lookup])
        // Nobody is not remembered.
        world.outside.script(.status(200, body: list(17)), .status(201))
        world.until(.delivered, world.post("a", body: Self.ana)[0])
        await world.stop()
    }

    @Test("people who are not there say nothing about the target, and never block it")
    func unknown() async throws {
        let world = try World()
        try start(world)
        for _ in 0..<2 * Limits.deathsInARowMax {
            world.outside.script(.status(200, body: list(17, "other@example.com")))
            let id = world.post("a", body: Self.ana)[0]
            world.until(.dead, id)
            #expect(world.detail(id)?.attempts.map(\.snippet) == [""])
        }
        world.outside.script(.status(200, body: list(17)), .status(201))
        world.until(.delivered, world.post("a", body: Self.ana)[0])
        await world.stop()
    }

    @Test("one failure is judged once, whoever waited for it", arguments: [403, 500, 400])
    func together(status: Int) async throws {
        let world = try World()
        try start(world)
        world.outside.script(.hold)
        // Together, so that all of them wait when the answer comes.
        let waiting = world.post("a", "a", "a", "a", "a", "a", body: Self.ana)
        world.until(requests: 1)
        world.outside.script(.status(200, body: list(17)))
        world.outside.answerHeld(.success(OutboundResponse(status: status)))
        func failures() -> Int {
            waiting.flatMap { world.detail($0)?.attempts ?? [] }.count { $0.status == status }
        }
        world.signal.until("the failure is not recorded") { failures() > 0 }
        #expect(failures() == 1)
        world.pass(.minutes(20))
        for id in waiting {
            let isDead = world.detail(id)?.attempts.last?.outcome.class == .dead
            world.until(isDead ? .dead : .delivered, id)
        }
        #expect(failures() == 1)
        #expect(paths(world).filter { $0 == Self.search }.count == 2)
        #expect(waiting.count { world.state($0) == .dead } == (status == 400 ? 1 : 0))
        await world.stop()
    }

    @Test("a lookup takes no try from the message")
    func tries() async throws {
        let world = try World()
        var policy = DeliveryPolicy()
        policy.retry.attemptsMax = 3
        try start(world, policy: policy)
        world.outside.script(.status(200, body: list(17)))
        world.outside.always(.status(500))
        let id = world.post("a", body: Self.ana)[0]
        for count in 2...4 {
            world.signal.until("a note is not recorded") {
                world.detail(id)?.attempts.count == count
            }
            world.pass(.minutes(10))
        }
        world.until(.dead, id)
        let detail = try #require(world.detail(id))
        #expect(detail.attempts.map(\.kind) == [.lookup, .message, .message, .message])
        #expect(detail.attempts.map(\.number) == [1, 1, 2, 3])
        #expect(detail.summary.attempts == 3)
        #expect(detail.summary.reason?.code == "attempts_used_up")
        await world.stop()
    }

    @Test("an answer with candidates in it is never kept, also where it is not understood")
    func private2xx() async throws {
        let world = try World()
        try start(world)
        world.outside.always(.status(200, body: #"{"people":["eve@example.com"]}"#))
        let id = world.post("a", body: Self.ana)[0]
        world.signal.until("the failure is not recorded") {
            world.detail(id)?.attempts.count == 1
        }
        let attempt = try #require(world.detail(id)?.attempts.last)
        #expect(attempt.outcome.class == .retry && attempt.snippet.isEmpty)
        #expect(!attempt.outcome.reason.message.contains("eve"))
        await world.stop()
    }

    @Test("a candidate that the vendor does not know any more is looked up again")
    func forgotten() async throws {
        let world = try World()
        try start(world)
        world.outside.script(.status(200, body: list(17)), .status(404))
        world.until(.dead, world.post("a", body: Self.ana)[0])
        world.outside.script(.status(200, body: list(18)), .status(201))
        world.until(.delivered, world.post("a", body: Self.ana)[0])
        #expect(paths(world).filter { $0 == Self.search }.count == 2)
        // Known from earlier: asked anew before it is given up.
        world.outside.script(.status(404), .status(200, body: list(19)), .status(201))
        world.until(.delivered, world.post("a", body: Self.ana)[0])
        #expect(paths(world).filter { $0 == Self.search }.count == 3)
        world.outside.script(.status(404), .status(200, body: list(19)), .status(404))
        world.until(.dead, world.post("a", body: Self.ana)[0])
        await world.stop()
    }

    @Test("an address that is none is dead before any request, also with what was found")
    func unsendable() async throws {
        let world = try World()
        try start(world, note: "{{body.note}}")
        let id = world.post("a", body: #"{"email":"nobody"}"#)[0]
        world.until(.dead, id)
        #expect(world.detail(id)?.summary.reason?.code == "identifier_unusable")
        #expect(world.outside.requests.isEmpty)
        world.outside.script(.status(200, body: list(17)))
        let empty = world.post("a", body: Self.ana)[0]
        world.until(.dead, empty)
        #expect(world.detail(empty)?.summary.reason?.code == "message_empty")
        #expect(world.detail(empty)?.attempts.map(\.kind) == [.lookup])
        await world.stop()
    }

    @Test("who waits for a lookup when the process stops is given back")
    func stops() async throws {
        let world = try World()
        try start(world)
        world.outside.always(.hold)
        let id = world.post("a", body: Self.ana)[0]
        world.until(requests: 1)
        await world.stop(grace: .zero)
        #expect(world.state(id) == .pending)
        #expect(world.detail(id)?.summary.attempts == 0)
    }
}
