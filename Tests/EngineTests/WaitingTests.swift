import Dispatching
import Model
import Store
import Targets
import Testing

@testable import Engine

/// Deliveries that may have arrived, of targets with `after_ambiguous: wait`.
@Suite("Waiting for a person")
struct WaitingTests {
    private func start(_ world: World) throws {
        try world.start([:])
        let http = try HTTPTarget(HTTPTargetSettings(url: "https://a.example/hooks"))
        var target = Target(name: "a", kind: .http(http))
        target.afterAmbiguous = .wait
        world.engine.update(
            targets: ["a": EngineTarget(target: target, policy: DeliveryPolicy())],
            configurationVersion: "cfg_test")
    }

    private static let lost = FakeTargets.Answer.failure(
        TransportFailure(.connectionLost, mayHaveBeenReceived: true))

    private func lose(_ world: World, lane: String? = nil) -> DeliveryID {
        world.outside.script(Self.lost)
        let id = world.post("a", lane: lane)[0]
        world.signal.until("it does not wait") {
            world.detail(id)?.summary.waitsForPerson == true
        }
        return id
    }

    private func resend(_ world: World, _ id: DeliveryID) async throws -> [DeliveryID] {
        try await withCheckedContinuation { continuation in
            world.store.resend([id], now: world.clock.now) { continuation.resume(returning: $0) }
        }.get()
    }

    @Test("it is not attempted by itself, over days and restarts, until a person resends it")
    func resent() async throws {
        let world = try World()
        try start(world)
        let id = lose(world)
        #expect(world.detail(id)?.summary.reason?.code == "waits_for_person")
        world.pass(.days(4))
        // What comes later goes on, and shows that the shard has looked.
        world.until(.delivered, world.post("a")[0])
        await world.stop()
        try start(world)
        world.until(.delivered, world.post("a")[0])
        #expect(world.outside.requests.count == 3)
        #expect(world.detail(id)?.summary.waitsForPerson == true)
        // The time it waited does not count: it is not too old now.
        #expect(try await resend(world, id) == [id])
        world.until(.delivered, id)
        #expect(world.detail(id)?.attempts.count == 2)
        await world.stop()
    }

    @Test("it holds its lane until it has ended")
    func lane() async throws {
        let world = try World()
        try start(world)
        let id = lose(world, lane: "a|s|7")
        let next = world.post("a", lane: "a|s|7")[0]
        world.pass(.days(1))
        world.until(.delivered, world.post("a")[0])
        #expect(world.state(next) == .pending)
        #expect(try await resend(world, id) == [id])
        world.until(.delivered, next)
        #expect(world.state(id) == .delivered)
        await world.stop()
    }

    @Test("what cannot have arrived is sent again by itself")
    func clean() async throws {
        let world = try World()
        try start(world)
        world.outside.script(.failure(TransportFailure(.connectionRefused)))
        let id = world.post("a")[0]
        world.signal.until("no attempt is recorded") { world.detail(id)?.attempts.count == 1 }
        #expect(world.detail(id)?.summary.waitsForPerson == false)
        world.pass(.minutes(1))
        world.until(.delivered, id)
        await world.stop()
    }
}
