import Model
import Synchronization
import Targets

/// The ids that lookups found, for a while: a candidate's messages come close together.
///
/// Only what was found: a candidate who is not there yet may be there a minute later. By name and
/// settings of targets, so that a reload that changes nothing about lookups keeps it.
final class KnownCandidates: Sendable {
    /// One target, how it looks candidates up, and an address.
    struct Key: Hashable, Sendable {
        private let target: String
        private let settings: Int
        private let email: String

        init(_ lookup: CandidateLookup) {
            target = lookup.target
            settings = lookup.finder.digest
            email = lookup.email
        }
    }

    private struct Entry {
        let id: String
        let expiresAt: Timestamp
    }

    private struct Known {
        private var entries: [Key: Entry] = [:]
        /// In the order in which they came, which is that of their ends. One that was forgotten or
        /// came again stands here until its time.
        private var order: [(key: Key, expiresAt: Timestamp)] = []

        /// A clock that was set back keeps nothing for longer.
        func id(_ key: Key, _ now: Timestamp) -> String? {
            guard let entry = entries[key], now < entry.expiresAt,
                entry.expiresAt <= now + Limits.candidatesKnownFor
            else { return nil }
            return entry.id
        }

        mutating func note(_ key: Key, _ entry: Entry) {
            entries[key] = entry
            order.append((key, entry.expiresAt))
            if order.count > Limits.candidatesInMemoryMax { drop(order.count / 2) }
        }

        mutating func dropExpired(_ now: Timestamp) {
            guard let first = order.first, first.expiresAt <= now else { return }
            drop(order.firstIndex { now < $0.expiresAt } ?? order.count)
        }

        private mutating func drop(_ count: Int) {
            for old in order.prefix(count) where entries[old.key]?.expiresAt == old.expiresAt {
                entries[old.key] = nil
            }
            order.removeFirst(count)
        }

        mutating func forget(_ key: Key) { entries[key] = nil }
    }

    private let known = Mutex(Known())

    /// Nil when nobody has asked lately.
    func candidate(_ lookup: CandidateLookup, _ now: Timestamp) -> String? {
        known.withLock { known in
            known.dropExpired(now)
            return known.id(Key(lookup), now)
        }
    }

    func note(_ lookup: CandidateLookup, _ id: String, _ now: Timestamp) {
        let entry = Entry(id: id, expiresAt: now + Limits.candidatesKnownFor)
        known.withLock { known in
            known.dropExpired(now)
            known.note(Key(lookup), entry)
        }
    }

    /// The vendor does not know it any more: the next one asks again.
    func forget(_ key: Key) { known.withLock { $0.forget(key) } }
}
