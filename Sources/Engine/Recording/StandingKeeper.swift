import Dispatching
import Model
import Store

/// Target states on their way into the store: the newest per target or destination, until it is
/// stored. Pure; a shard owns one.
struct StandingKeeper: Sendable {
    private struct Key: Hashable {
        let target: String
        let destination: String

        init(_ record: TargetStateRecord) {
            target = record.target
            destination = record.destination
        }
    }

    private let retryWait: Milliseconds
    private var unsaved: [Key: TargetStateRecord] = [:]
    private var underWay: Set<Key> = []
    private var notBefore = Timestamp.zero

    init(retryWait: Milliseconds) { self.retryWait = retryWait }

    var isEmpty: Bool { unsaved.isEmpty && underWay.isEmpty }
    var wakeAt: Timestamp? {
        unsaved.keys.allSatisfy(underWay.contains) ? nil : notBefore
    }

    mutating func add(_ record: TargetStateRecord) { unsaved[Key(record)] = record }

    /// What to store now; one write at a time for each, so that the newest wins, and states that
    /// change faster than they are committed are written once.
    mutating func nextRecords(_ now: Timestamp) -> [TargetStateRecord] {
        guard !unsaved.isEmpty, now >= notBefore else { return [] }
        let records = unsaved.values.filter { !underWay.contains(Key($0)) }
        for record in records {
            unsaved[Key(record)] = nil
            underWay.insert(Key(record))
        }
        return records
    }

    mutating func stored(_ record: TargetStateRecord, ok: Bool, _ now: Timestamp) {
        underWay.remove(Key(record))
        guard !ok else { return }
        notBefore = now + retryWait
        if unsaved[Key(record)] == nil { unsaved[Key(record)] = record }
    }
}

extension TargetStateRecord {
    init(_ standing: Standing, of target: String) {
        self.init(
            target: target, destination: standing.destination, state: standing.state,
            since: standing.since, reason: standing.reason, by: standing.by,
            notBefore: standing.notBefore)
        probeWait = standing.probeWait
        slowly = standing.slowly.map { SlowPace(count: $0.count, per: $0.per) }
        stops = standing.stops
    }

    /// As the dispatcher speaks of it.
    var standing: Standing {
        var standing = Standing(state, since: since, reason: reason, by: by, notBefore: notBefore)
        standing.destination = destination
        standing.probeWait = probeWait
        standing.slowly = slowly.map { Rate(count: $0.count, per: $0.per) }
        standing.stops = stops
        return standing
    }
}
