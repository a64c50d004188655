import Dispatching
import Model
import Store
import Testing

@testable import Engine

@Suite("Engine: the memory window")
struct WindowTests {
    @Test("targets that hang cannot take the room of one that answers")
    func hanging() async throws {
        let world = try World()
        try world.start(["good": DeliveryPolicy(), "sick": DeliveryPolicy()]) {
            $0.windowDeliveriesMax = 16
            $0.shards = 1
        }
        world.outside.always(.hold, from: "sick")
        world.until(.delivered, world.post("good")[0])
        for _ in 0..<40 { world.post("sick") }
        for _ in 0..<40 { world.until(.delivered, world.post("good")[0]) }
        await world.stop(grace: .zero)
    }

    @Test("a target that has not answered yet gets one delivery into a window that others filled")
    func first() async throws {
        let world = try World()
        try world.start(["good": DeliveryPolicy(), "sick": DeliveryPolicy()]) {
            $0.windowDeliveriesMax = 16
            $0.shards = 1
        }
        world.outside.always(.hold, from: "sick")
        for _ in 0..<40 { world.post("sick") }
        let id = world.post("good")[0]
        world.signal.until("\(id) is not delivered") {
            // A claim that was under way had no room for it: it is asked for again, by the clock.
            world.pass(Milliseconds(60))
            return world.state(id) == .delivered
        }
        await world.stop(grace: .zero)
    }

    @Test("a backlog of large events comes into memory piece by piece")
    func largeEvents() async throws {
        let world = try World()
        let ids = (0..<12).map { _ in
            world.post("a", body: String(repeating: " ", count: 100_000))[0]
        }
        world.outside.always(.hold)
        try world.start {
            $0.windowBytesMax = 400_000
            $0.shards = 1
        }
        world.until(requests: 1)
        let status = try #require(world.engine.status().first)
        #expect((1...5).contains(status.held))
        world.outside.release()
        for id in ids {
            // What there was no room for is asked for again soon, by the clock.
            world.signal.until("\(id) is not delivered") {
                world.pass(Milliseconds(60))
                return world.state(id) == .delivered
            }
        }
        await world.stop()
    }

    @Test("a quarter is for those who answer")
    func share() {
        let window = MemoryWindow(deliveriesMax: 8, bytesMax: 800)
        #expect(window.take(deliveries: 10, for: .any) == 6)
        #expect(!window.take(bytes: 1, for: .any))
        #expect(window.take(bytes: 1, for: .favoured))
        #expect(window.take(deliveries: 10, for: .favoured) == 1)
        window.give(deliveries: 8, bytes: 1)
        #expect(window.take(bytes: 600, for: .any))
        #expect(!window.take(bytes: 100, for: .any))
        #expect(window.take(bytes: 100, for: .favoured))
        #expect(window.bytesLeft(for: .any) == 0)
        #expect(window.bytesLeft(for: .favoured) == 100)
        #expect(window.deliveries == 2)
    }
}
