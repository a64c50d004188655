import Dispatching
import Model
import Synchronization

/// What other threads may know of a target on its shard: whether one more delivery can be handed
/// over, and how it does. Lives as long as the engine, also while the target is not configured.
final class TargetGate: Sendable {
    let name: String
    /// Which shard it belongs to; changes only at a reload.
    private let shardIndex = Atomic<Int>(0)
    /// In memory or on their way into it.
    private let taken = Atomic<Int>(0)
    /// As the dispatcher said; 0: none may come.
    private let takenMax = Atomic<Int>(0)
    private let requests = Atomic<Int>(0)
    /// It took or refused the last message, rather than failing.
    private let hasAnsweredWell = Atomic<Bool>(false)
    /// Since when requests have been on their way without any coming to its end; milliseconds.
    private let quietSince = Atomic<Int64>(0)
    private let current: Mutex<Standing>

    init(name: String, standing: Standing) {
        self.name = name
        current = Mutex(standing)
    }

    var shard: Int {
        get { shardIndex.load(ordering: .acquiring) }
        set { shardIndex.store(newValue, ordering: .releasing) }
    }

    var held: Int { taken.load(ordering: .relaxed) }
    var inFlight: Int { requests.load(ordering: .relaxed) }

    var standing: Standing {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }

    func admit(heldMax: Int) { takenMax.store(heldMax, ordering: .relaxed) }

    /// A request begins. For the target's shard.
    func noteStart(at now: Timestamp) {
        if requests.wrappingAdd(1, ordering: .relaxed).oldValue == 0 {
            quietSince.store(now.milliseconds, ordering: .relaxed)
        }
    }

    /// A request came to its end; `isWell` is nil when that says nothing about the target. For the
    /// target's shard.
    func noteEnd(isWell: Bool?, at now: Timestamp) {
        requests.wrappingSubtract(1, ordering: .relaxed)
        quietSince.store(now.milliseconds, ordering: .relaxed)
        if let isWell { hasAnsweredWell.store(isWell, ordering: .relaxed) }
    }

    /// It answered well, and goes on answering.
    func isWell(_ now: Timestamp) -> Bool {
        guard hasAnsweredWell.load(ordering: .relaxed) else { return false }
        let quiet = now - Timestamp(milliseconds: quietSince.load(ordering: .relaxed))
        return inFlight == 0 || quiet <= Limits.targetQuietMax
    }

    /// Takes a place for one delivery, or nothing.
    func take() -> Bool {
        let after = taken.wrappingAdd(1, ordering: .relaxed).newValue
        if after <= takenMax.load(ordering: .relaxed) { return true }
        taken.wrappingSubtract(1, ordering: .relaxed)
        return false
    }

    /// Places for a claim: the dispatcher has counted them already.
    func add(_ count: Int) { taken.wrappingAdd(count, ordering: .relaxed) }
    func give(_ count: Int) { taken.wrappingSubtract(count, ordering: .relaxed) }
}
