import Model
import Synchronization
import Targets

/// The ids that lookups found, for a while: a candidate's messages come close together.
///
/// Only what was found: a candidate who is not there yet may be there a minute later.
final class KnownCandidates: Sendable {
    /// One target's settings and an address.
    struct Key: Hashable, Sendable {
        private let finder: ObjectIdentifier
        private let email: String

        init(_ lookup: CandidateLookup) {
            finder = ObjectIdentifier(lookup.finder)
            email = lookup.email
        }
    }

    private struct Entry {
        let id: String
        var expiresAt: Timestamp
        /// Kept, so that no other settings get its place in memory and with it its candidates.
        let finder: CandidateFinder
    }

    private struct Known {
        var entries: [Key: Entry] = [:]
        /// In the order in which they came, for letting go of the oldest.
        var order: [Key] = []
    }

    private let known = Mutex(Known())

    /// Nil when nobody has asked lately.
    func candidate(_ lookup: CandidateLookup, _ now: Timestamp) -> String? {
        known.withLock { known in
            guard let entry = known.entries[Key(lookup)], now < entry.expiresAt else { return nil }
            return entry.id
        }
    }

    func note(_ lookup: CandidateLookup, _ id: String, _ now: Timestamp) {
        let key = Key(lookup)
        let entry = Entry(
            id: id, expiresAt: now + Limits.candidatesKnownFor, finder: lookup.finder)
        known.withLock { known in
            if known.entries.updateValue(entry, forKey: key) == nil { known.order.append(key) }
            guard known.order.count > Limits.candidatesInMemoryMax else { return }
            for oldest in known.order.prefix(Limits.candidatesInMemoryMax / 2) {
                known.entries[oldest] = nil
            }
            known.order.removeFirst(Limits.candidatesInMemoryMax / 2)
        }
    }

    /// The vendor does not know it any more: the next one asks again.
    func forget(_ key: Key) { known.withLock { $0.entries[key]?.expiresAt = .zero } }
}
