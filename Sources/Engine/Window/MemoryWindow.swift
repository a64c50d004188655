import Synchronization

/// How many deliveries, and how many bytes of events, are in memory in the whole process.
/// Lock-free.
final class MemoryWindow: Sendable {
    let deliveriesMax: Int
    let bytesMax: Int
    private let deliveriesTaken = Atomic<Int>(0)
    private let bytesTaken = Atomic<Int>(0)

    init(deliveriesMax: Int, bytesMax: Int) {
        self.deliveriesMax = deliveriesMax
        self.bytesMax = bytesMax
    }

    var deliveries: Int { deliveriesTaken.load(ordering: .relaxed) }
    var bytes: Int { bytesTaken.load(ordering: .relaxed) }

    /// Takes room for one delivery, or nothing.
    func take(bytes: Int) -> Bool {
        guard take(deliveries: 1) == 1 else { return false }
        let after = bytesTaken.wrappingAdd(bytes, ordering: .relaxed).newValue
        if after <= bytesMax { return true }
        give(deliveries: 1, bytes: bytes)
        return false
    }

    /// Takes room for as many of `count` deliveries as there is, and says how many. Their bytes
    /// are not known yet: `add(bytes:)` them when they are.
    func take(deliveries count: Int) -> Int {
        guard bytes < bytesMax else { return 0 }
        let after = deliveriesTaken.wrappingAdd(count, ordering: .relaxed).newValue
        let over = min(count, max(0, after - deliveriesMax))
        if over > 0 { deliveriesTaken.wrappingSubtract(over, ordering: .relaxed) }
        return count - over
    }

    func add(bytes: Int) { bytesTaken.wrappingAdd(bytes, ordering: .relaxed) }

    func give(deliveries: Int, bytes: Int) {
        deliveriesTaken.wrappingSubtract(deliveries, ordering: .relaxed)
        bytesTaken.wrappingSubtract(bytes, ordering: .relaxed)
    }
}
