import Model
import Store

extension StoreConformance {
    static let delivering = [
        Case("a claim takes the oldest due first, no more than wanted, and says what is next") {
            factory in
            let fixture = try StoreFixture(factory, room: 0)
            let start = StoreFixture.start
            var ids: [DeliveryID] = []
            for second in [3, 1, 2, 9] as [Int64] {
                let planned = StoreFixture.planned(at: start + .seconds(second))
                ids.append(planned.deliveries[0].id)
                try await fixture.append(planned)
            }
            let now = start + .seconds(5)
            let first = try await fixture.claim(["audit": 2], at: now)
            try equal(first.deliveries.map(\.delivery.id), [ids[1], ids[2]])
            try equal(first.nextDue, ["audit": start + .seconds(3)])
            let second = try await fixture.claim(["audit": 2, "other": 2], at: now)
            try equal(second.deliveries.map(\.delivery.id), [ids[0]])
            try equal(second.nextDue, ["audit": start + .seconds(9)])
            let third = try await fixture.claim(["audit": 0], at: start + .seconds(9))
            try equal(third.deliveries.count, 0)
            try equal(third.nextDue, ["audit": start + .seconds(9)])
            let last = try await fixture.claim(["audit": 1], at: start + .seconds(9))
            try equal(last.deliveries.map(\.delivery.id), [ids[3]])
            try equal(last.nextDue, [:])
        },
        Case("a claim stops at its bytes, never below one, and says which target was cut") {
            factory in
            let fixture = try StoreFixture(factory, room: 0)
            let start = StoreFixture.start
            for second in 1...3 as ClosedRange<Int64> {
                try await fixture.append(
                    StoreFixture.planned(
                        at: start + .seconds(second), to: ["audit", "other"],
                        body: Array(repeating: 0x20, count: 100_000)))
            }
            let now = start + .seconds(9)
            let first = try await fixture.wait { done in
                fixture.store.claim(
                    ClaimRequest(
                        now: now, wants: ["audit": 3, "other": 3], bytesMax: ["audit": 1]),
                    completion: done)
            }
            let targets = first.deliveries.map(\.delivery.target).sorted()
            try equal(targets, ["audit", "other", "other", "other"])
            try equal(first.cut, ["audit"])
            try equal(first.nextDue, ["audit": start + .seconds(2)])
            let second = try await fixture.wait { done in
                fixture.store.claim(
                    ClaimRequest(now: now, wants: ["audit": 9], bytesMax: ["audit": 150_000]),
                    completion: done)
            }
            try equal(second.deliveries.count, 2)
            try equal(second.cut, [])
            try equal(second.nextDue, [:])
        },
        Case("a retry keeps its attempts and comes back when it is due") { factory in
            let fixture = try StoreFixture(factory)
            let planned = StoreFixture.planned()
            let id = planned.deliveries[0].id
            try await fixture.append(planned)
            let due = StoreFixture.start + .minutes(2)
            let failed = StoreFixture.attempt(
                1, StoreFixture.refused, status: 500, snippet: "no\u{1}\"room\"")
            try equal(
                try await fixture.record(
                    DeliveryRecord(
                        id, .pending(dueAt: due, excusedMilliseconds: 700), attempt: failed)), [])
            let early = try await fixture.claim(["audit": 1], at: due + Milliseconds(-1))
            try equal(early.deliveries.count, 0)
            try equal(early.nextDue, ["audit": due])
            let claimed = try await fixture.claim(["audit": 1], at: due).deliveries
            try equal(claimed.map(\.attempts), [1])
            try equal(claimed.map(\.excusedMilliseconds), [700])
            try equal(claimed.map(\.dueAt), [due])
            let accepted = StoreFixture.attempt(2, at: due + .seconds(1), snippet: "ok")
            try await fixture.record(DeliveryRecord(id, .delivered, attempt: accepted))
            let detail = try fixture.store.delivery(id)
            try equal(detail?.attempts, [failed, accepted])
            try equal(detail?.summary.state, .delivered)
            try equal(detail?.summary.attempts, 2)
            try equal(detail?.summary.reason, nil)
            try equal(detail?.summary.updatedAt, accepted.endedAt)
        },
        Case("a lookup stands before the attempt it was made for, with its number") { factory in
            let fixture = try StoreFixture(factory)
            let planned = StoreFixture.planned(to: ["audit", "other"])
            let (id, other) = (planned.deliveries[0].id, planned.deliveries[1].id)
            try await fixture.append(planned)
            var lookup = StoreFixture.attempt(1)
            lookup.kind = .lookup
            let accepted = StoreFixture.attempt(1, at: StoreFixture.start + .seconds(2))
            var record = DeliveryRecord(id, .delivered, attempt: accepted)
            record.lookup = [lookup]
            // Nothing could be sent after it.
            var unsent = DeliveryRecord(
                other, .burying, reason: Reason(code: "message_empty", message: "it is empty"))
            unsent.lookup = [lookup]
            try equal(try await fixture.record(record, unsent), [])
            try equal(try fixture.store.delivery(id)?.attempts, [lookup, accepted])
            try equal(try fixture.store.delivery(id)?.summary.attempts, 1)
            try equal(try fixture.store.delivery(other)?.attempts, [lookup])
            try equal(try fixture.store.delivery(other)?.summary.reason?.code, "message_empty")
        },
        Case("a first attempt that is accepted is kept whole") { factory in
            let fixture = try StoreFixture(factory)
            let plain = StoreFixture.planned()
            let special = StoreFixture.planned()
            try await fixture.append(plain, special)
            let accepted = StoreFixture.attempt(1, status: 202, snippet: "thanks")
            let exists = StoreFixture.attempt(
                1, Outcome(.delivered, Reason(code: "exists", message: "it has it already")),
                status: 409)
            try await fixture.record(
                DeliveryRecord(plain.deliveries[0].id, .delivered, attempt: accepted),
                DeliveryRecord(special.deliveries[0].id, .delivered, attempt: exists))
            try equal(try fixture.store.delivery(plain.deliveries[0].id)?.attempts, [accepted])
            try equal(try fixture.store.delivery(special.deliveries[0].id)?.attempts, [exists])
        },
        Case("a release without an attempt leaves no trace in the history") { factory in
            let fixture = try StoreFixture(factory)
            let planned = StoreFixture.planned()
            let id = planned.deliveries[0].id
            try await fixture.append(planned)
            try await fixture.record(
                DeliveryRecord(
                    id, .pending(dueAt: StoreFixture.start, excusedMilliseconds: 0)))
            let claimed = try await fixture.claim(["audit": 1])
            try equal(claimed.deliveries.map(\.attempts), [0])
            try equal(try fixture.store.delivery(id)?.attempts, [])
        },
        Case("a record of what is not leased is refused, and the others are written") { factory in
            let fixture = try StoreFixture(factory)
            let planned = StoreFixture.planned(to: ["a", "b", "c"])
            let ids = planned.deliveries.map(\.id)
            try await fixture.append(planned)
            try await fixture.record(DeliveryRecord(ids[0], .delivered))
            try await fixture.record(
                DeliveryRecord(
                    ids[1], .pending(dueAt: StoreFixture.start, excusedMilliseconds: 0)))
            let unknown = DeliveryID.make(at: StoreFixture.start)
            let refused = try await fixture.record(
                DeliveryRecord(
                    ids[0], .delivered,
                    attempt: StoreFixture.attempt(1, at: StoreFixture.start + .hours(1))),
                DeliveryRecord(
                    ids[1], .burying, attempt: StoreFixture.attempt(1, StoreFixture.refused)),
                DeliveryRecord(unknown, .delivered, attempt: StoreFixture.attempt(1)),
                DeliveryRecord(ids[2], .delivered, attempt: StoreFixture.attempt(1)))
            try equal(refused, [ids[0], ids[1], unknown])
            try equal(try ids.map { try fixture.state($0) }, [.delivered, .pending, .delivered])
            try equal(try fixture.store.delivery(ids[1])?.attempts, [])
            try equal(fixture.store.backlog().deliveries, 1)
        },
        Case("a dead delivery is buried first, and never attempted again") { factory in
            let fixture = try StoreFixture(factory)
            let planned = StoreFixture.planned(to: ["a", "b"])
            let ids = planned.deliveries.map(\.id).sorted()
            try await fixture.append(planned)
            let tooOld = Reason(code: "too_old", message: "72 h are over", advice: "redrive it")
            try equal(
                try await fixture.record(DeliveryRecord(ids[0], .dead(file: "x"))), [ids[0]])
            try await fixture.record(
                DeliveryRecord(
                    ids[0], .burying, reason: tooOld,
                    attempt: StoreFixture.attempt(1, StoreFixture.refused, status: nil)),
                DeliveryRecord(ids[1], .burying, reason: tooOld))
            try equal(try fixture.store.buryings(after: nil, limit: 10), ids)
            try equal(try fixture.store.buryings(after: nil, limit: 1), [ids[0]])
            try equal(try fixture.store.buryings(after: ids[0], limit: 10), [ids[1]])
            let claimed = try await fixture.claim(["a": 9, "b": 9])
            try equal(claimed.deliveries.count, 0)
            try equal(
                try await fixture.record(DeliveryRecord(ids[0], .delivered)), [ids[0]])
            try equal(
                try await fixture.record(DeliveryRecord(ids[0], .dead(file: "a/1.ndjson"))), [])
            let kept = try fixture.store.delivery(ids[0])
            try equal(kept?.summary.state, .dead)
            try equal(kept?.summary.deadLetterFile, "a/1.ndjson")
            try equal(kept?.summary.reason, tooOld)
            try equal(kept?.attempts.map(\.outcome), [StoreFixture.refused])
            try equal(try fixture.store.buryings(after: nil, limit: 10), [ids[1]])
        },
    ]
}
