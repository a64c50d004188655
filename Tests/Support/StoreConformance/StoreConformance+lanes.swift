import Model
import Store

extension StoreConformance {
    static let lanes = [
        Case("in a lane only the first is handed over; the next when it has ended") { factory in
            let fixture = try StoreFixture(factory)
            let planned = (0..<3).map { _ in StoreFixture.planned(lane: "run-1") }
            let ids = planned.map { $0.deliveries[0].id }
            try await fixture.append(planned[0], planned[1])
            try await fixture.append(planned[2])
            try await fixture.settle()
            try equal(fixture.window.account.handedOver.map(\.delivery.id), [ids[0]])
            try equal(fixture.window.account.waiting, [])
            let behind = try await fixture.claim(["audit": 9])
            try equal(behind.deliveries.count, 0)
            try equal(behind.nextDue, [:])
            try await fixture.record(
                DeliveryRecord(ids[0], .delivered, attempt: StoreFixture.attempt(1)))
            try await fixture.settle()
            try equal(fixture.window.account.waiting, [["audit"]])
            let next = try await fixture.claim(["audit": 9])
            try equal(next.deliveries.map(\.delivery.id), [ids[1]])
            // A burying is final: it holds nobody up.
            try await fixture.record(DeliveryRecord(ids[1], .burying))
            let last = try await fixture.claim(["audit": 9])
            try equal(last.deliveries.map(\.delivery.id), [ids[2]])
            try expectBalanced(fixture)
        },
        Case("a lane waits for its first through retries") { factory in
            let fixture = try StoreFixture(factory)
            let first = StoreFixture.planned(lane: "run-1")
            let second = StoreFixture.planned(lane: "run-1")
            try await fixture.append(first, second)
            let due = StoreFixture.start + .hours(1)
            try await fixture.record(
                DeliveryRecord(
                    first.deliveries[0].id, .pending(dueAt: due, excusedMilliseconds: 0),
                    attempt: StoreFixture.attempt(1, StoreFixture.refused)))
            let early = try await fixture.claim(["audit": 9], at: StoreFixture.start + .minutes(9))
            try equal(early.deliveries.count, 0)
            try equal(early.nextDue, ["audit": due])
            let late = try await fixture.claim(["audit": 9], at: due)
            try equal(late.deliveries.map(\.delivery.id), [first.deliveries[0].id])
        },
        Case("a first that leaves its lane stays queued, and the next one goes on") { factory in
            let fixture = try StoreFixture(factory)
            let planned = (0..<3).map { _ in StoreFixture.planned(lane: "run-1") }
            let ids = planned.map { $0.deliveries[0].id }
            try await fixture.append(planned[0], planned[1], planned[2])
            let due = StoreFixture.start + .hours(1)
            var record = DeliveryRecord(
                ids[0], .pending(dueAt: due, excusedMilliseconds: 0),
                attempt: StoreFixture.attempt(1, StoreFixture.refused))
            record.leavesLane = true
            try await fixture.record(record)
            try await fixture.settle()
            try equal(fixture.window.account.waiting, [["audit"]])
            let next = try await fixture.claim(["audit": 9])
            try equal(next.deliveries.map(\.delivery.id), [ids[1]])
            let late = try await fixture.claim(["audit": 9], at: due)
            try equal(late.deliveries.map(\.delivery.id), [ids[0]])
            try equal(late.deliveries.map(\.delivery.lane), [nil])
            try await fixture.record(DeliveryRecord(ids[1], .delivered))
            let last = try await fixture.claim(["audit": 9])
            try equal(last.deliveries.map(\.delivery.id), [ids[2]])
        },
        Case("lanes of other names and other targets do not wait for each other") { factory in
            let fixture = try StoreFixture(factory)
            try await fixture.append(
                StoreFixture.planned(to: ["a", "b"], lane: "run-1"),
                StoreFixture.planned(to: ["a"], lane: "run-2"), StoreFixture.planned(to: ["a"]))
            try await fixture.settle()
            try equal(fixture.window.account.handedOver.count, 4)
        },
        Case("a lane goes on when the one in front is called off") { factory in
            let fixture = try StoreFixture(factory, room: 0)
            let planned = (0..<3).map { _ in StoreFixture.planned(lane: "run-1") }
            let ids = planned.map { $0.deliveries[0].id }
            try await fixture.append(planned[0], planned[1], planned[2])
            try equal(try await fixture.cancel(ids[1]), [ids[1]])
            try equal(try await fixture.cancel(ids[0]), [ids[0]])
            let claimed = try await fixture.claim(["audit": 9])
            try equal(claimed.deliveries.map(\.delivery.id), [ids[2]])
        },
        Case("an empty lane is handed over in memory again") { factory in
            let fixture = try StoreFixture(factory)
            let first = StoreFixture.planned(lane: "run-1")
            try await fixture.append(first)
            try await fixture.record(DeliveryRecord(first.deliveries[0].id, .delivered))
            try await fixture.append(StoreFixture.planned(lane: "run-1"))
            try await fixture.settle()
            try equal(fixture.window.account.handedOver.count, 2)
        },
    ]
}
