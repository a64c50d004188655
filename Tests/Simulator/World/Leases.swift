import Model

/// Who holds which delivery, as a shared store would know it.
struct Leases {
    struct Lease {
        let leased: LeasedDelivery
        let node: Int
        /// Which life of the node.
        let life: Int
    }

    private(set) var held: [DeliveryID: Lease] = [:]
    private var counts: [Int: Int] = [:]

    mutating func add(_ leased: LeasedDelivery, to life: Life) {
        held[leased.delivery.id] = Lease(leased: leased, node: life.node, life: life.number)
        counts[life.number, default: 0] += 1
    }

    mutating func remove(_ id: DeliveryID) {
        if let lease = held.removeValue(forKey: id) { counts[lease.life, default: 1] -= 1 }
    }

    func isHeld(_ id: DeliveryID, by life: Life) -> Bool { held[id]?.life == life.number }
    func count(of life: Life) -> Int { counts[life.number] ?? 0 }
}
