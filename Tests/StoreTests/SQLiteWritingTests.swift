import GRDB
import Model
import Store
import Support
import Synchronization
import Testing

@testable import SQLiteStore

@Suite("Writing to the SQLite store")
struct SQLiteWritingTests {
    let store: SQLiteStore
    let fixture: StoreFixture

    init() throws {
        let (window, clock) = (CountingWindow(), FixedClock(StoreFixture.start))
        store = try SQLiteStore.open(
            at: TemporaryDirectory.make(), handOver: window, clock: clock, meter: NullMeter(),
            logger: nil)
        fixture = StoreFixture(store: store, window: window, clock: clock)
    }

    @Test("a full disk is said in one line, leaks nothing, and passes by itself")
    func fullDisk() async throws {
        let pages = try #require(try await store.pragma("page_count").flatMap(Int.init))
        _ = try await store.pragma("max_page_count = \(pages + 4)")
        let big = StoreFixture.planned(body: Array(repeating: 7, count: 200_000))
        let error = await failure(of: big)
        #expect(error?.code == "unavailable")
        let text = try #require(error?.description)
        #expect(text.contains("full") && text.contains("free some space"))
        #expect(text.contains(store.directory))
        #expect(fixture.window.account.held == 0)
        #expect(store.backlog() == Backlog())
        #expect(try store.event(big.event.id) == nil)
        _ = try await store.pragma("max_page_count = 1000000")
        #expect(try await fixture.append(big) == [.stored])
        #expect(await fixture.window.handedOver(1).count == 1)
        #expect(fixture.window.account.held == 0)
        store.close()
    }

    private func failure(of planned: PlannedEvent) async -> StoreError? {
        do throws(StoreError) {
            try await fixture.append(planned)
            return nil
        } catch {
            return error
        }
    }

    @Test("names that a rolled back group brought are stored with the next one")
    func names() async throws {
        let stored = StoreFixture.planned()
        try await fixture.append(stored)
        let bad = StoreFixture.planned(to: ["fresh"], source: "new-source")
        await #expect(throws: StoreError.self) { try await fixture.append(bad, stored) }
        let good = StoreFixture.planned(to: ["fresh"], source: "new-source")
        try await fixture.append(good)
        #expect(try store.event(good.event.id)?.source == "new-source")
        let kept = try store.delivery(good.deliveries[0].id)
        #expect(kept?.summary.delivery.target == "fresh")
        store.close()
    }

    @Test("a name's number is forgotten with its transaction, also after a part was undone before")
    func partlyRolledBack() throws {
        let queue = try DatabaseQueue()
        try queue.inDatabase { db in
            try db.execute(sql: "CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT UNIQUE)")
            var names = try NameTable(db)
            try db.beginTransaction()
            _ = try names.id("kept so far")
            names.rolledBack(isPartial: true)
            _ = try names.id("kept so far")
            try db.rollback()
            names.rolledBack()
            #expect(try names.existing("kept so far") == nil)
        }
    }

    @Test("a claim after a rolled back group gets the event that was stored in its place")
    func claimAfterRollback() async throws {
        let stored = StoreFixture.planned()
        try await fixture.append(stored)
        let bad = StoreFixture.planned(to: ["busy"], body: Array("bad".utf8))
        await #expect(throws: StoreError.self) { try await fixture.append(bad, stored) }
        fixture.window.setRoom(0)
        let good = StoreFixture.planned(to: ["busy", "busy"], body: Array("good".utf8))
        try await fixture.append(good)
        let claimed = try await fixture.claim(["busy": 5])
        #expect(claimed.deliveries.map(\.event.id) == [good.event.id, good.event.id])
        #expect(claimed.deliveries.map(\.event.body) == [good.event.body, good.event.body])
        #expect(claimed.deliveries.map(\.delivery.routes) == [["everything"], ["everything"]])
        store.close()
    }

    @Test("a NUL in a text does not cut it short")
    func nul() async throws {
        let planned = StoreFixture.planned(
            to: ["a\0b"], identity: EventIdentity(type: "x\0y", run: "r"))
        try await fixture.append(planned)
        #expect(try store.event(planned.event.id)?.identity.type == "x\u{FFFD}y")
        let kept = try store.delivery(planned.deliveries[0].id)
        #expect(kept?.summary.delivery.target == "a\u{FFFD}b")
        try await fixture.record(
            DeliveryRecord(
                planned.deliveries[0].id, .delivered,
                attempt: StoreFixture.attempt(1, snippet: "o\0k")))
        #expect(
            try store.delivery(planned.deliveries[0].id)?.attempts.map(\.snippet)
                == ["o\u{FFFD}k"])
        store.close()
    }

    @Test("what was queued is committed before the store closes, and no statement is left open")
    func closing() async throws {
        let answered = Tally()
        for _ in 0..<300 {
            store.append(AppendUnit([StoreFixture.planned(to: ["a", "b"])])) { result in
                if case .success = result { answered.add() }
            }
        }
        _ = try store.events(EventQuery())
        _ = try store.deliveries(DeliveryQuery())
        store.close()
        #expect(answered.count == 300)
        #expect(fixture.window.account.handedOver.count == 600)
        #expect(fixture.window.account.held == 0)
        #expect(store.closingFailure == nil)
    }

    @Test("keys past their window go with a sweep")
    func keys() async throws {
        let end = StoreFixture.start + .hours(1)
        for byte in 0..<9 as Range<UInt8> {
            try await fixture.append(
                StoreFixture.planned(dedupe: StoreFixture.key(byte, until: end)))
        }
        func count() async throws -> String? {
            try await withCheckedThrowingContinuation { continuation in
                store.execute("SELECT count(*) FROM dedupe") { continuation.resume(with: $0) }
            }
        }
        _ = try await fixture.sweep(at: end + Milliseconds(-1))
        #expect(try await count() == "9")
        _ = try await fixture.sweep(at: end)
        #expect(try await count() == "0")
        store.close()
    }

    @Test("a sweep gives the space back")
    func space() async throws {
        for _ in 0..<40 {
            try await fixture.append(
                StoreFixture.planned(to: [], body: Array(repeating: 1, count: 50_000)))
        }
        let before = try #require(try await store.pragma("page_count").flatMap(Int.init))
        let removed = try await fixture.sweep(at: StoreFixture.start + .days(9))
        #expect(removed == 40)
        let after = try #require(try await store.pragma("page_count").flatMap(Int.init))
        #expect(after < before)
        store.close()
    }
}

/// Keeps counters by name.
final class CountingMeter: Meter {
    private let counters = Mutex<[String: Counter]>([:])

    func counter(_ name: String, help: String, _ labels: [(String, String)]) -> Counter {
        counters.withLock { counters in
            if let counter = counters[name] { return counter }
            let counter = Counter()
            counters[name] = counter
            return counter
        }
    }
    func gauge(_ name: String, help: String, _ labels: [(String, String)]) -> Gauge { Gauge() }
    func histogram(
        _ name: String, help: String, _ labels: [(String, String)]
    ) -> Histogram { Histogram() }

    func value(_ name: String) -> UInt64? { counters.withLock { $0[name]?.value } }
}
