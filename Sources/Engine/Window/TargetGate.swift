import Dispatching
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
    func addInFlight(_ count: Int) { requests.wrappingAdd(count, ordering: .relaxed) }

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
