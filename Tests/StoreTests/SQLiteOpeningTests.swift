import Foundation
import GRDB
import Model
import Store
import Support
import Testing

@testable import SQLiteStore

@Suite("Opening the SQLite store")
struct SQLiteOpeningTests {
    let directory = TemporaryDirectory.make()

    func open(
        _ directory: String? = nil, _ window: any HandOver = NoHandOver()
    ) throws(StoreError) -> SQLiteStore {
        try SQLiteStore.open(
            at: directory ?? self.directory, handOver: window,
            clock: FixedClock(StoreFixture.start), meter: NullMeter(), logger: nil)
    }

    func fixture(room: Int = .max) throws -> StoreFixture {
        let window = CountingWindow(room: room)
        return StoreFixture(
            store: try open(nil, window), window: window, clock: FixedClock(StoreFixture.start))
    }

    func failure(_ directory: String? = nil) -> StoreError? {
        do throws(StoreError) {
            _ = try open(directory)
            return nil
        } catch {
            return error
        }
    }

    @Test("a second opener is refused in one line that names the directory and the holder")
    func secondOpener() throws {
        let store = try open()
        let error = failure()
        #expect(error?.code == "unavailable")
        #expect(error?.description.contains(directory) == true)
        #expect(error?.description.contains("pid \(getpid())") == true)
        #expect(error?.description.contains("\n") == false)
        store.close()
        try open().close()
    }

    @Test("a retry that was planned while the clock was years ahead does not wait for years")
    func clockWasAhead() async throws {
        let window = CountingWindow(room: .max)
        let clock = FixedClock(StoreFixture.start)
        let before = StoreFixture(store: try open(nil, window), window: window, clock: clock)
        let planned = StoreFixture.planned()
        let waiting = StoreFixture.planned()
        try await before.append(planned, waiting)
        let ahead = StoreFixture.start + .days(3650)
        let due = StoreFixture.start + .hours(1)
        try await before.record(
            DeliveryRecord(
                planned.deliveries[0].id,
                .pending(dueAt: ahead + .minutes(1), excusedMilliseconds: 0),
                attempt: StoreFixture.attempt(1, at: ahead, StoreFixture.refused)),
            DeliveryRecord(
                waiting.deliveries[0].id, .pending(dueAt: due, excusedMilliseconds: 0),
                attempt: StoreFixture.attempt(1, StoreFixture.refused)))
        before.store.close()
        let after = StoreFixture(store: try open(nil, window), window: window, clock: clock)
        let claimed = try await after.claim(["audit": 9])
        #expect(claimed.deliveries.map(\.delivery.id) == [planned.deliveries[0].id])
        #expect(claimed.nextDue == ["audit": due])
        after.store.close()
    }

    @Test("the directory and the files in it are for their owner alone")
    func modes() async throws {
        let store = try open()
        _ = try await store.append(AppendUnit([StoreFixture.planned()]))
        func mode(_ path: String) throws -> Int {
            try #require(
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
        }
        #expect(try mode(directory) == 0o700)
        for file in ["signalbox.db", "signalbox.db-wal", "signalbox.db-shm", "lock"] {
            #expect(try mode(directory + "/" + file) == 0o600)
        }
        store.close()
    }

    @Test("the settings that make a commit durable are in force")
    func pragmas() async throws {
        let store = try open()
        for (name, value) in [
            ("journal_mode", "wal"), ("synchronous", "2"), ("auto_vacuum", "2"),
            ("busy_timeout", "5000"), ("user_version", "\(Schema.migrations.count)"),
        ] {
            let found = try await store.pragma(name)
            #expect(found == value, "\(name)")
        }
        store.close()
    }

    @Test("a schema in which lookups had numbers of their own keeps its attempts")
    func earlierLookups() throws {
        let found = try DatabaseQueue().inDatabase { db in
            let earlier = Schema.migrations.count - 1
            for migration in Schema.migrations[..<earlier] { try db.execute(sql: migration) }
            try db.execute(
                sql: """
                    PRAGMA user_version = \(earlier);
                    INSERT INTO attempt VALUES
                        (7, 1, 100, 2, 200, 'delivered', CAST('["a","b",""]' AS BLOB),
                            NULL, 0, NULL, 1),
                        (7, 2, 105, 3, 500, 'retry', CAST('["c","d",""]' AS BLOB), 9, 1, 'x', 0);
                    """)
            try Schema.migrate(db, file: "signalbox.db")
            return try Row.fetchAll(db, sql: AttemptRow.select + " ORDER BY number")
                .map { try AttemptRow.attempt($0) }
        }
        #expect(found.map(\.number) == [1, 2])
        #expect(found.map(\.kind) == [.lookup, .message])
        #expect(found.map(\.status) == [200, 500])
        #expect(found.last?.snippet == "x" && found.last?.outcome.isAmbiguous == true)
    }

    @Test("a schema from the future is refused, and left alone")
    func future() async throws {
        let store = try open()
        _ = try await store.pragma("user_version = 99")
        store.close()
        let error = failure()
        #expect(error?.code == "unusable")
        #expect(error?.description.contains("99") == true)
        #expect(failure() == error)
    }

    @Test("a damaged file gives one clear line")
    func damaged() throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        let garbage = Data((0..<8192).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try garbage.write(to: URL(fileURLWithPath: directory + "/signalbox.db"))
        let error = failure()
        #expect(error?.code == "unusable")
        #expect(error?.description.contains("signalbox.db is damaged") == true)
        #expect(error?.description.contains("\n") == false)
        // It is found again, not replaced.
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory + "/signalbox.db")) == garbage)
    }

    @Test("a directory that cannot be made gives one clear line")
    func noDirectory() {
        let error = failure("/dev/null/data")
        #expect(error?.code == "unavailable")
        #expect(error?.description.contains("/dev/null") == true)
        #expect(failure("")?.code == "unavailable")
    }

    @Test("opening gives back what the former process had in its hands")
    func recovery() async throws {
        var fixture = try fixture()
        let due = StoreFixture.start + .seconds(3)
        let planned = StoreFixture.planned(at: due, to: ["a", "b", "c"])
        let ids = planned.deliveries.map(\.id)
        try await fixture.append(planned)
        try await fixture.record(
            DeliveryRecord(ids[1], .delivered, attempt: StoreFixture.attempt(1)),
            DeliveryRecord(ids[2], .burying))
        let before = try ids.map { try fixture.store.delivery($0)?.attempts }
        fixture.store.close()

        fixture = try self.fixture()
        #expect(try ids.map { try fixture.state($0) } == [.pending, .delivered, .burying])
        #expect(try fixture.store.buryings(after: nil, limit: 9) == [ids[2]])
        #expect(fixture.store.backlog() == Backlog(deliveries: 2, oldestCreatedAt: due))
        #expect(try ids.map { try fixture.store.delivery($0)?.attempts } == before)
        let refused = try await fixture.record(DeliveryRecord(ids[0], .delivered))
        #expect(refused == [ids[0]])
        let claimed = try await fixture.claim(["a": 5, "b": 5, "c": 5], at: due)
        #expect(claimed.deliveries.map(\.delivery.id) == [ids[0]])
        fixture.store.close()
    }

    @Test("a lane keeps its order over a restart")
    func lanes() async throws {
        var fixture = try fixture()
        let planned = (0..<2).map { _ in StoreFixture.planned(lane: "run-1") }
        try await fixture.append(planned[0], planned[1])
        fixture.store.close()
        fixture = try self.fixture()
        let claimed = try await fixture.claim(["audit": 5])
        #expect(claimed.deliveries.map(\.delivery.id) == planned[0].deliveries.map(\.id))
        try await fixture.append(StoreFixture.planned(lane: "run-1"))
        try await fixture.settle()
        #expect(fixture.window.account.handedOver.isEmpty)
        fixture.store.close()
    }

    @Test("a copy of the files of a process that died in the middle opens, with all it committed")
    func copy() async throws {
        let fixture = try fixture()
        let events = (0..<50).map { _ in StoreFixture.planned(to: ["a", "b"]) }
        for planned in events { try await fixture.append(planned) }
        let other = TemporaryDirectory.make()
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        for file in ["signalbox.db", "signalbox.db-wal"] {
            try FileManager.default.copyItem(
                atPath: directory + "/" + file, toPath: other + "/" + file)
        }
        let copy = try open(other)
        #expect(copy.backlog().deliveries == 100)
        for planned in events {
            #expect(try copy.event(planned.event.id)?.body == planned.event.body)
            #expect(try copy.delivery(planned.deliveries[0].id)?.summary.state == .pending)
        }
        copy.close()
        fixture.store.close()
    }
}

extension SQLiteStore {
    func pragma(_ text: String) async throws -> String? {
        try await withCheckedThrowingContinuation { continuation in
            execute("PRAGMA \(text)") { continuation.resume(with: $0) }
        }
    }
}
