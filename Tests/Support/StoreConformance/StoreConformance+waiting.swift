import Model
import Store

extension StoreConformance {
    /// What is done to all that waits for a target.
    static let waiting = [
        Case("what waits for a person is not due before somebody says so, and holds its lane") {
            factory in
            let fixture = try StoreFixture(factory)
            let first = StoreFixture.planned(lane: "audit|apriora|7")
            let second = StoreFixture.planned(
                at: StoreFixture.start + .seconds(1), lane: "audit|apriora|7")
            try await fixture.append(first)
            try await fixture.append(second)
            let id = first.deliveries[0].id
            let lost = StoreFixture.attempt(1, StoreFixture.refused, status: nil)
            try await fixture.record(
                DeliveryRecord(
                    id, .pending(dueAt: .whenToldTo, excusedMilliseconds: 5), attempt: lost))
            let late = StoreFixture.start + .days(40)
            let none = try await fixture.claim(["audit": 9], at: late)
            try equal(none.deliveries.count, 0)
            try equal(none.nextDue, [:])
            let expedited = try await fixture.wait { done in
                fixture.store.expedite(
                    target: "audit", destination: "", now: late, completion: done)
            }
            try equal(expedited, 0)
            try equal(try fixture.store.delivery(id)?.summary.waitsForPerson, true)
            try equal(try fixture.store.waitingForPerson(), 1)
            var query = DeliveryQuery()
            query.waitsForPerson = true
            try equal(try fixture.store.deliveries(query).items.map(\.delivery.id), [id])
            let told = lost.endedAt + .minutes(10)
            func resend(_ ids: [DeliveryID]) async throws(StoreError) -> [DeliveryID] {
                try await fixture.wait { fixture.store.resend(ids, now: told, completion: $0) }
            }
            try equal(try await resend([id, second.deliveries[0].id]), [id])
            try equal(try await resend([id]), [])
            try equal(try fixture.store.waitingForPerson(), 0)
            let claimed = try await fixture.claim(["audit": 9], at: told).deliveries
            try equal(claimed.map(\.delivery.id), [id])
            try equal(claimed.map(\.excusedMilliseconds), [5 + 600_000])
            try await fixture.record(
                DeliveryRecord(id, .pending(dueAt: .whenToldTo, excusedMilliseconds: 5)))
            // Given up by a person, it lets the next one go.
            try equal(try await fixture.cancel(id), [id])
            try equal(try fixture.store.waitingForPerson(), 0)
            let next = try await fixture.claim(["audit": 9], at: late).deliveries
            try equal(next.map(\.delivery.id), [second.deliveries[0].id])
        },
        Case("the oldest that is unfinished is found, whatever else waits") { factory in
            let fixture = try StoreFixture(factory)
            func planned(_ second: Int64, lane: String? = nil, source: String = "apriora")
                -> PlannedEvent
            {
                StoreFixture.planned(
                    at: StoreFixture.start + .seconds(second), lane: lane, source: source)
            }
            func oldest(before second: Int64, forPerson: Bool = false) throws -> Int64? {
                let query = UnfinishedQuery(
                    createdBefore: StoreFixture.start + .seconds(second),
                    waitsForPerson: forPerson, otherThan: "signalbox")
                return try fixture.store.oldestUnfinished(query)
                    .map { ($0 - StoreFixture.start).count / 1000 }
            }
            try equal(try oldest(before: 99), nil)
            // Of each state one that is meant stands behind one that is not.
            let events = [
                planned(0, source: "signalbox"), planned(2), planned(4, source: "signalbox"),
                planned(6), planned(8, lane: "run"), planned(10), planned(12), planned(14),
                planned(16, source: "signalbox"),
            ]
            for event in events { try await fixture.append(event) }
            let ids = events.map(\.deliveries[0].id)
            func wait(_ index: Int, until time: Timestamp) async throws {
                try await fixture.record(
                    DeliveryRecord(ids[index], .pending(dueAt: time, excusedMilliseconds: 0)))
            }
            try await wait(2, until: StoreFixture.start + .hours(1))
            try await wait(3, until: .whenToldTo)
            try await wait(7, until: .whenToldTo)
            try await wait(8, until: .whenToldTo)
            try await wait(5, until: StoreFixture.start + .hours(1))
            try await fixture.record(DeliveryRecord(ids[6], .burying))
            try equal(try oldest(before: 2), nil)
            for (index, second) in [(1, 2), (4, 8), (5, 10), (6, 12)] as [(Int, Int64)] {
                try equal(try oldest(before: 99), second)
                try equal(try oldest(before: second), nil)
                try equal(try oldest(before: second + 1), second)
                switch index {
                case 5: try equal(try await fixture.cancel(ids[index]), [ids[index]])
                case 6:
                    try await fixture.record(DeliveryRecord(ids[index], .dead(file: "f")))
                default: try await fixture.record(DeliveryRecord(ids[index], .delivered))
                }
            }
            try equal(try oldest(before: 99), nil)
            try equal(try oldest(before: 6, forPerson: true), nil)
            try equal(try oldest(before: 99, forPerson: true), 6)
            try equal(try await fixture.cancel(ids[3]), [ids[3]])
            try equal(try oldest(before: 99, forPerson: true), 14)
            try equal(try await fixture.cancel(ids[7]), [ids[7]])
            try equal(try oldest(before: 99, forPerson: true), nil)
        },
        Case("what waits for a target and is old can be called off, however much it is") {
            factory in
            let fixture = try StoreFixture(factory, room: 0)
            let start = StoreFixture.start
            let old = (0..<2_300).map { index in
                StoreFixture.planned(
                    at: start + Milliseconds(Int64(index / 50)), to: ["a"],
                    lane: index < 3 ? "run" : nil)
            }
            for planned in old { fixture.store.append(AppendUnit([planned])) { _ in } }
            let other = StoreFixture.planned(at: start, to: ["b"])
            let young = StoreFixture.planned(at: start + .hours(1), to: ["a"])
            try await fixture.append(other, young)
            try equal(try await fixture.cancelWaiting("a", before: start + .hours(1)), 2_300)
            try equal(try await fixture.cancelWaiting("a", before: start + .hours(1)), 0)
            try equal(try await fixture.cancelWaiting("nobody", before: start + .hours(1)), 0)
            let detail = try fixture.store.delivery(old[7].deliveries[0].id)
            try equal(detail?.summary.state, .cancelled)
            try equal(detail?.summary.reason?.message, "called off")
            try equal(try fixture.state(other.deliveries[0].id), .pending)
            try equal(fixture.store.backlog().deliveries, 2)
            let claimed = try await fixture.claim(["a": 9], at: start + .hours(2))
            try equal(claimed.deliveries.map(\.delivery.id), [young.deliveries[0].id])
        },
        Case("what is leased is not called off") { factory in
            let fixture = try StoreFixture(factory)
            let planned = StoreFixture.planned(to: ["a"])
            try await fixture.append(planned)
            try equal(
                try await fixture.cancelWaiting("a", before: StoreFixture.start + .hours(1)), 0)
            try equal(try fixture.state(planned.deliveries[0].id), .leased)
        },
        Case("what waits for a destination can be made due") { factory in
            let fixture = try StoreFixture(factory)
            let start = StoreFixture.start
            let due = start + .hours(1)
            var ids: [String: DeliveryID] = [:]
            for destination in ["", "C1", "C2"] {
                let planned = StoreFixture.planned(to: ["slack"], destination: destination)
                let id = planned.deliveries[0].id
                ids[destination] = id
                try await fixture.append(planned)
                try await fixture.record(
                    DeliveryRecord(id, .pending(dueAt: due, excusedMilliseconds: 5)))
            }
            try await fixture.settle()
            let before = fixture.window.account.waiting.count
            try equal(try await fixture.expedite("slack", "C1", at: start), 1)
            try equal(try await fixture.expedite("nobody", "C1", at: start), 0)
            try await fixture.settle()
            try equal(fixture.window.account.waiting.count, before + 1)
            let claimed = try await fixture.claim(["slack": 9], at: start)
            try equal(claimed.deliveries.map(\.delivery.id), [ids["C1"]])
            try equal(claimed.nextDue, ["slack": due])
            try equal(try await fixture.expedite("slack", "", at: start), 1)
            let own = try await fixture.claim(["slack": 9], at: start)
            try equal(own.deliveries.map(\.delivery.id), [ids[""]])
        },
        Case("what waits for a renamed target waits for its new name, in order") { factory in
            let fixture = try StoreFixture(factory, room: 0)
            let lanes = ["old|s|r1", "old|s|r1", nil]
            let planned = lanes.map { StoreFixture.planned(to: ["old"], lane: $0) }
            for one in planned { try await fixture.append(one) }
            try await fixture.append(StoreFixture.planned(to: ["other"]))
            try equal(try await fixture.rename("nobody", to: "new"), 0)
            try equal(try await fixture.rename("old", to: "new"), 3)
            try equal(try await fixture.rename("old", to: "new"), 0)
            try await fixture.settle()
            try equal(
                try fixture.store.pendingTargets(countMax: 10).map(\.target), ["new", "other"])
            let ids = planned.map { $0.deliveries[0].id }
            let first = try await fixture.claim(["new": 9, "old": 9])
            try equal(Set(first.deliveries.map(\.delivery.id)), [ids[0], ids[2]])
            try equal(Set(first.deliveries.map(\.delivery.target)), ["new"])
            try equal(
                Set(first.deliveries.compactMap(\.delivery.lane)), ["new|s|r1"])
            try await fixture.record(DeliveryRecord(ids[0], .delivered))
            let second = try await fixture.claim(["new": 9])
            try equal(second.deliveries.map(\.delivery.id), [ids[1]])
        },
        Case("a renamed delivery stands behind whoever is first in its new lane") { factory in
            let fixture = try StoreFixture(factory, room: 0)
            let new = StoreFixture.planned(to: ["new"], lane: "new|s|r1")
            let old = StoreFixture.planned(to: ["old"], lane: "old|s|r1")
            try await fixture.append(new)
            try await fixture.append(old)
            try equal(try await fixture.rename("old", to: "new"), 1)
            let first = try await fixture.claim(["new": 9])
            try equal(first.deliveries.map(\.delivery.id), [new.deliveries[0].id])
            try await fixture.record(DeliveryRecord(new.deliveries[0].id, .delivered))
            let second = try await fixture.claim(["new": 9])
            try equal(second.deliveries.map(\.delivery.id), [old.deliveries[0].id])
        },
        Case("it knows for which targets something waits") { factory in
            let fixture = try StoreFixture(factory, room: 0)
            try equal(try fixture.store.pendingTargets(countMax: 10), [])
            for target in ["b", "a", "b", "c", "b"] {
                try await fixture.append(StoreFixture.planned(to: [target]))
            }
            try await fixture.append(StoreFixture.planned(to: []))
            _ = try await fixture.claim(["c": 9])
            try equal(
                try fixture.store.pendingTargets(countMax: 2),
                [
                    PendingTarget(target: "a", deliveries: 1),
                    PendingTarget(target: "b", deliveries: 2),
                ])
        },
    ]
}
