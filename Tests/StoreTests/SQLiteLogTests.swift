import Foundation
import GRDB
import Model
import Store
import Support
import Testing

@testable import SQLiteStore

@Suite("The SQLite store's log")
struct SQLiteLogTests {
    let directory = TemporaryDirectory.make()

    private func open() throws -> StoreFixture {
        let (window, clock) = (CountingWindow(), FixedClock(StoreFixture.start))
        return StoreFixture(
            store: try SQLiteStore.open(
                at: directory, handOver: window, clock: clock, meter: NullMeter(), logger: nil),
            window: window, clock: clock)
    }

    private static func eventCount(_ reader: any DatabaseReader) throws -> Int? {
        try reader.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM event") }
    }

    private func bytes(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/" + name)
        return try #require(attributes[.size] as? Int)
    }

    @Test("it stays bounded while more and more is written, and nothing is lost")
    func bounded() async throws {
        let fixture = try open()
        let body = [UInt8](repeating: 7, count: 1 << 20)
        var ids: [EventID] = []
        let most = LogPlan.framesMax * 4120 + 4 * body.count
        while ids.count << 20 < most + (32 << 20) {
            let planned = StoreFixture.planned(body: body)
            ids.append(planned.event.id)
            try await fixture.append(planned)
        }
        #expect(try bytes("signalbox.db-wal") <= most)
        #expect(try bytes("signalbox.db") > LogPlan.restartMin * 4096)
        for id in ids { #expect(try fixture.store.event(id)?.body.count == body.count) }
        fixture.store.close()
        #expect((fixture.store as? SQLiteStore)?.closingFailure == nil)
    }

    @Test("a reader that holds an old state stands in nobody's way")
    func reader() async throws {
        let fixture = try open()
        let store = try #require(fixture.store as? SQLiteStore)
        let body = [UInt8](repeating: 7, count: 1 << 20)
        let first = StoreFixture.planned(body: body)
        try await fixture.append(first)
        let held = try store.pool.makeSnapshot()
        for _ in 0..<40 { try await fixture.append(StoreFixture.planned(body: body)) }
        #expect(try Self.eventCount(held) == 1)
        try held.close()
        try await fixture.append(StoreFixture.planned(body: body))
        store.close()
        #expect(store.closingFailure == nil)
    }
}
