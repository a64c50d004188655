import Model
import Store
import Support
import Testing

@testable import SQLiteStore

@Suite("Writes to the SQLite store's log")
struct SQLiteLogWritesTests {
    let directory: String
    let disk: FaultyDisk
    let store: SQLiteStore

    init() throws {
        directory = TemporaryDirectory.make()
        disk = FaultyDisk(directory: directory)
        store = try SQLiteStore.open(
            at: directory, handOver: NoHandOver(), clock: FixedClock(StoreFixture.start),
            meter: NullMeter(), logger: nil)
    }

    private func events(_ count: Int) -> [PlannedEvent] {
        (0..<count).map { _ in StoreFixture.planned(body: Array(repeating: 7, count: 3000)) }
    }

    private func expectKept(_ kept: [PlannedEvent]) throws {
        for planned in kept {
            #expect(try store.event(planned.event.id)?.body == planned.event.body)
        }
    }

    @Test("a group's pages go to the log in few calls, and are synced once")
    func joined() async throws {
        let (writes, syncs) = (disk.count(.write, .log), disk.count(.sync, .log))
        // Of each the content has a page of its own: 100 of them, of 4 KiB.
        let kept = events(100)
        _ = try await store.append(AppendUnit(kept))
        #expect(disk.count(.sync, .log) == syncs + 1)
        #expect((4...10).contains(disk.count(.write, .log) - writes))
        try expectKept(kept)
        store.close()
    }

    @Test("what has gone to the log before its commit can be read within the transaction")
    func spilled() async throws {
        // Pages for which there is no room go early, and come back when they are needed again.
        _ = try await store.pragma("cache_size = 10")
        let reads = disk.count(.read, .log)
        let kept = events(300)
        _ = try await store.append(AppendUnit(kept))
        #expect(disk.count(.read, .log) > reads, "nothing was read from the log")
        try expectKept(kept)
        #expect(try await store.pragma("integrity_check") == "ok")
        store.close()
    }

    @Test("a group that failed half-way to the log is overwritten by the next one")
    func halfWritten() async throws {
        let kept = events(60)
        for fault in [FaultyDisk.Fault.failing, .full] {
            disk.fail(.write, .log, fault, after: 1, times: 1)
            await #expect(throws: StoreError.self) {
                try await store.append(AppendUnit(events(60)))
            }
        }
        _ = try await store.append(AppendUnit(kept))
        try expectKept(kept)
        var random = SeededGenerator(seed: 1)
        let other = TemporaryDirectory.make()
        try TemporaryDirectory.create(other)
        try disk.powerCut(to: other, using: &random)
        let copy = try SQLiteStore.open(
            at: other, handOver: NoHandOver(), clock: FixedClock(StoreFixture.start),
            meter: NullMeter(), logger: nil)
        #expect(try await copy.pragma("integrity_check") == "ok")
        for planned in kept {
            #expect(try copy.event(planned.event.id)?.body == planned.event.body)
        }
        copy.close()
        store.close()
    }
}
