import Dispatching
import Model
import Store
import Testing

@testable import Engine

@Suite("Engine: delivering")
struct DeliveringTests {
    @Test("an event that is stored reaches its targets, byte for byte")
    func delivers() async throws {
        let world = try World()
        try world.start(["a": DeliveryPolicy(), "b": DeliveryPolicy()])
        let body = #"{"x": 1.0, "y":"\u003c"}"#
        let ids = world.post("a", "b", body: body)
        for id in ids { world.until(.delivered, id) }
        #expect(world.outside.requests.count == 2)
        #expect(world.outside.requests.allSatisfy { $0.body == Array(body.utf8) })
        let urls = Set(world.outside.requests.map(\.url))
        #expect(urls == ["https://a.example/hooks", "https://b.example/hooks"])
        await world.stop()
    }

    @Test("a failure is tried again when its time has come, with the same webhook-id")
    func retries() async throws {
        let world = try World()
        try world.start()
        world.outside.script(.status(500), .failure(TransportFailure(.timeout)))
        let id = world.post("a")[0]
        world.until(requests: 1)
        world.until(.pending, id)
        world.pass(.seconds(3))
        world.pass(.seconds(4))
        world.until(requests: 2)
        world.until(.pending, id)
        world.pass(.seconds(37))
        world.until(.delivered, id)
        #expect(world.detail(id)?.summary.attempts == 3)
        let names = world.outside.requests.map { $0.headers["webhook-id"] }
        #expect(names.count == 3)
        #expect(Set(names) == ["\(id)"])
        await world.stop()
    }

    @Test("Retry-After is waited for")
    func retryAfter() async throws {
        let world = try World()
        try world.start()
        world.outside.script(.status(429, headers: HeaderList(["retry-after": "60"])))
        let id = world.post("a")[0]
        world.until(requests: 1)
        world.until(.pending, id)
        #expect((world.detail(id)?.summary.dueAt ?? .zero) >= world.clock.now + .seconds(60))
        let other = world.post("a")[0]
        world.pass(.seconds(59))
        #expect(world.state(other) == .pending)
        #expect(world.outside.requests.count == 1)
        world.pass(.seconds(2))
        world.until(.delivered, id)
        world.until(.delivered, other)
        await world.stop()
    }

    @Test("deliveries of one lane arrive in order, also when the first is tried again")
    func lanes() async throws {
        let world = try World()
        try world.start()
        world.outside.script(.status(503))
        let ids = (0..<4).map { world.post("a", body: "\($0)", lane: "run")[0] }
        world.until(requests: 1)
        world.until(.pending, ids[0])
        world.pass(.seconds(7))
        for id in ids { world.until(.delivered, id) }
        let bodies = world.outside.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies == ["0", "0", "1", "2", "3"])
        await world.stop()
    }

    @Test("what does not fit into memory waits in the store and is claimed later")
    func windowFull() async throws {
        let world = try World()
        var policy = DeliveryPolicy()
        policy.concurrencyMax = 2
        try world.start(["a": policy])
        world.outside.always(.hold)
        world.signal.until("the target is open") {
            let isOpen = world.engine.reserve(target: "a", weight: 1)
            if isOpen { world.engine.cancelReservation(target: "a", weight: 1) }
            return isOpen
        }
        let ids = (0..<200).map { _ in world.post("a")[0] }
        #expect(ids.contains { world.state($0) == .pending })
        #expect(ids.contains { world.state($0) == .leased })
        #expect(world.engine.status()[0].held <= 64)
        world.outside.release()
        for id in ids { world.until(.delivered, id) }
        await world.stop()
        #expect(world.engine.status()[0].held == 0)
    }

    @Test("a paused target keeps its queue, and gets it when it is resumed")
    func pause() async throws {
        let world = try World()
        try world.start()
        #expect(world.engine.pause(target: "a", reason: "moving house", by: "kim"))
        #expect(!world.engine.pause(target: "nobody", by: "kim"))
        world.signal.until("it is paused") {
            (try? world.store.targetStates().first?.state) == .paused
        }
        let stored = try world.store.targetStates().first
        #expect(stored?.reason == Reason(code: "paused", message: "moving house"))
        #expect(stored?.by == "kim")
        let id = world.post("a")[0]
        #expect(world.state(id) == .pending)
        await world.stop()

        // The pause survives a restart, with its reason.
        try world.start()
        #expect(world.engine.status().first?.standing.state == .paused)
        #expect(world.engine.status().first?.standing.reason == stored?.reason)
        #expect(world.engine.resume(target: "a", by: "kim"))
        world.until(.delivered, id)
        await world.stop()
    }

    @Test("a target that gets another name stays paused under it, until it is resumed")
    func pausedAndRenamed() async throws {
        let world = try World()
        try world.start()
        #expect(world.engine.pause(target: "a", reason: "moving house", by: "kim"))
        world.signal.until("it is paused") {
            (try? world.store.targetStates().first?.state) == .paused
        }
        try world.configure(["b": DeliveryPolicy()], formerNames: ["b": ["z", "a"]])
        let renamed = try #require(world.engine.status().first { $0.target == "b" }).standing
        #expect(renamed.state == .paused && renamed.by == "kim")
        let id = world.post("b")[0]
        #expect(world.state(id) == .pending)
        #expect(world.engine.resume(target: "b", by: "kim"))
        world.until(.delivered, id)
        // What was resumed is not paused again by the same rules, nor is what was not paused.
        try world.configure(
            ["b": DeliveryPolicy(), "c": DeliveryPolicy()], formerNames: ["b": ["a"], "c": ["b"]])
        let sending = world.engine.status().filter { $0.standing.state == .sending }
        #expect(Set(sending.map(\.target)).isSuperset(of: ["b", "c"]))
        await world.stop()
    }

    @Test("resumed slowly, a target is spared also after a restart")
    func resumedSlowly() async throws {
        let world = try World()
        try world.start()
        #expect(world.engine.pause(target: "a", by: "kim"))
        world.signal.until("it is paused") {
            (try? world.store.targetStates().first?.state) == .paused
        }
        let ids = (0..<3).map { _ in world.post("a")[0] }
        world.pass(.hours(1))
        let pace = Rate(count: 1, per: .hours(1))
        #expect(world.engine.resume(target: "a", by: "kim", slowly: pace))
        world.signal.until("one is delivered") { ids.count { world.state($0) == .delivered } == 1 }
        world.signal.until("its pace is stored") {
            (try? world.store.targetStates().first?.slowly) == SlowPace(count: 1, per: .hours(1))
        }
        await world.stop()
        #expect(ids.count { world.state($0) == .pending } == 2)

        try world.start()
        let stored = try world.store.targetStates().first
        #expect(stored?.stops.count == 1)
        world.signal.until("one more is delivered") {
            ids.count { world.state($0) == .delivered } == 2
        }
        world.pass(.hours(1))
        for id in ids { world.until(.delivered, id) }
        world.signal.until("it is at full pace") {
            world.engine.status().first?.standing.slowly == nil
        }
        await world.stop()
    }

    @Test("a target that refuses us is blocked with an alert, and recovers by a probe")
    func blocked() async throws {
        let world = try World()
        try world.start()
        world.outside.script(.status(401))
        let id = world.post("a")[0]
        world.signal.until("there is an alert") { !world.alerts.isEmpty }
        guard case .targetBlocked(TargetPlace("a"), _) = world.alerts[0] else {
            Issue.record("the alert is \(world.alerts)")
            return
        }
        world.until(.pending, id)
        world.pass(.minutes(10))
        world.until(.delivered, id)
        world.signal.until("it recovered") {
            world.alerts.last == .targetRecovered(TargetPlace("a"), after: .blocked)
        }
        await world.stop()
    }
}
