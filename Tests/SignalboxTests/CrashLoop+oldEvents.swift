import Foundation
import Model
import SQLiteStore
import Store

extension CrashLoop {
    /// Of so many events one has a delivery that nobody has made yet.
    private static let unfinishedEvery = 40

    /// Stores events that are old enough to go. Returns all of them, and those that must reach
    /// `good` before they may.
    static func putOldEvents(
        _ count: Int, into directory: String
    ) throws -> (all: [EventID], kept: [EventID]) {
        let store = try SQLiteStore.open(
            at: directory, handOver: NoHandOver(), clock: SystemClock(), meter: NullMeter(),
            logger: nil)
        defer { store.close() }
        let now = SystemClock().now
        let events = (0..<count).map { index in
            let time = now + Milliseconds(-Milliseconds.days(60).count + Int64(index))
            let event = Event(
                id: .make(at: time), source: "crash", identity: EventIdentity(type: "old"),
                headers: HeaderList(["content-type": "application/json"]),
                body: Array(#"{"number":1}"#.utf8), receivedAt: time, configurationVersion: "v")
            let delivery = Delivery(
                id: .make(at: now), target: "good", routes: ["all"], createdAt: now)
            let isUnfinished = index % unfinishedEvery == 0
            return PlannedEvent(event: event, deliveries: isUnfinished ? [delivery] : [])
        }
        for start in stride(from: 0, to: count, by: 100) {
            let unit = AppendUnit(Array(events[start..<min(start + 100, count)]))
            let stored = DispatchSemaphore(value: 0)
            // A failure shows in the accounts: what was not stored is neither swept nor delivered.
            store.append(unit) { _ in stored.signal() }
            stored.wait()
        }
        return (
            events.map(\.event.id), events.filter { !$0.deliveries.isEmpty }.map(\.event.id)
        )
    }

    /// How many of the old events are gone.
    func sweptCount() throws -> Int {
        let store = try SQLiteStore.open(
            at: folder.path + "/data", handOver: NoHandOver(), clock: SystemClock(),
            meter: NullMeter(), logger: nil)
        defer { store.close() }
        return try old.reduce(0) { $0 + (try store.event($1) == nil ? 1 : 0) }
    }
}
