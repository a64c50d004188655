import Model
import Store
import Synchronization

extension StoreConformance {
    static let appending = [
        Case("an event comes back as it was stored, byte for byte") { factory in
            let fixture = try StoreFixture(factory)
            let body = (0..<1024).map { UInt8(truncatingIfNeeded: $0) } + [0, 0xFF, 0xC0, 0]
            let identity = EventIdentity(
                type: "report.ready", milestone: .reportReady, interview: "int-1",
                definition: "pos-9", run: "run-1",
                fields: ["score": .number(JSONNumber(9_007_199_254_740_993)), "x": .null])
            let event = Event(
                id: .make(at: StoreFixture.start), source: "xobin", identity: identity,
                method: "PUT", query: "a=%00&b=\"x\"",
                headers: HeaderList([
                    .init(name: "X-Twice", value: "1"), .init(name: "x-twice", value: "\u{1}ü\\"),
                    .init(name: "Empty", value: ""),
                ]), body: body, receivedAt: StoreFixture.start, configurationVersion: "v7",
                traceparent: "00-1-2-01", explanation: [0x7B, 0x7D])
            try equal(
                try await fixture.append(PlannedEvent(event: event, deliveries: [])), [.stored])
            guard let kept = try fixture.store.event(event.id) else {
                throw Broken(description: "the event is not there")
            }
            try equal(kept.body, body)
            try equal(kept.headers, event.headers)
            try equal(kept.identity, identity)
            try equal(kept.id, event.id)
            try equal(kept.source, "xobin")
            try equal([kept.method, kept.query], ["PUT", "a=%00&b=\"x\""])
            try equal(kept.receivedAt, event.receivedAt)
            try equal(kept.configurationVersion, "v7")
            try equal(kept.traceparent, "00-1-2-01")
            try equal(kept.explanation, [0x7B, 0x7D])
        },
        Case("a delivery comes back as it was planned") { factory in
            let fixture = try StoreFixture(factory, room: 0)
            let time = StoreFixture.start
            var planned = StoreFixture.planned(to: [])
            let webhook = DeliveryID.make(at: time)
            let delivery = Delivery(
                id: .make(at: time), webhookID: webhook, target: "hiring", destination: "C0B",
                routes: ["a \"quoted\" route", "second"], createdAt: time,
                expiresAt: time + .hours(2), lane: "hiring/run-1")
            planned.deliveries = [delivery]
            try await fixture.append(planned)
            guard let kept = try fixture.store.delivery(delivery.id)?.summary else {
                throw Broken(description: "the delivery is not there")
            }
            try equal(kept.delivery.webhookID, webhook)
            try equal([kept.delivery.target, kept.delivery.destination], ["hiring", "C0B"])
            try equal(kept.delivery.routes, delivery.routes)
            try equal(kept.delivery.createdAt, time)
            try equal(kept.delivery.expiresAt, delivery.expiresAt)
            try equal(kept.delivery.lane, delivery.lane)
            try equal(kept.event, planned.event.id)
            try equal(kept.state, .pending)
            try equal(kept.attempts, 0)
            try equal(kept.dueAt, time)
        },
        Case("a unit is stored all or nothing") { factory in
            let fixture = try StoreFixture(factory)
            let first = StoreFixture.planned(dedupe: key)
            let twin = StoreFixture.planned(id: first.event.id)
            try await expectRejected { _ = try await fixture.append(first, twin) }
            try await fixture.settle()
            try expect(try fixture.store.event(first.event.id) == nil, "half a unit was stored")
            try expect(
                try fixture.store.delivery(first.deliveries[0].id) == nil, "a delivery was stored")
            try equal(fixture.store.backlog(), Backlog())
            try expectBalanced(fixture)
            // Its key is free again.
            try equal(try await fixture.append(StoreFixture.planned(dedupe: key)), [.stored])
        },
        Case("one bad unit among good ones is rejected alone") { factory in
            let fixture = try StoreFixture(factory)
            let stored = StoreFixture.planned(to: ["audit", "hiring"])
            try await fixture.append(stored)
            let results = Mutex<[Int: String]>([:])
            let good = (0..<40).map { _ in StoreFixture.planned(to: ["audit", "new"]) }
            await withCheckedContinuation { continuation in
                for index in 0..<40 {
                    let events = index == 17 ? [good[index], stored] : [good[index]]
                    fixture.store.append(AppendUnit(events)) { result in
                        let count = results.withLock { results in
                            switch result {
                            case .success: results[index] = "stored"
                            case .failure(let error): results[index] = error.code
                            }
                            return results.count
                        }
                        if count == 40 { continuation.resume() }
                    }
                }
            }
            try await fixture.settle()
            for index in 0..<40 {
                let isBad = index == 17
                try equal(results.withLock { $0[index] }, isBad ? "rejected" : "stored")
                try equal(try fixture.store.event(good[index].event.id) == nil, isBad)
            }
            try equal(fixture.store.backlog().deliveries, 80)
            try equal(fixture.window.account.handedOver.count, 80)
            try expectBalanced(fixture)
        },
        Case("what a caller queued is stored although the caller was cancelled") { factory in
            let fixture = try StoreFixture(factory)
            let planned = StoreFixture.planned()
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await fixture.append(planned)
            }
            try equal(try await task.value, [.stored])
            let handed = await fixture.window.handedOver(1)
            try equal(handed.map(\.delivery.id), planned.deliveries.map(\.id))
            try expect(try fixture.store.event(planned.event.id) != nil, "not stored")
        },
        Case("readers see whole units while others write") { factory in
            let fixture = try StoreFixture(factory, room: 0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<60 {
                        try await fixture.append(
                            StoreFixture.planned(to: ["a", "b", "c"]),
                            StoreFixture.planned(to: ["a", "b", "c"]))
                    }
                }
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<30 {
                            let page = try fixture.store.events(EventQuery())
                            for event in page.items { try equal(event.deliveries, 3) }
                            await Task.yield()
                        }
                    }
                }
                try await group.waitForAll()
            }
            try equal(fixture.store.backlog().deliveries, 360)
        },
        Case("a closed store answers so and does nothing") { factory in
            let fixture = try StoreFixture(factory)
            fixture.store.close()
            fixture.store.close()
            do {
                try await fixture.append(StoreFixture.planned())
                throw Broken(description: "a closed store stored something")
            } catch StoreError.closed {}
            do {
                _ = try fixture.store.event(.make(at: StoreFixture.start))
                throw Broken(description: "a closed store was read")
            } catch StoreError.closed {}
            try expectBalanced(fixture)
        },
    ]

    private static let key = StoreFixture.key(7, until: StoreFixture.start + .hours(1))

    /// Expects `.rejected`, and no other end.
    static func expectRejected(
        _ write: () async throws -> Void, line: Int = #line, file: String = #fileID
    ) async throws {
        do {
            try await write()
        } catch StoreError.rejected {
            return
        }
        throw Broken(description: "bad data was stored (\(file):\(line))")
    }
}
