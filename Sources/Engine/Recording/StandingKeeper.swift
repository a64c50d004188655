import Dispatching
import Model
import Store

/// Target states on their way into the store: the newest per target, until it is stored. Pure; a
/// shard owns one.
struct StandingKeeper: Sendable {
    private let retryWait: Milliseconds
    private var unsaved: [String: TargetStateRecord] = [:]
    private var underWay: Set<String> = []
    private var notBefore = Timestamp.zero

    init(retryWait: Milliseconds) { self.retryWait = retryWait }

    var isEmpty: Bool { unsaved.isEmpty && underWay.isEmpty }
    var wakeAt: Timestamp? {
        unsaved.keys.allSatisfy(underWay.contains) ? nil : notBefore
    }

    mutating func add(_ record: TargetStateRecord) { unsaved[record.target] = record }

    /// What to store now; one write at a time per target, so that the newest wins.
    mutating func nextRecords(_ now: Timestamp) -> [TargetStateRecord] {
        guard !unsaved.isEmpty, now >= notBefore else { return [] }
        let records = unsaved.values.filter { !underWay.contains($0.target) }
        for record in records {
            unsaved[record.target] = nil
            underWay.insert(record.target)
        }
        return records
    }

    mutating func stored(_ record: TargetStateRecord, ok: Bool, _ now: Timestamp) {
        underWay.remove(record.target)
        guard !ok else { return }
        notBefore = now + retryWait
        if unsaved[record.target] == nil { unsaved[record.target] = record }
    }
}

extension TargetStateRecord {
    init(_ standing: Standing, of target: String) {
        self.init(
            target: target, state: standing.state, since: standing.since, reason: standing.reason,
            by: standing.by, notBefore: standing.notBefore)
    }

    /// As the dispatcher speaks of it.
    var standing: Standing {
        Standing(state, since: since, reason: reason, by: by, notBefore: notBefore)
    }
}
