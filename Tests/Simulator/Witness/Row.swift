import Model

/// What the witness knows of one delivery, from what it saw with its own eyes.
final class Row {
    enum State {
        /// Pending or leased.
        case open
        case burying
        case delivered
        case dead
        case cancelled

        var isFinal: Bool { self != .open && self != .burying }
    }

    let id: DeliveryID
    let target: String
    let destination: String
    /// Nothing but its own process may hold it up.
    let isHealthy: Bool
    let lane: String?
    let committedAt: Timestamp
    let mayExpire: Bool
    var isAcknowledged = false
    var state = State.open
    var attempts = 0
    var lastStart = Timestamp.zero
    /// How far clocks had jumped ahead by then.
    var jumpsAtStart = Milliseconds.zero
    var lastEnd: Timestamp?
    var lastVerdict = SimulatedTarget.Verdict.cancelled
    /// No attempt before this, unless clocks jumped ahead meanwhile.
    var notBefore = Timestamp.zero
    var jumpsThen = Milliseconds.zero
    /// When it failed for the first time.
    var firstFailure: Timestamp?
    /// It waits for nobody, and nobody for it, any more.
    var hasLeftLane = false
    /// The target has taken it.
    var isAccepted = false
    /// The process that was told so.
    var acceptanceSeenBy: Int?
    /// Processes that have it on its way.
    var inFlight: [Int] = []
    var hasLine = false

    init(_ delivery: Delivery, at moment: Timestamp, isHealthy: Bool) {
        id = delivery.id
        target = delivery.target
        destination = delivery.destination
        self.isHealthy = isHealthy
        lane = delivery.lane
        committedAt = moment
        mayExpire = delivery.expiresAt != nil
    }
}
