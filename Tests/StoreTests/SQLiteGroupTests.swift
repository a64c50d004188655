import Model
import Store
import Support
import Synchronization
import Testing

@testable import SQLiteStore

@Suite("Groups of writes to the SQLite store")
struct SQLiteGroupTests {
    let store: SQLiteStore
    let window = InterruptedWindow()
    let meter = CountingMeter()

    init() throws {
        store = try SQLiteStore.open(
            at: TemporaryDirectory.make(), handOver: window,
            clock: FixedClock(StoreFixture.start), meter: meter, logger: nil)
    }

    @Test("writes of many threads share commits")
    func together() async throws {
        // While the first write's completion runs, the others can only queue.
        await withCheckedContinuation { continuation in
            store.append(AppendUnit([])) { [store] _ in
                for index in 0..<100 {
                    store.append(AppendUnit([StoreFixture.planned()])) { _ in
                        if index == 99 { continuation.resume() }
                    }
                }
            }
        }
        #expect(meter.value("signalbox_store_commits_total") == 2)
        #expect(meter.value("signalbox_store_writes_total") == 101)
        store.close()
    }

    @Test("what comes while a group is written is committed with it")
    func growing() async throws {
        let (first, second) = (StoreFixture.planned(), StoreFixture.planned())
        let answer = try await appending(first, meanwhile: second)
        #expect(try answer.get() == [.stored])
        #expect(meter.value("signalbox_store_commits_total") == 1)
        #expect(meter.value("signalbox_store_writes_total") == 2)
        #expect(try store.event(second.event.id) != nil)
        store.close()
    }

    @Test("bad data that joined a group fails alone")
    func badLatecomer() async throws {
        let planned = StoreFixture.planned()
        let answer = try await appending(planned, meanwhile: planned)
        #expect(throws: StoreError.self) { try answer.get() }
        #expect(try store.event(planned.event.id) != nil)
        #expect(meter.value("signalbox_store_commits_total") == 1)
        store.close()
    }

    @Test("a group does not grow for ever")
    func bound() async throws {
        let limit = Writer.groupWeightMax
        let (answers, answered) = AsyncStream.makeStream(of: Void.self)
        // Each write brings the next one before it is done.
        window.interrupt(limit) { [store] in
            store.append(AppendUnit([StoreFixture.planned()])) { _ in answered.yield() }
        }
        _ = try await store.append(AppendUnit([StoreFixture.planned()]))
        for await _ in answers.prefix(limit) {}
        #expect(meter.value("signalbox_store_writes_total") == UInt64(limit + 1))
        #expect(meter.value("signalbox_store_commits_total") == 2)
        store.close()
    }

    /// Stores `first`, and `late` as soon as its first row is written; the answer to `late`.
    private func appending(
        _ first: PlannedEvent, meanwhile late: PlannedEvent
    ) async throws -> Result<[AppendResult], StoreError> {
        let (answers, answered) = AsyncStream.makeStream(
            of: Result<[AppendResult], StoreError>.self)
        window.interrupt(1) { [store] in
            store.append(AppendUnit([late])) { answered.yield($0) }
        }
        #expect(try await store.append(AppendUnit([first])) == [.stored])
        for await answer in answers { return answer }
        throw StoreError.closed
    }
}

/// Takes whatever comes, and calls somebody on the writer's thread while a group is open.
final class InterruptedWindow: HandOver {
    private let calls = Mutex<[@Sendable () -> Void]>([])

    /// In each of the next `count` reservations.
    func interrupt(_ count: Int, _ call: @escaping @Sendable () -> Void) {
        calls.withLock { $0 = Array(repeating: call, count: count) }
    }

    func reserve(target: String, weight: Int) -> Bool {
        calls.withLock { $0.popLast() }?()
        return true
    }
    func cancelReservation(target: String, weight: Int) {}
    func handOver(_ deliveries: [LeasedDelivery]) {}
    func waiting(targets: Set<String>) {}
}
