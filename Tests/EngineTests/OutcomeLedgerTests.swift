import Dispatching
import Model
import Store
import Testing

@testable import Engine

@Suite("Outcome ledger")
struct OutcomeLedgerTests {
    private let full = OutcomeLedger(retryWait: Milliseconds(100), retryWaitMax: .seconds(1))

    private func settlement(snippet: String = "") -> Settlement {
        let event = Event(
            id: .make(at: .zero), source: "s", identity: EventIdentity(), headers: HeaderList(),
            body: [], receivedAt: .zero, configurationVersion: "cfg")
        let leased = LeasedDelivery(
            delivery: Delivery(
                id: .make(at: .zero), target: "a", routes: [], createdAt: .zero),
            event: event, dueAt: .zero)
        let attempt = Attempt(
            number: 1, startedAt: .zero, tookMilliseconds: 1, status: 400, outcome: .delivered,
            snippet: snippet)
        return Settlement(leased, .burying, attempt: attempt)
    }

    @Test("what failed comes back, first, and later each time")
    func backOff() throws {
        var ledger = full
        let first = settlement()
        ledger.add(first)
        var now = Timestamp.zero
        for wait in [100, 200, 400, 800, 1000, 1000] as [Int64] {
            let next = ledger.nextBatch(now)
            let batch = try #require(next)
            ledger.failed(batch.id, now)
            ledger.add(settlement())
            #expect(ledger.nextBatch(now) == nil)
            #expect(ledger.wakeAt == now + Milliseconds(wait))
            now = now + Milliseconds(wait)
        }
        let next = ledger.nextBatch(now)
        let batch = try #require(next)
        #expect(batch.settlements.first?.delivery == first.delivery)
        #expect(batch.settlements.count == 7)
        #expect(ledger.committed(batch.id).count == 7)
        #expect(ledger.isEmpty)
    }

    @Test("while the store works, batches do not wait for each other")
    func pipelined() {
        var ledger = full
        ledger.add(settlement())
        #expect(ledger.nextBatch(.zero) != nil)
        ledger.add(settlement())
        #expect(ledger.nextBatch(.zero) != nil)
    }

    @Test("of a rejected batch each is tried alone, the last time without what the target said")
    func rejected() throws {
        var ledger = full
        let (good, bad) = (settlement(), settlement(snippet: "\u{0}"))
        ledger.add(good)
        ledger.add(bad)
        let next = ledger.nextBatch(.zero)
        let batch = try #require(next)
        #expect(ledger.rejected(batch.id) == nil)
        var alone: [Settlement] = []
        while let batch = ledger.nextBatch(.zero) {
            #expect(batch.settlements.count == 1)
            alone += batch.settlements
            if batch.settlements[0].attempt?.snippet == "\u{0}" {
                #expect(ledger.rejected(batch.id) == nil)
            } else {
                _ = ledger.committed(batch.id)
            }
        }
        #expect(alone.filter { $0.delivery == bad.delivery }.count == 2)
        #expect(alone.filter { $0.delivery == good.delivery }.count == 1)
        #expect(ledger.isEmpty)
    }

    private func releases(_ count: Int) -> [LeasedDelivery] {
        (0..<count).map { _ in
            let event = Event(
                id: .make(at: .zero), source: "s", identity: EventIdentity(),
                headers: HeaderList(), body: [], receivedAt: .zero, configurationVersion: "cfg")
            return LeasedDelivery(
                delivery: Delivery(
                    id: .make(at: .zero), target: "a", routes: [], createdAt: .zero),
                event: event, dueAt: .zero)
        }
    }

    @Test("what a failed write may have given back is not given back again under a new lease")
    func superseded() throws {
        var ledger = full
        let leased = releases(2)
        for one in leased {
            ledger.add(Settlement(one, .pending(dueAt: .zero, excusedMilliseconds: 0)))
        }
        #expect(!ledger.isUnsure)
        let next = ledger.nextBatch(.zero)
        ledger.failed(try #require(next).id, .zero)
        // It was committed all the same: one of them comes again by a claim made before.
        #expect(ledger.isUnsure)
        let later = Timestamp(seconds: 9)
        #expect(ledger.nextBatch(later, isClaiming: true) == nil)
        let gone = ledger.superseded(by: [leased[0]])
        #expect(gone.map(\.delivery) == [leased[0].delivery.id])
        let rest = ledger.nextBatch(later)
        let batch = try #require(rest)
        #expect(batch.settlements.map(\.delivery) == [leased[1].delivery.id])
        #expect(ledger.isUnsure)
        _ = ledger.committed(batch.id)
        #expect(!ledger.isUnsure && ledger.isEmpty)
    }
}
