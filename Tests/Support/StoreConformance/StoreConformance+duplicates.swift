import Model
import Store
import Synchronization

extension StoreConformance {
    static let duplicates = [
        Case("the second event with a key is a duplicate of the first") { factory in
            let fixture = try StoreFixture(factory)
            let first = StoreFixture.planned(dedupe: key())
            let second = StoreFixture.planned(dedupe: key())
            let other = StoreFixture.planned(dedupe: key(2))
            try equal(try await fixture.append(first), [.stored])
            try equal(
                try await fixture.append(second, other),
                [.duplicate(of: first.event.id), .stored])
            try await fixture.settle()
            try expect(try fixture.store.event(second.event.id) == nil, "stored twice")
            try equal(fixture.window.account.handedOver.count, 2)
            try expectBalanced(fixture)
        },
        Case("a key counts within one unit too") { factory in
            let fixture = try StoreFixture(factory)
            let first = StoreFixture.planned(dedupe: key())
            let second = StoreFixture.planned(dedupe: key())
            try equal(
                try await fixture.append(first, second), [.stored, .duplicate(of: first.event.id)])
        },
        Case("an event without a key is never a duplicate") { factory in
            let fixture = try StoreFixture(factory)
            try equal(
                try await fixture.append(StoreFixture.planned(), StoreFixture.planned()),
                [.stored, .stored])
        },
        Case("a key counts no more when its window is over") { factory in
            let fixture = try StoreFixture(factory)
            let end = StoreFixture.start + .hours(1)
            let first = StoreFixture.planned(dedupe: key())
            try await fixture.append(first)
            let late = StoreFixture.planned(
                at: end + Milliseconds(-1), dedupe: key(until: end + .hours(1)))
            try equal(try await fixture.append(late), [.duplicate(of: first.event.id)])
            let next = StoreFixture.planned(at: end, dedupe: key(until: end + .hours(1)))
            try equal(try await fixture.append(next), [.stored])
            let again = StoreFixture.planned(at: end, dedupe: key(until: end + .hours(1)))
            try equal(try await fixture.append(again), [.duplicate(of: next.event.id)])
        },
        Case("a delivery whose keys are all taken is called off, and says why") { factory in
            let fixture = try StoreFixture(factory)
            func planned(_ keys: [UInt8], lane: String? = nil) -> PlannedEvent {
                var planned = StoreFixture.planned(to: ["a", "b"], lane: lane)
                planned.once[planned.deliveries[0].id] = keys.map { key($0) }
                return planned
            }
            let first = planned([1], lane: "a|s|r")
            let again = planned([1], lane: "a|s|r")
            let wider = planned([1, 2])
            let last = planned([2])
            for one in [first, again, wider, last] {
                try equal(try await fixture.append(one), [.stored])
            }
            try await fixture.settle()
            let states = try [first, again, wider, last].map {
                try fixture.state($0.deliveries[0].id)
            }
            try equal(states.map { $0 == .cancelled }, [false, true, false, true])
            let reason = try fixture.store.delivery(again.deliveries[0].id)?.summary.reason
            try equal(reason?.code, Reason.sentOnce.code)
            try equal(try fixture.state(again.deliveries[1].id) == .cancelled, false)
            try equal(fixture.store.backlog().deliveries, 6)
            try expectBalanced(fixture)
        },
        Case("of sixteen threads with one key exactly one stores its event") { factory in
            let fixture = try StoreFixture(factory)
            let results = try await withThrowingTaskGroup(of: (EventID, AppendResult).self) {
                group in
                for _ in 0..<16 {
                    group.addTask {
                        let planned = StoreFixture.planned(to: ["a", "b"], dedupe: key())
                        return (planned.event.id, try await fixture.append(planned)[0])
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let stored = results.filter { $0.1 == .stored }
            try equal(stored.count, 1)
            for (id, result) in results where id != stored[0].0 {
                try equal(result, .duplicate(of: stored[0].0))
            }
            try await fixture.settle()
            try equal(fixture.store.backlog().deliveries, 2)
            try equal(fixture.window.account.handedOver.count, 2)
            try expectBalanced(fixture)
        },
        Case("the original is there when a duplicate is answered") { factory in
            let fixture = try StoreFixture(factory)
            let answers = Mutex<[AppendResult?]>([])
            let planned = (0..<8).map { _ in StoreFixture.planned(dedupe: key()) }
            await withCheckedContinuation { continuation in
                for (index, planned) in planned.enumerated() {
                    fixture.store.append(AppendUnit([planned])) { result in
                        answers.withLock { $0.append(try? result.get().first) }
                        if index == 7 { continuation.resume() }
                    }
                }
            }
            let original = planned[0].event.id
            try equal(
                answers.withLock { $0 },
                [.stored] + Array(repeating: .duplicate(of: original), count: 7))
            try equal(try fixture.store.events(EventQuery()).items.map(\.id), [original])
        },
    ]

    private static func key(
        _ byte: UInt8 = 1, until expiresAt: Timestamp = StoreFixture.start + .hours(1)
    ) -> DedupeKey { StoreFixture.key(byte, until: expiresAt) }
}
