/// One event for one destination.
package struct Delivery: Sendable {
    package let id: DeliveryID
    /// The `webhook-id` of all its attempts: its own id, or the origin's for a redrive.
    package let webhookID: DeliveryID
    package let target: String
    /// Where inside the target; empty for the target's own.
    package let destination: String
    /// Names of all routes that asked for it, in file order.
    package let routes: [String]
    package let createdAt: Timestamp
    /// After this moment it is not worth sending (`stale_after`).
    package let expiresAt: Timestamp?
    /// Deliveries of one lane reach the target in the order in which they were accepted.
    package let lane: String?
    /// What a person asked to send again: the delivery it repeats, and which repetition this is.
    package let redrive: RedriveMark?

    package init(
        id: DeliveryID, webhookID: DeliveryID? = nil, target: String, destination: String = "",
        routes: [String], createdAt: Timestamp, expiresAt: Timestamp? = nil, lane: String? = nil,
        redrive: RedriveMark? = nil
    ) {
        self.id = id
        self.webhookID = webhookID ?? id
        self.target = target
        self.destination = destination
        self.routes = routes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lane = lane
        self.redrive = redrive
    }
}

extension Timestamp {
    /// When a delivery is due that waits for a person: not before somebody says so.
    package static let whenToldTo = distantFuture
}

/// (origin, generation) is unique in a store, so that repeating a redrive sends nothing twice.
package struct RedriveMark: Hashable, Sendable {
    package let origin: DeliveryID
    /// 1 for the first redrive of the origin.
    package let generation: Int

    package init(origin: DeliveryID, generation: Int) {
        self.origin = origin
        self.generation = generation
    }
}

/// A delivery's place in its life.
///
///     pending → leased → delivered
///        ↑________|  ↘  burying → dead
///     pending, leased → cancelled
package enum DeliveryState: String, Sendable, CaseIterable {
    /// Waits for its due time. Becomes leased or cancelled.
    case pending
    /// A node has it. Becomes delivered, burying, cancelled, or pending again.
    case leased
    /// Final: the target accepted it.
    case delivered
    /// Given up, never attempted again; its dead-letter line is being written. Becomes dead.
    case burying
    /// Final: its line stands in a dead-letter file.
    case dead
    /// Final: a person or a rule called it off.
    case cancelled

    package var isFinal: Bool {
        switch self {
        case .delivered, .dead, .cancelled: true
        case .pending, .leased, .burying: false
        }
    }
}

/// A delivery in this node's hands, with its event: what a dispatcher holds. Immutable and shared:
/// it goes through many hands.
package final class LeasedDelivery: Sendable {
    package let delivery: Delivery
    package let event: Event
    /// Attempts made so far.
    package let attempts: Int
    package let dueAt: Timestamp
    /// Time it spent while its target was blocked or paused: does not count towards `max_age`.
    package let excusedMilliseconds: Int64

    package init(
        delivery: Delivery, event: Event, attempts: Int = 0, dueAt: Timestamp,
        excusedMilliseconds: Int64 = 0
    ) {
        self.delivery = delivery
        self.event = event
        self.attempts = attempts
        self.dueAt = dueAt
        self.excusedMilliseconds = excusedMilliseconds
    }

    package var weight: Int { event.weight }
}
