import Model
import Store
import Support
import Testing

@testable import SQLiteStore

/// How the log is written: in few calls, which must not be seen.
extension StoreFaultTests {
    private func events(_ count: Int) -> [PlannedEvent] {
        (0..<count).map { _ in StoreFixture.planned(body: Array(repeating: 7, count: 3000)) }
    }

    @Test("a group's pages go to the log in few calls, and are synced once")
    func joined() async throws {
        let (writes, syncs) = (disk.count(.write, .log), disk.count(.sync, .log))
        // Of each the content has a page of its own: 100 of them, of 4 KiB.
        let kept = events(100)
        _ = try await store.append(AppendUnit(kept))
        #expect(disk.count(.sync, .log) == syncs + 1)
        #expect((4...10).contains(disk.count(.write, .log) - writes))
        try await expectKept(kept, seed: 1)
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
        try await expectKept(kept, seed: 1)
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
        try await expectKept(kept, seed: 1)
        store.close()
    }
}
