import Dispatching
import Model
import Store
import Support
import Testing

@testable import Engine

@Suite("Engine: stopping, restarting, reloading")
struct EndingTests {
    @Test("a shutdown waits for what is on its way")
    func graceful() async throws {
        let world = try World()
        try world.start()
        world.outside.always(.hold)
        let id = world.post("a")[0]
        world.until(requests: 1)
        async let stopped: Void = world.stop(grace: .hours(1))
        world.outside.release()
        await stopped
        #expect(world.state(id) == .delivered)
    }

    @Test("after the grace what is on its way is given up, recorded, and sent by the next start")
    func graceOver() async throws {
        let world = try World()
        try world.start()
        world.outside.always(.hold)
        let ids = (0..<10).map { _ in world.post("a")[0] }
        world.until(requests: 4)
        await world.stop(grace: .zero)
        for id in ids { #expect(world.state(id) == .pending) }
        #expect(ids.reduce(0) { $0 + (world.detail($1)?.summary.attempts ?? 0) } == 4)

        world.outside.always(.status(200))
        try world.start()
        for id in ids { world.until(.delivered, id) }
        await world.stop()
    }

    @Test("retries that were waiting are found after a restart")
    func restart() async throws {
        let world = try World()
        try world.start()
        world.outside.script(.status(500))
        let id = world.post("a")[0]
        world.until(requests: 1)
        world.until(.pending, id)
        await world.stop()
        try world.start()
        world.pass(.seconds(7))
        world.until(.delivered, id)
        await world.stop()
    }

    @Test("a removed target's deliveries wait; they are sent when it is back")
    func removed() async throws {
        let world = try World()
        try world.start(["a": DeliveryPolicy(), "b": DeliveryPolicy()])
        try world.configure(["b": DeliveryPolicy()])
        let ids = world.post("a", "b")
        world.until(.delivered, ids[1])
        world.until(.pending, ids[0])
        #expect(world.engine.status().map(\.target) == ["b"])
        try world.configure(["a": DeliveryPolicy(), "b": DeliveryPolicy()])
        world.until(.delivered, ids[0])
        await world.stop()
    }

    @Test("outcomes that the store cannot take are kept and recorded later; nothing is sent twice")
    func recordingFails() async throws {
        let world = try World()
        try world.start()
        // Let the claim at the start pass by first.
        world.until(.delivered, world.post("a")[0])
        world.outside.always(.hold)
        let id = world.post("a")[0]
        world.until(requests: 2)
        let before = world.faulty.writes
        let full = StoreError.unavailable("the disk is full")
        world.faulty.inject(.failBefore(full), .failBefore(full), .failAfter(full))
        world.outside.release()
        world.signal.until("it was recorded") {
            world.pass(Milliseconds(5))
            return world.state(id) == .delivered && world.faulty.writes == before + 4
        }
        await world.stop()
        #expect(world.outside.requests.count == 2)
    }
}
