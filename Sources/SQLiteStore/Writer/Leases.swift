import Model

/// Every delivery that this process has leased, by id, as far as it is committed. For the writer
/// thread. The window of the engine bounds it.
///
/// A row says that it is leased, but no index lists those that were handed over when their event
/// was stored, which under load are nearly all: an entry for each, and its removal moments later,
/// would cost more than the delivery's own row. Their numbers ascend, so that all of them lie at
/// `floor` or above; that number is stored now and then, and opening the store looks from there.
struct Leases {
    struct Lease {
        let delivery: DeliveryID
        let seq: Int64
        let createdAt: Timestamp
        /// With its event; false: claimed later.
        let isHandedOver: Bool
    }

    private var byID: [DeliveryID: Lease] = [:]
    /// Those handed over, by number; what is before `head` has ended, and some others too.
    private var order: [Lease] = []
    private var head = 0
    /// Whether the oldest stands first, to `orderSlack`; a clock that was set back may break that.
    private var isOrdered = true

    /// Listeners' threads may come in another order than their events were received.
    private static let orderSlack = Milliseconds(1000)

    /// Ended ones are left in `order` up to here, and then as many as there are leases.
    private static let endedMax = 4096

    subscript(delivery: DeliveryID) -> Lease? { byID[delivery] }

    /// The lowest number of one that was handed over and has not ended; nil: there is none.
    var floor: Int64? { head < order.count ? order[head].seq : nil }

    /// When the oldest of those handed over was created, to a second.
    var oldestCreatedAt: Timestamp? {
        guard !isOrdered else { return head < order.count ? order[head].createdAt : nil }
        return order[head...].filter(isHeld).map(\.createdAt).min()
    }

    /// Places kept, those of ended ones included.
    var placeCount: Int { order.count }

    mutating func begin(_ lease: Lease) {
        byID[lease.delivery] = lease
        guard lease.isHandedOver else { return }
        if let last = order.last {
            precondition(last.seq < lease.seq, "numbers ascend")
            if last.createdAt - lease.createdAt > Self.orderSlack { isOrdered = false }
        }
        order.append(lease)
    }

    mutating func end(_ delivery: DeliveryID) { byID[delivery] = nil }

    /// After what began and ended with a group.
    mutating func tidy() {
        while head < order.count, !isHeld(order[head]) { head += 1 }
        if head == order.count {
            order.removeAll(keepingCapacity: true)
            head = 0
            isOrdered = true
        } else if order.count > 2 * byID.count + Self.endedMax {
            order = order[head...].filter(isHeld)
            head = 0
        }
    }

    private func isHeld(_ lease: Lease) -> Bool { byID[lease.delivery]?.isHandedOver == true }
}
