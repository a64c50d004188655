import GRDB
import Model
import Store
import Support
import Testing

@testable import SQLiteStore

@Suite("The SQLite store on a disk that fails")
struct StoreFaultTests {
    let directory: String
    let disk: FaultyDisk
    let store: SQLiteStore
    let fixture: StoreFixture

    init() throws {
        directory = TemporaryDirectory.make()
        disk = FaultyDisk(directory: directory)
        let (window, clock) = (CountingWindow(), FixedClock(StoreFixture.start))
        store = try SQLiteStore.open(
            at: directory, handOver: window, clock: clock, meter: NullMeter(), logger: nil)
        fixture = StoreFixture(store: store, window: window, clock: clock)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var operation: FaultyDisk.Operation
        var fault: FaultyDisk.Fault
        var words: String
        var testDescription: String { "\(fault) at \(operation)" }
    }

    @Test(
        "what fails is not acknowledged and leaves nothing; when the disk is well, writing goes on",
        arguments: [
            Case(operation: .write, fault: .failing, words: "check the disk"),
            Case(operation: .write, fault: .full, words: "free some space"),
            Case(operation: .write, fault: .readOnly, words: "check the disk"),
            Case(operation: .sync, fault: .failing, words: "check the disk"),
        ])
    func failing(_ fault: Case) async throws {
        let before = StoreFixture.planned(to: ["a"])
        try await fixture.append(before)
        _ = await fixture.window.handedOver(1)
        let held = fixture.window.account.held
        disk.fail(fault.operation, .log, fault.fault)
        for _ in 0..<3 {
            let refused = StoreFixture.planned(to: ["a", "b"])
            let error = await failure { try await fixture.append(refused) }
            #expect(error?.code == "unavailable")
            let text = error?.description ?? ""
            #expect(text.contains(fault.words), "\(text)")
            #expect(!text.contains("\n"))
            #expect(try store.event(refused.event.id) == nil)
            #expect(fixture.window.account.held == held)
            #expect(store.backlog().deliveries == 1)
        }
        let record = DeliveryRecord(before.deliveries[0].id, .delivered)
        let unrecorded = await failure { try await fixture.record(record) }
        #expect(unrecorded?.code == "unavailable")
        #expect(try fixture.state(before.deliveries[0].id) == .leased)
        // What is there can be read all the while.
        #expect(try store.event(before.event.id)?.body == before.event.body)

        disk.repair()
        let after = StoreFixture.planned(to: ["a"])
        #expect(try await fixture.append(after) == [.stored])
        #expect(try await fixture.record(record) == [])
        try await expectKept([before, after], seed: 1)
        store.close()
    }

    @Test("a sync that fails, and the next one that succeeds without its pages, lose nothing")
    func forgottenPages() async throws {
        var kept: [PlannedEvent] = []
        for round in 0..<12 {
            kept.append(StoreFixture.planned(body: Array(repeating: 7, count: 3000)))
            try await fixture.append(kept[round])
            disk.fail(.sync, .log, times: 1)
            // Longer than what comes after it: its end stays behind in the log.
            let lost = StoreFixture.planned(body: Array(repeating: 8, count: 50_000))
            let error = await failure { try await fixture.append(lost) }
            #expect(error?.code == "unavailable")
        }
        kept.append(StoreFixture.planned())
        try await fixture.append(kept[12])
        for seed in 0..<4 as Range<UInt64> { try await expectKept(kept, seed: seed) }
        store.close()
    }

    @Test("whatever fails and whenever the power goes, all that was acknowledged is there")
    func randomFaults() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        var kept: [PlannedEvent] = []
        let checkpointer = try DatabaseQueue(path: directory + "/signalbox.db")
        for round in 0..<150 {
            if Int.random(in: 0..<4, using: &random) == 0 { breakSomething(&random) }
            if Int.random(in: 0..<3, using: &random) == 0 { disk.repair() }
            let size = Int.random(in: 0..<30_000, using: &random)
            let planned = StoreFixture.planned(body: Array(repeating: 1, count: size))
            if await failure({ try await fixture.append(planned) }) == nil { kept.append(planned) }
            if Int.random(in: 0..<8, using: &random) == 0 {
                // It may fail: then it is tried again some other time.
                _ = try? await checkpointer.writeWithoutTransaction { try $0.bringOver(.passive) }
            }
            if round % 30 == 29 { try await expectKept(kept, seed: random.next(), "seed \(seed)") }
        }
        #expect(kept.count > 30, "seed \(seed)")
        try checkpointer.close()
        store.close()
    }

    private func breakSomething(_ random: inout SeededGenerator) {
        let operations: [FaultyDisk.Operation] = [.write, .sync, .truncate]
        let faults: [FaultyDisk.Fault] = [.failing, .full]
        disk.fail(
            operations[Int.random(in: 0..<3, using: &random)],
            Bool.random(using: &random) ? .log : .database,
            faults[Int.random(in: 0..<2, using: &random)],
            after: .random(in: 0..<12, using: &random), times: .random(in: 1..<4, using: &random))
    }

    @Test("a database whose sync failed after a part of the log was in it is written once more")
    func partialCheckpoint() async throws {
        var kept: [PlannedEvent] = []
        func append(_ count: Int) async throws {
            for _ in 0..<count {
                kept.append(StoreFixture.planned(body: Array(repeating: 1, count: 5000)))
                try await fixture.append(kept[kept.count - 1])
            }
        }
        try await append(20)
        // A reader of the past keeps the checkpoint from going to the end: no sync then.
        let reader = try OtherProgram(directory + "/signalbox.db")
        try reader.beginReading()
        try await append(20)
        let checkpointer = try DatabaseQueue(path: directory + "/signalbox.db")
        _ = try await checkpointer.writeWithoutTransaction { try $0.bringOver(.passive) }
        try reader.end()
        disk.fail(.sync, .database, times: 1)
        await #expect(throws: DatabaseError.self) {
            try await checkpointer.writeWithoutTransaction { _ = try $0.bringOver(.passive) }
        }
        // The log starts anew after these, and overwrites what the database lacks.
        for _ in 0..<3 {
            _ = try await checkpointer.writeWithoutTransaction { try $0.bringOver(.passive) }
            try await append(1)
        }
        try checkpointer.close()
        for seed in 0..<3 as Range<UInt64> { try await expectKept(kept, seed: seed) }
        store.close()
    }

    @Test("the store's own checkpoints are not believed after a failure either")
    func ownCheckpoints() async throws {
        var kept: [PlannedEvent] = []
        func append() async throws {
            kept.append(StoreFixture.planned(body: Array(repeating: 1, count: 4_000_000)))
            try await fixture.append(kept[kept.count - 1])
        }
        let reader = try OtherProgram(directory + "/signalbox.db")
        for round in 0..<18 {
            if round == 6 { try reader.beginReading() }
            try await append()
        }
        try reader.end()
        disk.fail(.sync, .database, times: 1)
        for _ in 0..<4 { try await append() }
        try await expectKept(kept, seed: 1)
        #expect(disk.count(.sync, .database) > 1, "there was no checkpoint")
        store.close()
    }

    /// Cuts the power, opens what the disk had, and looks for these.
    func expectKept(
        _ kept: [PlannedEvent], seed: UInt64, _ comment: Comment? = nil,
        location: SourceLocation = #_sourceLocation
    ) async throws {
        var random = SeededGenerator(seed: seed)
        let other = TemporaryDirectory.make()
        try TemporaryDirectory.create(other)
        try disk.powerCut(to: other, using: &random)
        let copy = try SQLiteStore.open(
            at: other, handOver: NoHandOver(), clock: FixedClock(StoreFixture.start),
            meter: NullMeter(), logger: nil)
        defer { copy.close() }
        #expect(try await copy.pragma("integrity_check") == "ok", comment, sourceLocation: location)
        for planned in kept {
            let event = try copy.event(planned.event.id)
            #expect(event?.body == planned.event.body, comment, sourceLocation: location)
            for delivery in planned.deliveries {
                let found = try copy.delivery(delivery.id)
                #expect(found != nil, comment, sourceLocation: location)
            }
        }
    }

    private func failure<T>(_ write: () async throws -> T) async -> StoreError? {
        do {
            _ = try await write()
            return nil
        } catch {
            return error as? StoreError
        }
    }
}
