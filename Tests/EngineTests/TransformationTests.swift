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

        func run(on input: [UInt8]) -> Result<[UInt8], TransformationFailure> {
            let text = String(decoding: input, as: UTF8.self)
            if text.contains("\"gone\"") { return .failure(.notStarted("no process left")) }
            if text.contains("\"bad\"") { return .failure(.failed("it is bad", whole: "it is bad: value")) }
            if text.contains("\"hang\"") {
                state.change {
                    $0.running += 1
                    $0.most = max($0.most, $0.running)
                }
                state.wait { $0.isFree ? () : nil }
                state.change { $0.running -= 1 }
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
        let stuck = (0..<4).map { _ in world.post("hanging", body: #"{"x":"hang"}"#)[0] }
        program.state.wait { $0.running == Limits.transformationsOfTargetAtOnce ? () : nil }
        for name in ["plain", "other"] {
            for _ in 0..<8 { world.until(.delivered, world.post(name)[0]) }
        }
        #expect(world.outside.requests.count == 16)
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
        world.signal.until("the failure is not recorded") {
            world.detail(gone)?.attempts.count == 1
        }
        #expect(world.state(gone) == .pending)
        let attempt = try #require(world.detail(gone)?.attempts.first)
        #expect(attempt.outcome.reason.code == "transformation_unavailable")
        #expect(attempt.outcome.class == .retry)
        world.until(.delivered, world.post("other")[0])
        await world.stop()
    }

    @Test("jobs are taken in turn, and of one name only so many")
    func turns() {
        var turns = Turns<Int>(ofOneMax: 2)
        for job in 1...4 { turns.add(job, of: "a") }
        turns.add(5, of: "b")
        func taken() -> Int? { turns.next()?.job }
        #expect([taken(), taken(), taken(), taken()] == [1, 5, 2, nil])
        #expect(!turns.isEmpty)
        turns.end(of: "b")
        #expect(taken() == nil)
        turns.end(of: "a")
        turns.add(6, of: "b")
        #expect([taken(), taken(), taken()] == [3, 6, nil])
        turns.end(of: "a")
        #expect([taken(), taken()] == [4, nil])
        #expect(turns.isEmpty)
    }
}
