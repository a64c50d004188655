import Dispatching
import Model
import Store

/// Outcomes on their way into the store. None is lost while the store cannot take them: what
/// failed comes back and is tried again, later each time. Pure; a shard owns one.
struct OutcomeLedger: Sendable {
    struct BatchID: Hashable, Sendable { let value: Int }

    struct Batch: Sendable {
        let id: BatchID
        let settlements: [Settlement]
    }

    /// Keeps the store's transactions short.
    static let batchMax = 512

    private let retryWait: Milliseconds
    private let retryWaitMax: Milliseconds
    private var waiting: [Settlement] = []
    /// The store said that it did not take them. It may have done so all the same: a commit whose
    /// answer was lost.
    private var unsure: [Settlement] = []
    /// Of them, on their way again.
    private var unsureUnderWay: BatchID?
    /// Of a batch that the store rejected: one at a time, to find the one that is at fault.
    private var suspects: [Settlement] = []
    private var underWay: [BatchID: [Settlement]] = [:]
    private var lastID = 0
    private var wait = Milliseconds.zero
    private var notBefore = Timestamp.zero

    init(retryWait: Milliseconds, retryWaitMax: Milliseconds) {
        self.retryWait = retryWait
        self.retryWaitMax = retryWaitMax
    }

    var isEmpty: Bool {
        waiting.isEmpty && unsure.isEmpty && suspects.isEmpty && underWay.isEmpty
    }
    var count: Int {
        waiting.count + unsure.count + suspects.count
            + underWay.values.reduce(0) { $0 + $1.count }
    }
    /// Nothing may be claimed until these are recorded: a delivery that was given back without our
    /// knowing would come again, and its old record would give it back under the new attempt.
    var isUnsure: Bool { !unsure.isEmpty || unsureUnderWay != nil }

    /// When there is something to do although nothing happened.
    var wakeAt: Timestamp? {
        let hasWork = !waiting.isEmpty || !unsure.isEmpty || !suspects.isEmpty
        return hasWork && wait > .zero && underWay.isEmpty ? notBefore : nil
    }

    mutating func add(_ settlement: Settlement) { waiting.append(settlement) }

    /// What to record now. While the store is failing: one batch at a time, after a wait.
    ///
    /// `isClaiming`: a claim is under way, which may bring what is unsure.
    mutating func nextBatch(_ now: Timestamp, isClaiming: Bool = false) -> Batch? {
        if wait > .zero {
            guard underWay.isEmpty, now >= notBefore else { return nil }
        }
        let settlements: [Settlement]
        if let suspect = suspects.popLast() {
            settlements = [suspect]
        } else if !unsure.isEmpty {
            guard !isClaiming else { return nil }
            unsure += waiting
            waiting = []
            settlements = Self.takeFirst(&unsure)
            unsureUnderWay = BatchID(value: lastID + 1)
        } else {
            settlements = Self.takeFirst(&waiting)
        }
        guard !settlements.isEmpty else { return nil }
        lastID += 1
        underWay[BatchID(value: lastID)] = settlements
        return Batch(id: BatchID(value: lastID), settlements: settlements)
    }

    private static func takeFirst(_ list: inout [Settlement]) -> [Settlement] {
        guard list.count > batchMax else {
            defer { list = [] }
            return list
        }
        defer { list.removeFirst(batchMax) }
        return Array(list.prefix(batchMax))
    }

    /// These were leased anew. What would give one of them back has been committed, then, although
    /// the store said otherwise: it is out of the ledger, and the answer.
    mutating func superseded(by leased: [LeasedDelivery]) -> [Settlement] {
        guard !unsure.isEmpty else { return [] }
        let ids = Set(leased.map(\.delivery.id))
        var gone: [Settlement] = []
        unsure.removeAll { settlement in
            guard case .pending = settlement.change, ids.contains(settlement.delivery) else {
                return false
            }
            gone.append(settlement)
            return true
        }
        return gone
    }

    mutating func committed(_ id: BatchID) -> [Settlement] {
        wait = .zero
        if unsureUnderWay == id { unsureUnderWay = nil }
        return underWay.removeValue(forKey: id) ?? []
    }

    /// The store will take them another time.
    mutating func failed(_ id: BatchID, _ now: Timestamp) {
        unsure = (underWay.removeValue(forKey: id) ?? []) + unsure
        if unsureUnderWay == id { unsureUnderWay = nil }
        wait = wait == .zero ? retryWait : min(wait.scaled(by: 2), retryWaitMax)
        notBefore = now + wait
    }

    /// The store will never take this batch: each of it is tried alone. The answer is what cannot
    /// be stored even so, without what the target said; it is out of the ledger then.
    mutating func rejected(_ id: BatchID) -> Settlement? {
        guard var settlements = underWay.removeValue(forKey: id) else { return nil }
        if unsureUnderWay == id { unsureUnderWay = nil }
        if settlements.count == 1, var only = settlements.first {
            guard only.attempt?.snippet.isEmpty == false else { return only }
            // The one part that strangers write. A lookup before it has none.
            only.attempt?.snippet = ""
            settlements = [only]
        }
        suspects += settlements
        return nil
    }
}

extension DeliveryRecord {
    init(_ settlement: Settlement) {
        let change: Change =
            switch settlement.change {
            case .delivered: .delivered
            case .pending(let dueAt, let excused):
                .pending(dueAt: dueAt, excusedMilliseconds: excused)
            case .burying: .burying
            case .cancelled(let by): .cancelled(by: by)
            }
        self.init(
            settlement.delivery, change, reason: settlement.reason, attempt: settlement.attempt)
        lookup = settlement.lookup
        leavesLane = settlement.leavesLane
    }
}
