import DequeModule
import Model

/// A destination inside a target, as long as it has deliveries in memory or something is to be
/// remembered of it.
struct Place: Sendable {
    /// Of deliveries that go to the target's own destination.
    static let none = -1

    var destination: String
    /// Deliveries in memory: queued, set aside, on their way.
    var held = 0
    var block: TargetQueue.Block?
    /// The one attempt let through while it is blocked.
    var probe: AttemptToken?
    var stops = StopLog()
    var faults = FaultFinder()
    /// Sent back to the store to be the next probe.
    var nextProbes = 0

    // Pace
    var bucket: TokenBucket?
    /// Waiting for their turn in memory.
    var aside = Deque<Waiting>()
    var hasTurn = false
    /// The last turn given to one that waits in the store.
    var lastTurn = Timestamp.zero

    init(_ destination: String, rate: Rate?) {
        self.destination = destination
        bucket = rate.map { TokenBucket($0) }
    }

    /// Nothing would be lost if it were forgotten.
    func isIdle(_ now: Timestamp) -> Bool {
        held == 0 && !destination.isEmpty && block == nil && lastTurn <= now && stops.past.isEmpty
    }

    func standing(since: Timestamp) -> Standing {
        var standing =
            block.map {
                Standing(.blocked, since: $0.since, reason: $0.reason, notBefore: $0.notBefore)
            } ?? Standing(.sending, since: since)
        standing.destination = destination
        standing.stops = stops.past
        return standing
    }
}

/// When a destination may send the next of those that it set aside.
struct Turn: Comparable, Sendable {
    var at: Timestamp
    var place: Int

    static func < (left: Turn, right: Turn) -> Bool { left.at < right.at }
}

/// A delivery in a target's queue.
struct Waiting: Sendable {
    let leased: LeasedDelivery
    private let placeNumber: Int32
    /// It came out of the store, not straight from its commit.
    let isClaimed: Bool

    init(_ leased: LeasedDelivery, place: Int, isClaimed: Bool) {
        self.leased = leased
        placeNumber = Int32(place)
        self.isClaimed = isClaimed
    }

    /// Index of its destination, or `Place.none`.
    var place: Int { Int(placeNumber) }
}
