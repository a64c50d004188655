import DequeModule
import HeapModule
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
    var fresh = Deque<Waiting>()
    var retries = Deque<Waiting>()
    private var retryIsNext = false
    /// Lanes with a delivery in memory, queued or on its way.
    private var lanes: Set<String> = []
    var inFlight = 0
    /// In memory, queued or on their way, out of the store.
    var heldClaimed = 0

    // Destinations inside it
    var places: [Place] = []
    var placeIndex: [String: Int] = [:]
    /// Of destinations that set deliveries aside, for the sake of their pace.
    var turns = Heap<Turn>()
    var asideCount = 0

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
    /// Nothing is begun before, for want of something here.
    var notBefore = Timestamp.zero
    var postponedInARow = 0
    /// Since when attempts have been on their way without any coming to its end.
    var quietSince = Timestamp.zero
    /// As it was last told to the engine.
    var told: Standing
    /// When the breaker opened or closed, or a person resumed it.
    var since: Timestamp
    var resumedBy = ""
    /// A person resumed it at this pace.
    var slowly: TokenBucket?
    /// Claimed for the next probe; more when what came was only good for burying.
    var probeWant = Limits.probeClaim
    /// When the first of a lane began to fail, where the next ones may pass it (`skip_after`).
    var laneTroubles: [DeliveryID: Timestamp] = [:]

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

        init(since: Timestamp, reason: Reason, notBefore: Timestamp, byDeaths: Bool) {
            self.since = since
            self.reason = reason
            self.notBefore = notBefore
            self.byDeaths = byDeaths
        }

        /// As it was stored.
        init(_ standing: Standing, now: Timestamp) {
            since = standing.since
            reason = standing.reason ?? Reason(code: "blocked", message: "it was blocked")
            notBefore = standing.notBefore ?? now
            byDeaths = reason.code == Reason.deathsInARow(0, last: reason).code
        }
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
        // A claim will say whether the store holds anything.
        storeDue = .zero
        restore(told, now: now)
        restorePlaces(plan.destinations, now: now)
    }

    /// Configured again, after it was gone: as the plan says, since other shards may have had it.
    mutating func comeBack(_ plan: TargetPlan, now: Timestamp) {
        isGone = false
        storeDue = .zero
        guard let standing = plan.standing else { return }
        pause = nil
        block = nil
        breaker = Breaker()
        told = standing
        restore(standing, now: now)
        restorePlaces(plan.destinations, now: now)
    }

    private mutating func restorePlaces(_ standings: [Standing], now: Timestamp) {
        for standing in standings where !standing.destination.isEmpty {
            guard standing.state == .blocked || !standing.stops.isEmpty else { continue }
            let index = place(of: standing.destination, now)
            guard index != Place.none else { continue }
            let isBlocked = standing.state == .blocked
            places[index].stops = StopLog(
                past: standing.stops, since: isBlocked ? standing.since : nil)
            if isBlocked { places[index].block = Block(standing, now: now) }
        }
    }

    private mutating func restore(_ standing: Standing, now: Timestamp) {
        since = standing.since
        resumedBy = standing.by
        slowly = standing.slowly.map { TokenBucket($0) }
        stops = StopLog(past: standing.stops)
        switch standing.state {
        case .sending: break
        case .paused:
            pause = Pause(
                since: standing.since, by: standing.by, reason: standing.reason ?? .paused(""))
            stops.begin(at: standing.since)
        case .blocked:
            block = Block(standing, now: now)
            stops.begin(at: standing.since)
        case .probing:
            breaker = Breaker(
                openUntil: standing.notBefore ?? now,
                wait: standing.probeWait ?? policy.breaker.probeWait)
            breakerReason = standing.reason
        }
    }

    // MARK: The queue

    var queued: Int { fresh.count + retries.count + asideCount }
    var held: Int { queued + inFlight }
    /// What it may hold out of the store; the rest is kept for what comes now.
    var claimedMax: Int { heldMax - heldMax / 4 }
    /// What it may hold in memory. A burst that fits in need not be claimed from the store, which
    /// costs the writer as much again; with a pace it would only lie there.
    var heldMax: Int {
        if isSlow { return max(4, 2 * concurrency.limit) }
        let usual = max(64, 4 * policy.concurrencyMax)
        guard policy.rate == nil else { return usual }
        return max(usual, min(16 * policy.concurrencyMax, Limits.heldByTargetMax))
    }

    /// False: another delivery of its lane is in memory, so this one has to wait in the store.
    mutating func enqueue(
        _ leased: LeasedDelivery, isClaimed: Bool, _ now: Timestamp
    ) -> Bool {
        if let lane = leased.delivery.lane, !lanes.insert(lane).inserted { return false }
        let place = place(of: leased.delivery.destination, now)
        if place != Place.none, !leased.delivery.destination.isEmpty { places[place].held += 1 }
        let waiting = Waiting(leased, place: place, isClaimed: isClaimed)
        if isClaimed { heldClaimed += 1 }
        if leased.attempts == 0 { fresh.append(waiting) } else { retries.append(waiting) }
        return true
    }

    /// Takes what had to wait for its turn, then fresh ones and retries alternately, oldest first.
    mutating func dequeue(_ now: Timestamp) -> Waiting? {
        if !turns.isEmpty, let next = takeTurn(now) { return next }
        if retryIsNext, let next = retries.popFirst() {
            retryIsNext = false
            return next
        }
        retryIsNext = true
        return fresh.popFirst() ?? retries.popFirst()
    }

    /// Takes one that would have to wait longest.
    mutating func dequeueLast() -> Waiting? {
        fresh.popLast() ?? retries.popLast() ?? popAside()
    }

    /// A delivery has left the memory.
    mutating func left(_ delivery: Delivery, wasClaimed: Bool) {
        if wasClaimed { heldClaimed -= 1 }
        if let lane = delivery.lane { lanes.remove(lane) }
        if !delivery.destination.isEmpty, let place = placeIndex[delivery.destination] {
            places[place].held = max(0, places[place].held - 1)
        }
    }

    /// The longest that one of its deliveries can wait: older stops concern none.
    var agesMax: Milliseconds { policy.retry.maxAge + Limits.excusedMax }
}
