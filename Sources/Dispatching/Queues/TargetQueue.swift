import DequeModule
import Model

/// What a dispatcher knows of one target: its deliveries in memory, how it does, and what the
/// store still holds for it.
struct TargetQueue: Sendable {
    let name: String
    var policy: DeliveryPolicy
    /// Index of its pacing group.
    var group = 0
    /// Not configured any more; its deliveries go back to the store.
    var isGone = false

    // What is in memory
    private var fresh = Deque<LeasedDelivery>()
    private var retries = Deque<LeasedDelivery>()
    private var retryIsNext = false
    /// Lanes with a delivery in memory, queued or on its way.
    private var lanes: Set<String> = []
    var inFlight = 0

    // How it does
    var concurrency: AdaptiveConcurrency
    var breaker = Breaker()
    var breakerReason: Reason?
    var faults = FaultFinder()
    var stops = StopLog()
    var pause: Pause?
    var block: Block?
    /// The one attempt let through while its breaker is open or it is blocked.
    var probe: AttemptToken?
    /// It accepted, or at least answered sensibly, the last time.
    var isWell = false
    /// It takes long to answer, or does not: it holds little of the memory that all share.
    var isSlow = false
    /// Since when attempts have been on their way without any coming to its end.
    var quietSince = Timestamp.zero
    /// As it was last told to the engine.
    var told: Standing
    /// When the breaker opened or closed, or a person resumed it.
    var since: Timestamp
    var resumedBy = ""

    // What the store holds
    /// When the first delivery in the store is due; nil: it holds none.
    var storeDue: Timestamp?
    /// Asked for in the claim under way.
    var claimed: Claimed?
    var deferredUntil = Timestamp.zero
    /// Claims in a row for which there was no room at all.
    var deferrals = 0
    /// Claims in a row that brought less than was due: rows wait for their lane.
    var shortClaims = 0

    // Where it stands in the dispatcher's lists
    var isInRing = false
    var isClaimCandidate = false
    var armedAt: Timestamp?
    /// Last told to the engine.
    var admitted = 0

    struct Pause: Sendable {
        var since: Timestamp
        var by: String
        var reason: Reason
    }

    struct Block: Sendable {
        var since: Timestamp
        var reason: Reason
        var notBefore: Timestamp
        /// It refused message after message, rather than us.
        var byDeaths: Bool
    }

    struct Claimed: Sendable {
        var wanted: Int
        var got = 0
        /// The store got something for the target after the claim was made.
        var newDue: Timestamp?
    }

    init(_ plan: TargetPlan, now: Timestamp) {
        name = plan.name
        policy = plan.policy
        concurrency = AdaptiveConcurrency(
            start: plan.policy.concurrencyStart, most: plan.policy.concurrencyMax)
        told = plan.standing ?? Standing(.sending, since: now)
        since = told.since
        resumedBy = told.by
        // A claim will say whether the store holds anything.
        storeDue = .zero
        restore(told, now: now)
    }

    /// Configured again, after it was gone: as the plan says, since other shards may have had it.
    mutating func comeBack(_ plan: TargetPlan, now: Timestamp) {
        isGone = false
        storeDue = .zero
        guard let standing = plan.standing else { return }
        pause = nil
        block = nil
        breaker = Breaker()
        stops.end(at: now)
        told = standing
        since = standing.since
        resumedBy = standing.by
        restore(standing, now: now)
    }

    private mutating func restore(_ standing: Standing, now: Timestamp) {
        switch standing.state {
        case .sending: break
        case .paused:
            pause = Pause(
                since: standing.since, by: standing.by, reason: standing.reason ?? .paused(""))
            stops.begin(at: standing.since)
        case .blocked:
            let reason = standing.reason ?? Reason(code: "blocked", message: "it was blocked")
            block = Block(
                since: standing.since, reason: reason, notBefore: standing.notBefore ?? now,
                byDeaths: reason.code == Reason.deathsInARow(0, last: reason).code)
            stops.begin(at: standing.since)
        case .probing:
            breaker = Breaker(
                openUntil: standing.notBefore ?? now, wait: policy.breaker.probeWait)
            breakerReason = standing.reason
        }
    }

    // MARK: The queue

    var queued: Int { fresh.count + retries.count }
    var held: Int { queued + inFlight }
    /// What it may hold in memory.
    var heldMax: Int {
        isSlow ? max(4, 2 * concurrency.limit) : max(64, 4 * policy.concurrencyMax)
    }

    /// False: another delivery of its lane is in memory, so this one has to wait in the store.
    mutating func enqueue(_ leased: LeasedDelivery) -> Bool {
        if let lane = leased.delivery.lane, !lanes.insert(lane).inserted { return false }
        if leased.attempts == 0 { fresh.append(leased) } else { retries.append(leased) }
        return true
    }

    /// Takes fresh ones and retries in turn, oldest first.
    mutating func dequeue() -> LeasedDelivery? {
        if retryIsNext, let next = retries.popFirst() {
            retryIsNext = false
            return next
        }
        retryIsNext = true
        return fresh.popFirst() ?? retries.popFirst()
    }

    /// Takes one that would have to wait longest.
    mutating func dequeueLast() -> LeasedDelivery? { fresh.popLast() ?? retries.popLast() }

    /// A delivery has left the memory.
    mutating func left(_ delivery: Delivery) {
        if let lane = delivery.lane { lanes.remove(lane) }
    }
}
