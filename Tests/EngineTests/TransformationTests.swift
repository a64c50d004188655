import Dispatching
import Model
import Store
import Support
import Synchronization
import Targets
import Testing

@testable import Engine

/// Targets whose bodies a program makes: whom a program that hangs holds up.
@Suite("Engine: transformations")
struct TransformationTests {
    /// A program that hangs for events that say so, until it is let go.
    private final class Program: Transformation {
        struct State {
            var running = 0
            var most = 0
            var isFree = false
        }

        let source = "."
        let state = Monitor(State())

        func run(
            on input: [UInt8], until stop: StopSign?
        ) -> Result<[UInt8], TransformationFailure> {
            let text = String(decoding: input, as: UTF8.self)
            if text.contains("\"gone\"") { return .failure(.unavailable("no process left")) }
            if text.contains("\"bad\"") { return .failure(.failed("it is bad", whole: "value")) }
            if text.contains("\"hang\"") {
                state.change {
                    $0.running += 1
                    $0.most = max($0.most, $0.running)
                }
                var isFree = false
                while !isFree, stop?.isSet != true {
                    isFree = state.wait(atMost: Milliseconds(5)) { $0.isFree ? true : nil } == true
                }
                state.change { $0.running -= 1 }
                if !isFree { return .failure(.unavailable("it was stopped")) }
            }
            return .success(Array("{\"made\":true}".utf8))
        }

        func free() { state.change { $0.isFree = true } }
    }

    private func start(_ world: World, _ program: Program) throws {
        try world.start([:])
        var targets: [String: EngineTarget] = [:]
        for name in ["hanging", "other", "plain"] {
            var settings = HTTPTargetSettings(url: "https://\(name).example/hooks")
            if name != "plain" { settings.body = .transformation(program) }
            targets[name] = EngineTarget(
                target: Target(name: name, kind: .http(try HTTPTarget(settings))),
                policy: DeliveryPolicy())
        }
        world.engine.update(targets: targets, configurationVersion: "cfg_test")
    }

    @Test("a program that hangs holds up neither other targets nor other programs")
    func hanging() async throws {
        let world = try World()
        let program = Program()
        defer { program.free() }
        try start(world, program)
        world.until(.delivered, world.post("hanging")[0])
        let stuck = (0..<4).map { _ in world.post("hanging", body: #"{"x":"hang"}"#)[0] }
        program.state.wait { $0.running == Limits.transformationsOfTargetAtOnce ? () : nil }
        for name in ["plain", "other"] {
            for _ in 0..<8 { world.until(.delivered, world.post(name)[0]) }
        }
        #expect(world.outside.requests.count == 17)
        program.free()
        for id in stuck { world.until(.delivered, id) }
        #expect(program.state.change { $0.most } == Limits.transformationsOfTargetAtOnce)
        #expect(world.outside.requests.last?.body == Array("{\"made\":true}".utf8))
        await world.stop()
    }

    @Test("one that fails kills that delivery; one that could not begin is tried again")
    func failing() async throws {
        let world = try World()
        let program = Program()
        try start(world, program)
        let bad = world.post("other", body: #"{"x":"bad"}"#)[0]
        world.until(.dead, bad)
        let reason = try #require(world.detail(bad)?.summary.reason)
        #expect(reason.code == "transformation_failed" && reason.message.hasSuffix("it is bad"))
        #expect(world.detail(bad)?.summary.attempts == 0)
        let gone = world.post("other", body: #"{"x":"gone"}"#)[0]
        let due = world.clock.now + Limits.postponedWait
        world.signal.until("it is not put off") { world.detail(gone)?.summary.dueAt == due }
        #expect(world.state(gone) == .pending)
        #expect(world.detail(gone)?.attempts.isEmpty == true)
        #expect(world.detail(gone)?.summary.attempts == 0)
        world.until(.delivered, world.post("other")[0])
        await world.stop()
    }

    @Test("a shutdown waits for no program; what was to be made by one is sent by the next start")
    func stopping() async throws {
        let world = try World()
        let program = Program()
        try start(world, program)
        let stuck = (0..<8).map { _ in world.post("hanging", body: #"{"x":"hang"}"#)[0] }
        program.state.wait { $0.running == 1 ? () : nil }
        // The clock stands still: its end is not that of the grace.
        await world.stop(grace: .hours(1))
        #expect(program.state.change { $0.running } == 0)
        for id in stuck {
            #expect(world.state(id) == .pending)
            #expect(world.detail(id)?.summary.attempts == 0)
        }
        program.free()
        try start(world, program)
        for id in stuck { world.until(.delivered, id) }
        await world.stop()
    }

    private static let bounds = Turns<Int>.Bounds(ofQuickMax: 2, ofSlowMax: 1, slowMax: 2)

    @Test("jobs are taken in turn, and of one name only so many")
    func turns() {
        var turns = Turns<Int>(Self.bounds)
        func taken() -> Int? { turns.next()?.job }
        for (job, name) in [(1, "a"), (2, "b")] {
            turns.add(job, of: name)
            #expect(taken() == job)
            turns.end(of: name, wasQuick: true)
        }
        for job in 1...4 { turns.add(job, of: "a") }
        turns.add(5, of: "b")
        #expect([taken(), taken(), taken(), taken()] == [1, 5, 2, nil])
        #expect(!turns.isEmpty)
        turns.end(of: "b", wasQuick: true)
        #expect(taken() == nil)
        turns.end(of: "a", wasQuick: true)
        turns.add(6, of: "b")
        #expect([taken(), taken(), taken()] == [3, 6, nil])
        turns.end(of: "a", wasQuick: true)
        #expect([taken(), taken()] == [4, nil])
        #expect(turns.isEmpty)
    }

    @Test("slow names leave places to quick ones, however many they are", arguments: [2, 10])
    func slowNames(count: Int) {
        var turns = Turns<Int>(Self.bounds)
        turns.add(0, of: "quick")
        #expect(turns.next()?.name == "quick")
        turns.end(of: "quick", wasQuick: true)
        for name in (0..<count).map({ "slow-\($0)" }) {
            for job in 0..<3 { turns.add(job, of: name) }
        }
        for job in 0..<3 { turns.add(job, of: "quick") }
        func taken() -> String? { turns.next()?.name }
        #expect([taken(), taken()] == ["slow-0", "slow-1"])
        #expect([taken(), taken(), taken()] == ["quick", "quick", nil])
        turns.end(of: "quick", wasQuick: true)
        #expect([taken(), taken()] == ["quick", nil])
        // One that was slow makes room for the next that is.
        turns.end(of: "slow-0", wasQuick: false)
        #expect([taken(), taken()] == [count > 2 ? "slow-2" : "slow-0", nil])
        // And one that has become slow has a single place.
        turns.end(of: "quick", wasQuick: false)
        turns.end(of: "quick", wasQuick: false)
        turns.add(9, of: "quick")
        #expect(taken() == nil)
        #expect(turns.removeAll().count == count * 3 - 3 + 1)
        #expect(turns.isEmpty)
    }
}
