import Foundation
import GRDB
import Model
import Store
import Support
import Testing

@testable import SQLiteStore

@Suite("A store that was damaged, or that somebody else holds")
struct DamagedStoreTests {
    let directory = TemporaryDirectory.make()

    private func open(_ directory: String? = nil) throws -> StoreFixture {
        let (window, clock) = (CountingWindow(room: 0), FixedClock(StoreFixture.start))
        let store = try SQLiteStore.open(
            at: directory ?? self.directory, handOver: window, clock: clock, meter: NullMeter(),
            logger: nil)
        return StoreFixture(store: store, window: window, clock: clock)
    }

    @Test("a log that was cut off anywhere gives back every commit before the cut, and no half one")
    func tornLog() async throws {
        let fixture = try open()
        let log = URL(fileURLWithPath: directory + "/signalbox.db-wal")
        var ends: [(length: Int, planned: PlannedEvent)] = []
        for size in 0..<30 {
            let planned = StoreFixture.planned(
                to: ["a", "b"], body: Array(repeating: 1, count: size * 700))
            try await fixture.append(planned)
            ends.append((try Data(contentsOf: log).count, planned))
        }
        let whole = try Data(contentsOf: log)
        let database = try Data(contentsOf: URL(fileURLWithPath: directory + "/signalbox.db"))
        var random = SeededGenerator(seed: 4)
        for round in 0..<25 {
            let cut = Int.random(in: ends[0].length...whole.count, using: &random)
            var torn = Data(whole.prefix(cut))
            // Half of them end in bytes that were on their way.
            if round % 2 == 0 {
                torn += Data((0..<5000).map { _ in UInt8.random(in: 0...255, using: &random) })
            }
            let other = TemporaryDirectory.make()
            try TemporaryDirectory.create(other)
            try database.write(to: URL(fileURLWithPath: other + "/signalbox.db"))
            try torn.write(to: URL(fileURLWithPath: other + "/signalbox.db-wal"))
            let copy = try open(other)
            for (length, planned) in ends {
                let event = try copy.store.event(planned.event.id)
                #expect((event != nil) == (length <= cut), "cut at \(cut) of \(whole.count)")
                let states = try planned.deliveries.map { try copy.state($0.id) }
                #expect(states == (length <= cut ? [.pending, .pending] : [nil, nil]))
            }
            copy.store.close()
        }
        fixture.store.close()
    }

    @Test("a damaged page is said in one line by what needs it, and the rest goes on")
    func damagedPage() async throws {
        var fixture = try open()
        let planned = StoreFixture.planned()
        try await fixture.append(planned)
        fixture.store.close()
        let path = directory + "/signalbox.db"
        let page = try await DatabaseQueue(path: path).read { db in
            try Int.fetchOne(
                db, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'event_content'") ?? 0
        }
        try overwrite(path, at: (page - 1) * 4096, count: 4096)

        fixture = try open()
        let error = await failure { try await fixture.append(StoreFixture.planned()) }
        #expect(error?.code == "unusable")
        #expect(error?.description.contains("signalbox.db is damaged") == true)
        #expect(error?.description.contains("restore a backup") == true)
        #expect(error?.description.contains("\n") == false)
        let reading = await failure { _ = try fixture.store.event(planned.event.id) }
        #expect(reading?.code == "unusable")
        #expect(try fixture.state(planned.deliveries[0].id) == .pending)
        #expect(fixture.store.backlog().deliveries == 1)
        let state = TargetStateRecord(
            target: "audit", state: .paused, since: StoreFixture.start, by: "ann")
        try await fixture.set(state)
        #expect(try fixture.store.targetStates() == [state])
        fixture.store.close()
    }

    @Test("a store whose tables are damaged is not opened, in one line, and stays as it is")
    func damagedTables() async throws {
        let fixture = try open()
        try await fixture.append(StoreFixture.planned())
        fixture.store.close()
        let path = directory + "/signalbox.db"
        // The table of tables begins behind the file's head.
        try overwrite(path, at: 100, count: 3900)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        for _ in 0..<2 {
            let error = await failure { _ = try open() }
            #expect(error?.code == "unusable", "\(String(describing: error))")
            #expect(error?.description.contains("signalbox.db is damaged") == true)
            #expect(error?.description.contains("\n") == false)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test("another program's lock is said in one line, and passes by itself")
    func busy() async throws {
        let fixture = try open()
        let store = try #require(fixture.store as? SQLiteStore)
        _ = try await store.pragma("busy_timeout = 20")
        let other = try OtherProgram(directory + "/signalbox.db")
        try other.beginWriting()
        let planned = StoreFixture.planned()
        let error = await failure { try await fixture.append(planned) }
        #expect(error?.code == "unavailable")
        #expect(error?.description.contains("another program holds") == true)
        #expect(try store.event(planned.event.id) == nil)
        try other.end()
        #expect(try await fixture.append(planned) == [.stored])
        store.close()
    }

    @Test("a directory on a file system for reading only is refused in one line, and then opens")
    func readOnly() async throws {
        let disk = FaultyDisk(directory: directory)
        try open().store.close()
        disk.fail(.open, .database, .readOnly)
        disk.fail(.open, .log, .readOnly)
        let error = await failure { _ = try open() }
        #expect(error?.code == "unavailable")
        #expect(error?.description.contains("check owner and permissions") == true)
        #expect(error?.description.contains("\n") == false)
        disk.repair()
        let fixture = try open()
        #expect(try await fixture.append(StoreFixture.planned()) == [.stored])
        fixture.store.close()
    }

    @Test("a store that cannot be read or opened at the start is refused in one line")
    func failingStart() async throws {
        let disk = FaultyDisk(directory: directory)
        try open().store.close()
        for operation in [FaultyDisk.Operation.open, .read] {
            disk.fail(operation, .database)
            let error = await failure { _ = try open() }
            #expect(error?.code == "unavailable", "\(operation)")
            #expect(error?.description.contains(directory) == true)
            #expect(error?.description.contains("\n") == false)
            disk.repair()
        }
        try open().store.close()
    }

    private func overwrite(_ path: String, at offset: Int, count: Int) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data(repeating: 0xA5, count: count))
        try file.close()
    }

    private func failure<T>(_ body: () async throws -> T) async -> StoreError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? StoreError
        }
    }
}
