import Logging
import Model
import Synchronization
import Testing

@testable import Ingress

@Suite("When new events are refused to protect what is here")
struct IntakeWatchTests {
    private final class World: Sendable {
        let clock = ManualClock()
        let space = Mutex<DiskSpace?>(DiskSpace(free: 50 << 30, total: 100 << 30))
        let backlog = Atomic<Int>(0)
        let looks = Atomic<Int>(0)

        func watch(_ limits: IntakeLimits = IntakeLimits()) -> IntakeWatch {
            IntakeWatch(
                limits: limits,
                space: { [self] in
                    looks.wrappingAdd(1, ordering: .relaxed)
                    return space.withLock { $0 }
                }, backlog: { [self] in backlog.load(ordering: .relaxed) }, clock: clock,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        }

        func set(free: Int64, of total: Int64 = 100 << 30) {
            space.withLock { $0 = DiskSpace(free: free, total: total) }
            clock.advance(.seconds(1))
        }

        func set(backlog count: Int) {
            backlog.store(count, ordering: .relaxed)
            clock.advance(.seconds(1))
        }
    }

    @Test("below 1 GiB of a large disk nothing is taken, until there is a tenth more")
    func largeDisk() {
        let world = World()
        let watch = world.watch()
        #expect(watch.refusal() == nil)
        world.set(free: 1 << 30)
        #expect(watch.refusal() == nil)
        world.set(free: 1 << 30 - 1)
        #expect(watch.refusal() == .diskLow)
        world.set(free: 1 << 30 + 1)
        #expect(watch.refusal() == .diskLow)
        world.set(free: 1200 << 20)
        #expect(watch.refusal() == nil)
    }

    @Test("of a small disk 5 % are enough")
    func smallDisk() {
        let world = World()
        let watch = world.watch()
        world.set(free: 51 << 20, of: 1000 << 20)
        #expect(watch.refusal() == nil)
        world.set(free: 49 << 20, of: 1000 << 20)
        #expect(watch.refusal() == .diskLow)
    }

    @Test("a system that does not say how much is free refuses nothing")
    func unknown() {
        let world = World()
        world.space.withLock { $0 = nil }
        #expect(world.watch().refusal() == nil)
    }

    @Test("at the backlog's limit nothing is taken, until a tenth has gone")
    func backlog() {
        let world = World()
        var limits = IntakeLimits()
        limits.backlogDeliveriesMax = 100
        let watch = world.watch(limits)
        world.set(backlog: 99)
        #expect(watch.refusal() == nil)
        world.set(backlog: 100)
        #expect(watch.refusal() == .backlogFull)
        world.set(backlog: 91)
        #expect(watch.refusal() == .backlogFull)
        world.set(backlog: 89)
        #expect(watch.refusal() == nil)
    }

    @Test("it looks now and then, however many ask; also after the clock was set back")
    func rarely() {
        let world = World()
        let watch = world.watch()
        for _ in 0..<1000 { _ = watch.refusal() }
        #expect(world.looks.load(ordering: .relaxed) == 1)
        world.clock.advance(.hours(-5))
        world.space.withLock { $0 = DiskSpace(free: 0, total: 100 << 30) }
        #expect(watch.refusal() == .diskLow)
    }

    @Test("the real file system has some space, and less than all")
    func real() throws {
        let space = try #require(DiskSpace.of("/"))
        #expect(space.total > 0 && (0...space.total).contains(space.free))
        #expect(DiskSpace.of("/nowhere/at/all") == nil)
    }

    @Test(
        "senders are told to come again, before their body is read",
        arguments: [(Refusal.diskLow, "30"), (.backlogFull, "10")])
    func refused(_ refusal: Refusal, _ retryAfter: String) async throws {
        let fixture = try IngressFixture(overload: refusal)
        let answer = await fixture.send("/in/open")
        #expect(answer.status == 503)
        #expect(answer.member("code") == refusal.rawValue)
        #expect(answer.header("retry-after") == retryAfter)
        #expect(fixture.rejected(refusal) == 1)
        #expect(try fixture.events().isEmpty)
        #expect(await fixture.send("/healthz", method: "GET").status == 200)
    }
}
