package import Model

/// What a dispatcher wants done, in this order.
package enum DispatchAction: Sendable {
    /// Make one attempt; exactly one `finished` must follow.
    case start(AttemptToken, LeasedDelivery)
    /// Write down what became of a delivery; it has left the dispatcher. `recorded` must follow
    /// once it is committed.
    case record(Settlement)
    /// Ask the store for due deliveries, at most as many per target; exactly one `claimed` or
    /// `claimFailed` must follow. Never two at once.
    case claim(wants: [String: Int], now: Timestamp)
    /// How many deliveries of this target may be in memory for one more to be handed over; 0:
    /// none.
    case admit(target: String, heldMax: Int)
    /// The standing of a target, or of the destination that it names, changed: store it, tell
    /// people. When a destination sends again, what waits for it in the store is due now.
    case standing(target: String, Standing, before: TargetState)
    /// Nothing is in flight any more, after `drain`. Comes once.
    case drained
}

/// What became of one delivery.
package struct Settlement: Sendable {
    package enum Change: Equatable, Sendable {
        case delivered
        /// Back to the store, due then; the second is the new total of excused time.
        case pending(dueAt: Timestamp, excusedMilliseconds: Int64)
        /// Given up: to the dead letters.
        case burying
        case cancelled(by: String)
    }

    package var delivery: DeliveryID
    package var target: String
    package var change: Change
    /// Why, when there is no attempt that says it.
    package var reason: Reason?
    /// The attempt that led to it; nil when none was made.
    package var attempt: Attempt?
    /// The lookup that came before it; one at most.
    package var lookup: [Attempt] = []
    /// What it took of the memory window.
    package var weight: Int
    /// Others of its lane may wait in the store for its end.
    package var hasLane: Bool
    /// With `pending`: it stays queued, and the next of its lane need not wait for it any more.
    package var leavesLane = false

    package init(
        _ leased: LeasedDelivery, _ change: Change, reason: Reason? = nil, attempt: Attempt? = nil
    ) {
        delivery = leased.delivery.id
        target = leased.delivery.target
        self.change = change
        self.reason = reason
        self.attempt = attempt
        weight = leased.weight
        hasLane = leased.delivery.lane != nil
    }

    /// An outcome is something that would be lost; giving a lease back is not.
    package var isOutcome: Bool {
        if case .pending = change { attempt != nil } else { true }
    }

    /// When the store will hold something for the target because of this; nil: no sooner than
    /// before.
    var dueInStore: Timestamp? {
        if case .pending(let dueAt, _) = change { return dueAt < .whenToldTo ? dueAt : nil }
        return hasLane ? Timestamp.zero : nil
    }
}
