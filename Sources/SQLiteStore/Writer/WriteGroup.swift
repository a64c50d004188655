import Model
import Store

/// What one transaction leads to once it is committed; undone when it is not.
struct WriteGroup {
    /// Completions, in the order of their operations.
    var answers: [() -> Void] = []
    /// Committed as leased, with a reservation each.
    var leased: [LeasedDelivery] = []
    /// Leases that begin with the commit, claimed ones too.
    var leases: [Leases.Lease] = []
    /// Leases that end with it.
    var recorded: [DeliveryID] = []
    var waiting: Set<String> = []
    /// Change of the number of unfinished deliveries.
    var backlogChange = 0
    /// The oldest unfinished delivery after it.
    var oldestCreatedAt: Timestamp?
    /// To be queued again: long work that goes on in steps.
    var continued: [WriteOperation] = []

    /// Forgets what was added since `before`, a copy of this group, and gives reservations back.
    mutating func rollBack(to before: WriteGroup, _ handOver: any HandOver) {
        for delivery in leased[before.leased.count...] {
            handOver.cancelReservation(
                target: delivery.delivery.target, weight: delivery.weight)
        }
        self = before
    }
}
