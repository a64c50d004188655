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

    var isEmpty: Bool { waiting.isEmpty && suspects.isEmpty && underWay.isEmpty }
    var count: Int {
        waiting.count + suspects.count + underWay.values.reduce(0) { $0 + $1.count }
    }

    /// When there is something to do although nothing happened.
    var wakeAt: Timestamp? {
        let hasWork = !waiting.isEmpty || !suspects.isEmpty
        return hasWork && wait > .zero && underWay.isEmpty ? notBefore : nil
    }

    mutating func add(_ settlement: Settlement) { waiting.append(settlement) }

    /// What to record now. While the store is failing: one batch at a time, after a wait.
    mutating func nextBatch(_ now: Timestamp) -> Batch? {
        if wait > .zero {
            guard underWay.isEmpty, now >= notBefore else { return nil }
        }
        let settlements: [Settlement]
        if let suspect = suspects.popLast() {
            settlements = [suspect]
        } else if waiting.count <= Self.batchMax {
            settlements = waiting
            waiting = []
        } else {
            settlements = Array(waiting.prefix(Self.batchMax))
            waiting.removeFirst(settlements.count)
        }
        guard !settlements.isEmpty else { return nil }
        lastID += 1
        underWay[BatchID(value: lastID)] = settlements
        return Batch(id: BatchID(value: lastID), settlements: settlements)
    }

    mutating func committed(_ id: BatchID) -> [Settlement] {
        wait = .zero
        return underWay.removeValue(forKey: id) ?? []
    }

    /// The store will take them another time.
    mutating func failed(_ id: BatchID, _ now: Timestamp) {
        waiting = (underWay.removeValue(forKey: id) ?? []) + waiting
        wait = wait == .zero ? retryWait : min(wait.scaled(by: 2), retryWaitMax)
        notBefore = now + wait
    }

    /// The store will never take this batch: each of it is tried alone. The answer is what cannot
    /// be stored even so, without what the target said; it is out of the ledger then.
    mutating func rejected(_ id: BatchID) -> Settlement? {
        guard var settlements = underWay.removeValue(forKey: id) else { return nil }
        if settlements.count == 1, var only = settlements.first {
            guard only.attempt?.snippet.isEmpty == false else { return only }
            // The one part that strangers write.
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
        leavesLane = settlement.leavesLane
    }
}
