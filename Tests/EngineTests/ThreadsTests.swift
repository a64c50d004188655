import Dispatching
import Model
import Store
import Targets
import Testing

@testable import Engine

/// Messages of one run stand together: the first is remembered, the later ones follow it.
@Suite("Threads of messages")
struct ThreadsTests {
    private func start(_ world: World, update: Bool = false) throws {
        try world.start([:])
        var values: [String: KindValue] = [
            "token": .secret(try #require(Secret("xoxb-test-token"))),
            "channel": .text("C0HIRING"), "text": .text("of {{run}}"), "thread_by": .text("run"),
        ]
        if update { values["update"] = .flag(true) }
        let kind = try KindTarget(
            try #require(KindCatalog.kind(named: "slack-api")), values: values)
        var policy = DeliveryPolicy()
        policy.orderByRun = true
        world.engine.update(
            targets: ["a": .init(target: Target(name: "a", kind: .defined(kind)), policy: policy)],
            configurationVersion: "cfg_test")
    }

    private func post(_ world: World, run: String = "7", channel: String = "") -> DeliveryID {
        let now = world.clock.now
        let event = Event(
            id: .make(at: now), source: "s", identity: EventIdentity(type: "t", run: run),
            headers: HeaderList(), body: Array("{}".utf8), receivedAt: now,
            configurationVersion: "cfg_test")
        let delivery = Delivery(
            id: .make(at: now), target: "a", destination: channel, routes: ["r"], createdAt: now,
            lane: "s\u{1F}\(run)")
        world.store.append(AppendUnit([PlannedEvent(event: event, deliveries: [delivery])])) { _ in
        }
        return delivery.id
    }

    private func member(_ name: String, _ request: OutboundRequest?) throws -> String? {
        try JSONDocument(#require(request).body).root.member(name)?.string
    }

    private func ok(_ ts: String) -> FakeTargets.Answer {
        .status(200, body: #"{"ok":true,"ts":"\#(ts)"}"#)
    }

    @Test("later messages of a run reply to its first, also after a restart; others do not")
    func replies() async throws {
        let world = try World()
        try start(world)
        world.outside.script(ok("17.1"), ok("18.1"), ok("19.1"), ok("20.1"))
        world.until(.delivered, post(world))
        world.until(.delivered, post(world))
        world.until(.delivered, post(world, run: "8"))
        world.until(.delivered, post(world, channel: "C0OTHER"))
        let threads = try world.outside.requests.map { try member("thread_ts", $0) }
        #expect(threads == [nil, "17.1", nil, nil])
        await world.stop()
        try start(world)
        world.outside.always(ok("21.1"))
        world.until(.delivered, post(world))
        #expect(try member("thread_ts", world.outside.requests.last) == "17.1")
        await world.stop()
    }

    @Test("with `update` the first message is replaced in its place")
    func updates() async throws {
        let world = try World()
        try start(world, update: true)
        world.outside.always(ok("17.1"))
        world.until(.delivered, post(world))
        world.until(.delivered, post(world))
        let requests = world.outside.requests
        #expect(
            requests.map(\.url)
                == ["https://slack.com/api/chat.postMessage", "https://slack.com/api/chat.update"])
        #expect(try member("ts", requests.last) == "17.1")
        #expect(try member("channel", requests.last) == "C0HIRING")
        await world.stop()
    }

    @Test("when the first message is gone, the next becomes the first")
    func gone() async throws {
        let world = try World()
        try start(world)
        world.outside.script(
            ok("17.1"), .status(200, body: #"{"ok":false,"error":"thread_not_found"}"#),
            ok("18.1"), ok("18.2"))
        world.until(.delivered, post(world))
        let second = post(world)
        world.until(requests: 2)
        world.signal.until("the second attempt is not recorded") {
            world.detail(second)?.attempts.count == 1
        }
        world.pass(.minutes(1))
        world.until(.delivered, second)
        world.until(.delivered, post(world))
        let threads = try world.outside.requests.map { try member("thread_ts", $0) }
        #expect(threads == [nil, "17.1", nil, "18.1"])
        await world.stop()
    }
}
