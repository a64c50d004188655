import Model
import Store

extension StoreConformance {
    static let keeping = [
        Case("a redrive makes a new delivery once, with the old webhook id") { factory in
            let fixture = try StoreFixture(factory)
            let planned = StoreFixture.planned()
            let origin = planned.deliveries[0].id
            try await fixture.append(planned)
            try await fixture.record(DeliveryRecord(origin, .burying))
            try await fixture.record(DeliveryRecord(origin, .dead(file: "f")))
            let request = redrive(planned)
            guard case .made(let made)? = try await fixture.redrive(request).first else {
                throw Broken(description: "nothing was made")
            }
            try equal(try await fixture.redrive(request, request), [.exists(made), .exists(made)])
            var next = request
            next.generation = 2
            let second = try await fixture.redrive(next)
            try expect(second != [.exists(made)], "another generation is another delivery")
            try await fixture.settle()
            try equal(fixture.window.account.waiting, [["hiring"], ["hiring"]])
            let claimed = try await fixture.claim(["hiring": 1], at: request.now).deliveries
            try equal(claimed.map(\.delivery.id), [made])
            try equal(claimed.map(\.delivery.webhookID), [origin])
            try equal(
                claimed.map(\.delivery.redrive), [RedriveMark(origin: origin, generation: 1)])
            try equal(claimed.map(\.event.id), [planned.event.id])
            try equal(fixture.store.backlog().deliveries, 2)
        },
        Case("a redrive brings a swept event back") { factory in
            let fixture = try StoreFixture(factory)
            let planned = StoreFixture.planned(body: [1, 2, 0])
            let request = redrive(planned)
            guard case .made(let made)? = try await fixture.redrive(request).first else {
                throw Broken(description: "nothing was made")
            }
            try equal(try fixture.store.event(planned.event.id)?.body, [1, 2, 0])
            try equal(try fixture.store.delivery(made)?.summary.event, planned.event.id)
        },
        Case("only what is pending can be called off") { factory in
            let fixture = try StoreFixture(factory, room: 1)
            let planned = StoreFixture.planned(to: ["a", "b", "c"])
            let ids = planned.deliveries.map(\.id)
            try await fixture.append(planned)
            try equal(try await fixture.cancel(ids), [ids[1], ids[2]])
            try equal(try await fixture.cancel(ids), [])
            try equal(try ids.map { try fixture.state($0) }, [.leased, .cancelled, .cancelled])
            try equal(try fixture.store.delivery(ids[1])?.summary.reason?.code, "cancelled")
            let claimed = try await fixture.claim(["a": 9, "b": 9, "c": 9])
            try equal(claimed.deliveries.count, 0)
            try equal(fixture.store.backlog().deliveries, 1)
        },
        Case("a sweep removes what ended long ago, and nothing that has not ended") { factory in
            let fixture = try StoreFixture(factory)
            let old = StoreFixture.start
            let delivered = StoreFixture.planned(at: old)
            let unrouted = StoreFixture.planned(at: old, to: [])
            let dead = StoreFixture.planned(at: old)
            let open = StoreFixture.planned(at: old, to: ["a", "b"])
            let burying = StoreFixture.planned(at: old)
            let young = StoreFixture.planned(at: old + .days(6))
            for planned in [delivered, unrouted, dead, open, burying, young] {
                try await fixture.append(planned)
            }
            for planned in [delivered, open, young] {
                try await fixture.record(
                    DeliveryRecord(
                        planned.deliveries[0].id, .delivered,
                        attempt: StoreFixture.attempt(2, at: planned.event.receivedAt)))
            }
            for planned in [dead, burying] {
                try await fixture.record(DeliveryRecord(planned.deliveries[0].id, .burying))
            }
            try await fixture.record(DeliveryRecord(dead.deliveries[0].id, .dead(file: "f")))
            func kept() throws -> [Bool] {
                try [delivered, unrouted, dead, open, burying, young].map {
                    try fixture.store.event($0.event.id) != nil
                }
            }
            try equal(try await fixture.sweep(at: old + .days(7)), 0)
            try equal(try await fixture.sweep(at: old + .days(7) + Milliseconds(1)), 2)
            try equal(try kept(), [false, false, true, true, true, true])
            try expect(
                try fixture.store.delivery(delivered.deliveries[0].id) == nil,
                "its delivery is still there")
            try equal(try await fixture.sweep(at: old + .days(31)), 2)
            try equal(try kept(), [false, false, false, true, true, false])
            try await fixture.record(DeliveryRecord(open.deliveries[1].id, .delivered))
            try equal(try await fixture.sweep(at: old + .days(400)), 1)
        },
        Case("a sweep does no more than its limit, and goes on where it stopped") { factory in
            let fixture = try StoreFixture(factory)
            for _ in 0..<25 { try await fixture.append(StoreFixture.planned(to: [])) }
            let now = StoreFixture.start + .days(8)
            var removed: [Int] = []
            for _ in 0..<4 { removed.append(try await fixture.sweep(at: now, limit: 10)) }
            try equal(removed, [10, 10, 5, 0])
        },
        Case("a redrive is not repeated when what it made has been swept") { factory in
            let fixture = try StoreFixture(factory)
            let planned = StoreFixture.planned()
            let request = redrive(planned)
            guard case .made(let made)? = try await fixture.redrive(request).first else {
                throw Broken(description: "nothing was made")
            }
            _ = try await fixture.claim(["hiring": 1], at: request.now)
            try await fixture.record(DeliveryRecord(made, .delivered))
            try equal(try await fixture.sweep(at: StoreFixture.start + .days(40)), 1)
            try equal(try await fixture.redrive(request), [.exists(made)])
        },
        Case("a thread's first message is kept with its delivery, and only with it") { factory in
            let fixture = try StoreFixture(factory)
            let planned = StoreFixture.planned(to: ["hiring"])
            _ = try await fixture.append(planned)
            let id = planned.deliveries[0].id
            let key = ThreadKey(target: "hiring", channel: "C0", source: "a", run: "7")
            try equal(try fixture.store.threadMessage(key), nil)
            _ = try await fixture.claim(["hiring": 1])
            var record = DeliveryRecord(id, .delivered)
            record.thread = ThreadMark(key: key, message: "17.1")
            try await fixture.record(record)
            try equal(try fixture.store.threadMessage(key), "17.1")
            // It is final: the record is refused, and what it says with it.
            record.thread?.message = "18.2"
            try equal(try await fixture.record(record), [id])
            try equal(try fixture.store.threadMessage(key), "17.1")
            let other = ThreadKey(target: "hiring", channel: "C0", source: "a", run: "8")
            try equal(try fixture.store.threadMessage(other), nil)
        },
        Case("a target's state is replaced as a whole") { factory in
            let fixture = try StoreFixture(factory)
            let start = StoreFixture.start
            let paused = TargetStateRecord(target: "b", state: .paused, since: start, by: "ann")
            let blocked = TargetStateRecord(
                target: "a", destination: "C0B", state: .blocked, since: start,
                reason: Reason(code: "channel_is_archived", message: "m", advice: "a"),
                notBefore: start + .minutes(10))
            try await fixture.set(paused)
            try await fixture.set(blocked)
            try equal(try fixture.store.targetStates(), [blocked, paused])
            let sending = TargetStateRecord(target: "b", state: .sending, since: start)
            try await fixture.set(sending)
            try equal(try fixture.store.targetStates(), [blocked, sending])
        },
        Case("a target's state keeps its wait, its pace and its stops") { factory in
            let fixture = try StoreFixture(factory)
            var record = TargetStateRecord(
                target: "a", state: .probing, since: StoreFixture.start,
                notBefore: StoreFixture.start + .minutes(4))
            record.probeWait = .minutes(4)
            record.slowly = SlowPace(count: 7, per: .minutes(1))
            record.stops = ([0, 1, 2] as [Int64]).map {
                let from = StoreFixture.start + .hours($0)
                return Stop(from: from, to: from + .minutes(5))
            }
            try await fixture.set(record)
            try equal(try fixture.store.targetStates(), [record])
            record.probeWait = nil
            record.slowly = nil
            record.stops = []
            try await fixture.set(record)
            try equal(try fixture.store.targetStates(), [record])
        },
    ]

    private static func redrive(_ planned: PlannedEvent) -> RedriveRequest {
        RedriveRequest(
            origin: planned.deliveries[0].id, generation: 1, target: "hiring",
            webhookID: planned.deliveries[0].webhookID, destination: "", routes: ["everything"],
            now: StoreFixture.start + .days(1), event: planned.event)
    }
}
