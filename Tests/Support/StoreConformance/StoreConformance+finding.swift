import Model
import Store

extension StoreConformance {
    static let finding = [
        Case("events are found newest first, page by page, also when they are of one moment") {
            factory in
            let fixture = try StoreFixture(factory, room: 0)
            var ids: [EventID] = []
            for second in [0, 0, 0, 0, 0, 1, 2] as [Int64] {
                let planned = StoreFixture.planned(at: StoreFixture.start + .seconds(second))
                ids.append(planned.event.id)
                try await fixture.append(planned)
            }
            var query = EventQuery()
            query.limit = 3
            var found: [EventID] = []
            var pages = 0
            repeat {
                let page = try fixture.store.events(query)
                found += page.items.map(\.id)
                query.before = page.next
                pages += 1
            } while query.before != nil && pages < 9
            try equal(found, ids.sorted(by: >))
            try equal(pages, 3)
        },
        Case("events are found by every field, and by all of them together") { factory in
            let fixture = try StoreFixture(factory)
            let start = StoreFixture.start
            let same = StoreFixture.planned(
                at: start, identity: EventIdentity(type: "t1", interview: "7", run: "7"))
            let other = StoreFixture.planned(
                at: start + .seconds(1), to: [], source: "xobin",
                identity: EventIdentity(type: "t2", interview: "7", run: "8"))
            let plain = StoreFixture.planned(
                at: start + .seconds(2), identity: EventIdentity(type: "t2"))
            try await fixture.append(same, other, plain)
            func find(_ fill: (inout EventQuery) -> Void) throws -> [EventID] {
                var query = EventQuery()
                fill(&query)
                return try fixture.store.events(query).items.map(\.id)
            }
            let (a, b, c) = (same.event.id, other.event.id, plain.event.id)
            try equal(try find { $0.source = "apriora" }, [c, a])
            try equal(try find { $0.source = "unknown" }, [])
            try equal(try find { $0.type = "t2" }, [c, b])
            try equal(try find { $0.interview = "7" }, [b, a])
            try equal(try find { $0.interview = "" }, [c])
            try equal(try find { $0.run = "7" }, [a])
            try equal(try find { $0.run = "" }, [c])
            try equal(try find { $0.since = start + .seconds(1) }, [c, b])
            try equal(try find { $0.unroutedOnly = true }, [b])
            try equal(
                try find {
                    $0.interview = "7"
                    $0.source = "apriora"
                    $0.type = "t1"
                    $0.run = "7"
                    $0.since = start
                }, [a])
            try equal(
                try find {
                    $0.interview = "7"
                    $0.before = b.description
                }, [a])
            try equal(try find { $0.before = "no id" }, [c, b, a])
            let summary = try fixture.store.events(EventQuery()).items.last
            try equal(summary?.interview, "7")
            try equal(summary?.deliveries, 1)
            try equal(summary?.bodyBytes, same.event.body.count)
        },
        Case("deliveries are found by event, target and state, page by page") { factory in
            let fixture = try StoreFixture(factory)
            let first = StoreFixture.planned(to: ["a", "b", "c", "d"])
            let second = StoreFixture.planned(to: ["a", "a"])
            try await fixture.append(first, second)
            let all = (first.deliveries + second.deliveries).map(\.id)
            try await fixture.record(
                DeliveryRecord(all[0], .delivered), DeliveryRecord(all[1], .burying),
                DeliveryRecord(all[2], .cancelled(by: "ann")))
            try await fixture.record(DeliveryRecord(all[1], .dead(file: "f")))
            func find(_ fill: (inout DeliveryQuery) -> Void) throws -> [DeliveryID] {
                var query = DeliveryQuery()
                fill(&query)
                return try fixture.store.deliveries(query).items.map(\.delivery.id)
            }
            func newest(_ ids: [DeliveryID]) -> [DeliveryID] { ids.sorted(by: >) }
            try equal(try find { _ in }, newest(all))
            try equal(try find { $0.event = first.event.id }, newest(Array(all[..<4])))
            try equal(try find { $0.event = .make(at: StoreFixture.start) }, [])
            try equal(try find { $0.target = "a" }, newest([all[0], all[4], all[5]]))
            try equal(try find { $0.target = "nobody" }, [])
            try equal(try find { $0.states = [.dead, .cancelled] }, newest([all[1], all[2]]))
            try equal(try find { $0.states = [.leased] }, newest(Array(all[3...])))
            try equal(try find { $0.states = [.delivered, .dead] }, newest([all[0], all[1]]))
            try equal(
                try find {
                    $0.target = "a"
                    $0.states = [.leased]
                    $0.event = second.event.id
                }, newest([all[4], all[5]]))
            var query = DeliveryQuery()
            query.limit = 4
            let page = try fixture.store.deliveries(query)
            query.before = page.next
            let rest = try fixture.store.deliveries(query)
            try equal((page.items + rest.items).map(\.delivery.id), newest(all))
            try equal(rest.next, nil)
            try equal(page.items.count, 4)
        },
        Case("what was never stored is not found") { factory in
            let fixture = try StoreFixture(factory)
            try expect(try fixture.store.event(.make(at: .zero)) == nil, "an event")
            try expect(try fixture.store.delivery(.make(at: .zero)) == nil, "a delivery")
            try equal(try fixture.store.buryings(after: nil, limit: 5), [])
            try equal(try fixture.store.targetStates(), [])
        },
    ]
}
