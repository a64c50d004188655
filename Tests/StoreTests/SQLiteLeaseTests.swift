import Model
import Store
import Support
import Testing

@testable import SQLiteStore

@Suite("Leases of the SQLite store over a restart")
struct SQLiteLeaseTests {
    let directory = TemporaryDirectory.make()

    private func open() throws -> (fixture: StoreFixture, store: SQLiteStore) {
        let (window, clock) = (CountingWindow(), FixedClock(StoreFixture.start))
        let store = try SQLiteStore.open(
            at: directory, handOver: window, clock: clock, meter: NullMeter(), logger: nil)
        return (StoreFixture(store: store, window: window, clock: clock), store)
    }

    private func value(_ sql: String, _ store: SQLiteStore) async throws -> Int64? {
        try await withCheckedThrowingContinuation { continuation in
            store.execute(sql) { continuation.resume(with: $0) }
        }.flatMap { (text: String) in Int64(text) }
    }

    @Test("what was handed over long ago is found among twenty thousand that ended since")
    func oldest() async throws {
        var (fixture, store) = try open()
        let kept = StoreFixture.planned()
        try await fixture.append(kept)
        var later: DeliveryID?
        for round in 0..<20 {
            let planned = (0..<1000).map { _ in StoreFixture.planned() }
            _ = try await store.append(AppendUnit(planned))
            let ended = planned.map(\.deliveries[0].id).dropFirst(round == 18 ? 1 : 0)
            if round == 18 { later = planned[0].deliveries[0].id }
            _ = try await fixture.wait { done in
                store.record(
                    ended.map {
                        DeliveryRecord($0, .delivered, attempt: StoreFixture.attempt(1))
                    }, completion: done)
            }
        }
        let left = try [kept.deliveries[0].id, #require(later)]
        let first = try #require(try await value("SELECT min(seq) FROM delivery", store))
        let floor = try #require(try await value("SELECT seq FROM lease_floor", store))
        #expect(floor == first, "it was not passed by")
        #expect(store.backlog().deliveries == 2)
        var query = DeliveryQuery()
        query.states = [.leased]
        #expect(try store.deliveries(query).items.map(\.delivery.id) == left.sorted(by: >))
        // The first ends too: now most need not be looked at.
        try await fixture.record(
            DeliveryRecord(left[0], .delivered, attempt: StoreFixture.attempt(1)))
        try await fixture.append(StoreFixture.planned(to: []))
        let moved = try #require(try await value("SELECT seq FROM lease_floor", store))
        #expect(moved > first + 18_000 << 16)
        #expect(try store.deliveries(query).items.map(\.delivery.id) == [left[1]])
        store.close()

        (fixture, store) = try open()
        #expect(try fixture.state(left[1]) == .pending)
        let claimed = try await fixture.claim(["audit": 5])
        #expect(claimed.deliveries.map(\.delivery.id) == [left[1]])
        store.close()
    }

    @Test("numbers that begin anew, after everything was swept, are looked at again")
    func numbersAnew() async throws {
        var (fixture, store) = try open()
        _ = try await value("UPDATE lease_floor SET seq = 70000 << 16", store)
        store.close()
        (fixture, store) = try open()
        let planned = StoreFixture.planned()
        try await fixture.append(planned)
        #expect(try fixture.state(planned.deliveries[0].id) == .leased)
        store.close()
        (fixture, store) = try open()
        #expect(try fixture.state(planned.deliveries[0].id) == .pending)
        store.close()
    }

    @Test("a group that failed leases nothing, and ends no lease")
    func rolledBack() async throws {
        let (fixture, store) = try open()
        let (good, stored) = (StoreFixture.planned(), StoreFixture.planned())
        try await fixture.append(good)
        try await fixture.append(stored)
        // Twice the same id: the unit is refused as a whole.
        let bad = StoreFixture.planned()
        await #expect(throws: StoreError.self) { try await fixture.append(bad, stored) }
        let refused = try await fixture.record(
            DeliveryRecord(bad.deliveries[0].id, .delivered),
            DeliveryRecord(good.deliveries[0].id, .delivered, attempt: StoreFixture.attempt(1)))
        #expect(refused == [bad.deliveries[0].id])
        #expect(try fixture.state(good.deliveries[0].id) == .delivered)
        #expect(store.backlog().deliveries == 1)
        store.close()
    }
}
