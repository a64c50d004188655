import Synchronization

/// How many deliveries, and how many bytes of events, are in memory in the whole process.
/// Lock-free.
///
/// A quarter is kept for targets that answer: those that hang could fill the rest, and the others
/// would wait for their timeouts. Amounts are exact, but several threads that take at the same
/// moment, or one large event, may overshoot a little.
final class MemoryWindow: Sendable {
    let deliveriesMax: Int
    let bytesMax: Int
    private let deliveriesTaken = Atomic<Int>(0)
    private let bytesTaken = Atomic<Int>(0)

    /// Who asks for room.
    enum Claimant {
        /// Three quarters are for everybody.
        case any
        /// A target that answers, or that holds nothing at all yet: the whole window.
        case favoured
    }

    init(deliveriesMax: Int, bytesMax: Int) {
        self.deliveriesMax = deliveriesMax
        self.bytesMax = bytesMax
    }

    var deliveries: Int { deliveriesTaken.load(ordering: .relaxed) }
    var bytes: Int { bytesTaken.load(ordering: .relaxed) }

    func bytesLeft(for claimant: Claimant) -> Int {
        max(0, Self.share(bytesMax, claimant) - bytes)
    }

    /// Takes room for one delivery, or nothing.
    func take(bytes: Int, for claimant: Claimant) -> Bool {
        guard take(deliveries: 1, for: claimant) == 1 else { return false }
        let after = bytesTaken.wrappingAdd(bytes, ordering: .relaxed).newValue
        if after <= Self.share(bytesMax, claimant) { return true }
        give(deliveries: 1, bytes: bytes)
        return false
    }

    /// Takes room for as many of `count` deliveries as there is, and says how many. Their bytes
    /// are not known yet: `add(bytes:)` them when they are.
    func take(deliveries count: Int, for claimant: Claimant) -> Int {
        guard bytesLeft(for: claimant) > 0 else { return 0 }
        let after = deliveriesTaken.wrappingAdd(count, ordering: .relaxed).newValue
        let over = min(count, max(0, after - Self.share(deliveriesMax, claimant)))
        if over > 0 { deliveriesTaken.wrappingSubtract(over, ordering: .relaxed) }
        return count - over
    }

    func add(bytes: Int) { bytesTaken.wrappingAdd(bytes, ordering: .relaxed) }

    func give(deliveries: Int, bytes: Int) {
        deliveriesTaken.wrappingSubtract(deliveries, ordering: .relaxed)
        bytesTaken.wrappingSubtract(bytes, ordering: .relaxed)
    }

    private static func share(_ whole: Int, _ claimant: Claimant) -> Int {
        switch claimant {
        case .any: whole - whole / 4
        case .favoured: whole
        }
    }
}
