package import Model

/// How committed deliveries get from the store's writer to the dispatchers without a claim.
///
/// The writer thread makes the reservation itself, at the moment it writes the row: neither a
/// cancelled request nor a failed transaction can leave one behind. Every call comes from the
/// store's writer thread and must not block.
package protocol HandOver: AnyObject, Sendable {
    /// Whether there is room in memory for one more delivery to this target. True holds the room
    /// until `handOver` or `cancelReservation`.
    func reserve(target: String, weight: Int) -> Bool

    /// The row was not committed after all (rollback, duplicate).
    func cancelReservation(target: String, weight: Int)

    /// These are committed as leased to this node. Cannot fail.
    func handOver(_ deliveries: [LeasedDelivery])

    /// Rows of these targets were committed as pending (no room, a redrive) or became the first of
    /// their lane: claim them when there is room.
    func waiting(targets: Set<String>)
}

/// Hands nothing over: everything is stored as pending. For commands that open a store themselves.
package final class NoHandOver: HandOver {
    package init() {}
    package func reserve(target: String, weight: Int) -> Bool { false }
    package func cancelReservation(target: String, weight: Int) {}
    package func handOver(_ deliveries: [LeasedDelivery]) {
        preconditionFailure("nothing was reserved")
    }
    package func waiting(targets: Set<String>) {}
}
