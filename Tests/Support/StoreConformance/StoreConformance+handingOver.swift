import Model
import Store

extension StoreConformance {
    static let handingOver = [
        Case("what has room is committed as leased and handed over") { factory in
            let fixture = try StoreFixture(factory)
            let planned = StoreFixture.planned(to: ["audit", "hiring"])
            try await fixture.append(planned)
            let handed = await fixture.window.handedOver(2)
            try equal(handed.map(\.delivery.id), planned.deliveries.map(\.id))
            try expect(handed.allSatisfy { $0.event === planned.event }, "the event was copied")
            for delivery in planned.deliveries {
                try equal(try fixture.state(delivery.id), .leased)
            }
            try await fixture.settle()
            try equal(fixture.window.account.waiting, [])
            let claimed = try await fixture.claim(["audit": 9, "hiring": 9])
            try equal(claimed.deliveries.count, 0)
            try expectBalanced(fixture)
        },
        Case("without room it stays pending, is announced and can be claimed") { factory in
            let fixture = try StoreFixture(factory, room: 1)
            let planned = StoreFixture.planned(to: ["audit", "hiring", "notes"])
            try await fixture.append(planned)
            try await fixture.settle()
            let account = fixture.window.account
            try equal(account.handedOver.map(\.delivery.target), ["audit"])
            try equal(account.waiting, [["hiring", "notes"]])
            let claimed = try await fixture.claim(["hiring": 5, "audit": 5])
            try equal(claimed.deliveries.map(\.delivery.id), [planned.deliveries[1].id])
            try equal(claimed.deliveries[0].event.body, planned.event.body)
            try expectBalanced(fixture)
        },
        Case("the backlog counts what has not ended, and knows the oldest") { factory in
            let fixture = try StoreFixture(factory)
            let start = StoreFixture.start
            try equal(fixture.store.backlog(), Backlog())
            let old = StoreFixture.planned(at: start, to: ["audit", "hiring"])
            let new = StoreFixture.planned(at: start + .seconds(5))
            try await fixture.append(new)
            try await fixture.append(old)
            try equal(
                fixture.store.backlog(), Backlog(deliveries: 3, oldestCreatedAt: start))
            try await fixture.record(
                DeliveryRecord(old.deliveries[0].id, .delivered, attempt: StoreFixture.attempt(1)))
            try equal(
                fixture.store.backlog(), Backlog(deliveries: 2, oldestCreatedAt: start))
            try await fixture.record(DeliveryRecord(old.deliveries[1].id, .burying))
            try equal(
                fixture.store.backlog(), Backlog(deliveries: 2, oldestCreatedAt: start))
            try await fixture.record(DeliveryRecord(old.deliveries[1].id, .dead(file: "f")))
            try equal(
                fixture.store.backlog(),
                Backlog(deliveries: 1, oldestCreatedAt: start + .seconds(5)))
            try await fixture.record(DeliveryRecord(new.deliveries[0].id, .cancelled(by: "ann")))
            try equal(fixture.store.backlog(), Backlog())
        },
    ]
}
