import DeadLetters
import Dispatching
import FoundationEssentials
import Model
import Store
import Support
import Testing

@testable import Engine

@Suite("Engine: dead letters")
struct BuryingTests {
    private func letters(_ world: World) throws -> [DeadLetter] {
        var letters: [DeadLetter] = []
        try DeadLetterReader(directory: world.letters).read { letter, _ in
            letters.append(letter)
            return .next
        }
        return letters
    }

    @Test("a message that can never work ends as a line in a dead-letter file")
    func dead() async throws {
        let world = try World()
        try world.start()
        world.outside.script(.status(422, body: "no such candidate"))
        let id = world.post("a", body: #"{"score":1}"#)[0]
        world.until(.dead, id)
        let letter = try #require(try letters(world).first)
        #expect(letter.delivery.id == id)
        #expect(letter.event.body == Array(#"{"score":1}"#.utf8))
        #expect(letter.attempts.map(\.status) == [422])
        #expect(letter.attempts.first?.snippet == "no such candidate")
        #expect(letter.curl.contains("https://a.example/hooks"))
        #expect(letter.configurationVersion == "cfg_test")
        #expect(world.detail(id)?.summary.deadLetterFile == letter.file)
        #expect(
            world.alerts == [
                .deadLetter(TargetPlace("a"), source: letter.event.source, reason: letter.reason)
            ])
        await world.stop()
    }

    @Test(
        "while the folder cannot be written the delivery waits, and an alert is raised"
    )
    func unwritable() async throws {
        let world = try World()
        // A file stands where the folder belongs.
        try Data().write(to: URL(filePath: world.letters))
        try world.start()
        world.outside.script(.status(422))
        let id = world.post("a")[0]
        world.signal.until("there is an alert") {
            world.alerts.contains { if case .deadLettersUnwritable = $0 { true } else { false } }
        }
        #expect(world.state(id) == .burying)
        try FileManager.default.removeItem(atPath: world.letters)
        world.until(.dead, id)
        #expect(world.alerts.last == .deadLettersWritable)
        await world.stop()
    }

    @Test("one target's unusable folder holds up no other target's dead letters")
    func oneUnwritable() async throws {
        let world = try World()
        let folder = URL(filePath: world.letters)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data().write(to: folder.appending(path: "a"))
        try world.start(["a": DeliveryPolicy(), "b": DeliveryPolicy()])
        world.outside.always(.status(422))
        let stuck = world.post("a")[0]
        world.signal.until("there is an alert") {
            world.alerts.contains { if case .deadLettersUnwritable = $0 { true } else { false } }
        }
        let other = world.post("b")[0]
        world.until(.dead, other)
        #expect(world.state(stuck) == .burying)
        try FileManager.default.removeItem(at: folder.appending(path: "a"))
        world.until(.dead, stuck)
        #expect(try letters(world).count == 2)
        await world.stop()
    }

    /// A delivery that was given up and whose line was not written: what a crash leaves.
    private func burying(in world: World) -> DeliveryID {
        let id = world.post("a")[0]
        world.store.claim(ClaimRequest(now: world.clock.now, wants: ["a": 1])) { _ in }
        world.store.record([
            DeliveryRecord(id, .burying, reason: Reason(code: "x", message: "y"))
        ]) { _ in }
        return id
    }

    @Test("a line is written once, however often the store does not take that it was")
    func writtenOnce() async throws {
        let world = try World()
        let id = burying(in: world)
        for _ in 0..<6 { world.faulty.inject(.failBefore(.unavailable("busy"))) }
        try world.start()
        world.until(.dead, id)
        let summary = try DeadLetterReader(directory: world.letters).read { _, _ in .next }
        #expect((summary.matched, summary.repeated) == (1, 0))
        await world.stop()
    }

    @Test("buryings that a crash left are finished at the start")
    func leftOver() async throws {
        let world = try World()
        let id = burying(in: world)
        #expect(world.state(id) == .burying)
        try world.start()
        world.until(.dead, id)
        #expect(try letters(world).map(\.reason.code) == ["x"])
        await world.stop()
    }

    @Test("a redrive sends the same webhook-id again, once, however often it is asked for")
    func redrive() async throws {
        let world = try World()
        try world.start()
        world.outside.script(.status(422))
        let id = world.post("a")[0]
        world.until(.dead, id)
        let redriver = Redriver(
            reader: DeadLetterReader(directory: world.letters), store: world.store,
            clock: world.clock)
        var order = RedriveOrder()
        order.isDryRun = true
        let dry = try redriver.run(order)
        #expect((dry.matched, dry.made) == (1, 0))
        #expect(world.outside.requests.count == 1)

        order.isDryRun = false
        let report = try redriver.run(order)
        #expect((report.matched, report.made, report.existed) == (1, 1, 0))
        #expect(report.byTarget == ["a": 1])
        world.until(requests: 2)
        #expect(world.outside.requests[1].headers["webhook-id"] == "\(id)")
        let again = try redriver.run(order)
        #expect((again.made, again.existed) == (0, 1))

        order.filter.target = "b"
        #expect(try redriver.run(order).matched == 0)
        await world.stop()
    }

    @Test("a redrive that died is redriven as the next generation of the same origin, once")
    func redriveOfRedrive() async throws {
        let world = try World()
        try world.start()
        world.outside.script(.status(422), .status(422))
        let id = world.post("a")[0]
        world.until(.dead, id)
        let redriver = Redriver(
            reader: DeadLetterReader(directory: world.letters), store: world.store,
            clock: world.clock)
        let first = try redriver.run(RedriveOrder())
        world.until(.dead, try #require(first.deliveries.first))
        let second = try redriver.run(RedriveOrder())
        #expect((second.matched, second.made, second.existed) == (2, 1, 1))
        let made = try #require(second.deliveries.first)
        world.until(.delivered, made)
        #expect(
            world.detail(made)?.summary.delivery.redrive
                == RedriveMark(origin: id, generation: 2))
        #expect(Set(world.outside.requests.map { $0.headers["webhook-id"] }) == ["\(id)"])
        #expect(try redriver.run(RedriveOrder()).made == 0)
        await world.stop()
    }

    @Test("a redrive's pace lies in due times, and is kept")
    func redriveRate() async throws {
        let world = try World()
        try world.start()
        world.outside.always(.status(422))
        let ids = (0..<4).map { _ in world.post("a")[0] }
        for id in ids { world.until(.dead, id) }
        await world.stop()
        let redriver = Redriver(
            reader: DeadLetterReader(directory: world.letters), store: world.store,
            clock: world.clock)
        var order = RedriveOrder()
        order.spacingMicroseconds = 500_000
        let report = try redriver.run(order)
        #expect(report.made == 4)
        let due = report.deliveries.compactMap { world.detail($0)?.summary.dueAt }
        #expect(due == (0..<4).map { world.clock.now + Milliseconds($0 * 500) })
    }
}
