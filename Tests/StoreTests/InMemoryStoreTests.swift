import Model
import Store
import Support
import Synchronization
import Testing

@Suite("Stores for tests")
struct InMemoryStoreTests {
    let window = CountingWindow()
    let store: InMemoryStore

    init() { store = InMemoryStore(handOver: window, clock: FixedClock(StoreFixture.start)) }

    @Test("completions have run when a write returns")
    func synchronous() {
        let answered = Tally()
        store.append(AppendUnit([StoreFixture.planned()])) { _ in
            answered.add()
        }
        #expect(answered.count == 1)
        #expect(window.account.handedOver.count == 1)
    }

    @Test("held writes are neither committed nor answered until they are released")
    func held() throws {
        let answered = Tally()
        let planned = StoreFixture.planned()
        store.holdWrites()
        store.append(AppendUnit([planned])) { _ in answered.add() }
        #expect(answered.count == 0)
        #expect(try store.event(planned.event.id) == nil)
        #expect(store.heldWrites == 1)
        store.releaseWrites()
        #expect(answered.count == 1)
        #expect(try store.event(planned.event.id) != nil)
    }

    @Test("writes fail as often as told, and commit nothing")
    func failing() async throws {
        store.failWrites(next: 2)
        let planned = StoreFixture.planned()
        for _ in 0..<2 {
            await #expect(throws: StoreError.unavailable("the disk is full")) {
                try await store.append(AppendUnit([planned]))
            }
        }
        #expect(try store.event(planned.event.id) == nil)
        #expect(try await store.append(AppendUnit([planned])) == [.stored])
        #expect(window.account.reserved == 1)
    }

    @Test("a write from inside a completion runs after it")
    func nested() {
        let order = Tally()
        store.append(AppendUnit([StoreFixture.planned()])) { [store] _ in
            store.append(AppendUnit([StoreFixture.planned()])) { _ in
                order.add(2)
            }
            order.add(1)
        }
        #expect(order.values == [1, 2])
        #expect(window.account.handedOver.count == 2)
    }

    @Test("a faulty store fails before or after the commit, or holds a write")
    func faults() async throws {
        let faulty = FaultyStore(store)
        let (before, after) = (StoreFixture.planned(), StoreFixture.planned())
        faulty.inject(.failBefore(.unavailable("x")), .failAfter(.unavailable("y")), .hold)
        await #expect(throws: StoreError.unavailable("x")) {
            try await faulty.append(AppendUnit([before]))
        }
        await #expect(throws: StoreError.unavailable("y")) {
            try await faulty.append(AppendUnit([after]))
        }
        #expect(try faulty.event(before.event.id) == nil)
        #expect(try faulty.event(after.event.id) != nil)
        let answered = Tally()
        faulty.append(AppendUnit([before])) { _ in answered.add() }
        #expect(answered.count == 0)
        #expect(faulty.heldWrites == 1)
        faulty.releaseHeld()
        #expect(answered.count == 1)
        #expect(faulty.writes == 3)
    }
}

/// What happened, in order.
final class Tally: Sendable {
    private let kept = Mutex<[Int]>([])

    func add(_ value: Int = 1) { kept.withLock { $0.append(value) } }
    var values: [Int] { kept.withLock { $0 } }
    var count: Int { values.count }
}
