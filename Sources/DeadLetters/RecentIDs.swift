import Model

/// The ids seen last. Every redrive is a delivery with an id of its own, so an id tells generations
/// apart, too.
struct RecentIDs {
    private let max: Int
    private var ids: Set<DeliveryID> = []
    private var order: [DeliveryID] = []
    private var oldest = 0

    init(max: Int) { self.max = max }

    /// False when it is known.
    mutating func insert(_ id: DeliveryID) -> Bool {
        guard ids.insert(id).inserted else { return false }
        if order.count < max {
            order.append(id)
        } else {
            ids.remove(order[oldest])
            order[oldest] = id
            oldest = (oldest + 1) % max
        }
        return true
    }
}
