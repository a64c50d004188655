import Model
import Store
import Support
import Testing

@testable import SQLiteStore

@Suite("Retention bounds the store")
struct RetentionTests {
    @Test("thirty days of traffic take no more room than ten did")
    func thirtyDays() async throws {
        let (window, clock) = (CountingWindow(), FixedClock(StoreFixture.start))
        let store = try SQLiteStore.open(
            at: TemporaryDirectory.make(), handOver: window, clock: clock, meter: NullMeter(),
            logger: nil)
        let fixture = StoreFixture(store: store, window: window, clock: clock)
        var pages: [Int] = []
        for day in 0..<30 as Range<Int64> {
            let now = StoreFixture.start + .days(day)
            let events = (0..<40).map { index in
                StoreFixture.planned(
                    at: now + Milliseconds(Int64(index)), to: ["a"],
                    body: Array(repeating: 1, count: 4000))
            }
            _ = try await store.append(AppendUnit(events))
            let records = events.map {
                DeliveryRecord(
                    $0.deliveries[0].id, .delivered, attempt: StoreFixture.attempt(1, at: now))
            }
            _ = try await fixture.wait { store.record(records, completion: $0) }
            while try await fixture.sweep(at: now) > 0 {}
            pages.append(try #require(try await store.pragma("page_count").flatMap(Int.init)))
        }
        #expect(pages[29] <= pages[9] + pages[9] / 10, "\(pages)")
        #expect(pages[9] > pages[0] * 3, "nothing was kept: \(pages)")
        store.close()
    }
}
