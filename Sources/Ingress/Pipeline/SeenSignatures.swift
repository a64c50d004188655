import Model
import Synchronization

/// Signatures that were accepted lately, for sources whose deduplication key is not signed: who
/// sends such a request again with another key must not make another event of it. Any thread.
///
/// Where the key is signed, or the signature itself is the key, the store does this, and keeps it
/// over a restart.
final class SeenSignatures: Sendable {
    /// About 2 MiB. Beyond it the oldest are forgotten first.
    static let countMax = 20_000

    private struct State {
        var events: [[UInt8]: EventID] = [:]
        /// In the order they came; all of one source are good for equally long.
        var order: [(digest: [UInt8], until: Timestamp)] = []
        var first = 0
        /// Of events that are with the store.
        var pending: [EventID: (digest: [UInt8], until: Timestamp)] = [:]
    }

    private let state = Mutex(State())

    /// The event that this signature was accepted for.
    func original(_ digest: [UInt8], now: Timestamp) -> EventID? {
        state.withLock { state in
            Self.forget(&state, now)
            return state.events[digest]
        }
    }

    func begin(_ digest: [UInt8], until: Timestamp, id: EventID) {
        state.withLock { $0.pending[id] = (digest, until) }
    }

    /// Only what was stored counts: a sender that was told to come again must be able to.
    func end(_ id: EventID, isStored: Bool) {
        state.withLock { state in
            guard let entry = state.pending.removeValue(forKey: id), isStored else { return }
            state.events[entry.digest] = id
            state.order.append(entry)
            if state.order.count - state.first > Self.countMax { Self.forgetFirst(&state) }
        }
    }

    private static func forget(_ state: inout State, _ now: Timestamp) {
        while state.first < state.order.count, state.order[state.first].until < now {
            forgetFirst(&state)
        }
    }

    private static func forgetFirst(_ state: inout State) {
        state.events[state.order[state.first].digest] = nil
        state.first += 1
        if state.first > countMax / 2 {
            state.order.removeFirst(state.first)
            state.first = 0
        }
    }
}
