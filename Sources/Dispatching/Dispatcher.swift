import DequeModule
import HeapModule
package import Model

/// Decides what one shard does: which delivery is attempted when, and what its outcome means.
///
/// Pure: no clock, no I/O, no locks; the same inputs give the same actions. Every delivery that
/// comes in leaves by exactly one `record`. What does not fit, or whose target is not sent to,
/// goes back to the store with its due time kept; retries always do. The dispatcher remembers when
/// the store's first delivery for each target is due, and asks for it then: nothing is polled.
package struct Dispatcher: Sendable {
    package let settings: DispatchSettings
    var time = SteadyTime()
    /// What the clock shows.
    var wall = Timestamp.zero
    /// When it was told something last.
    private var toldAt: Timestamp?
    /// Time in which nothing could be done, for no target's fault.
    var jumps = StopLog()
    var generator: SeededGenerator

    var targets: [TargetQueue] = []
    var slots: [String: Int] = [:]
    var groups: [PacingGroup] = []
    var groupIndex: [String: Int] = [:]

    /// Targets that may have something to send, in turn; those that last answered well apart.
    var wellRing = Deque<Int>()
    var unwellRing = Deque<Int>()
    var unwellIsNext = false
    var timers = Heap<Timer>()

    var inFlight: [AttemptToken: Flight] = [:]
    var unwellInFlight = 0
    var lastToken: UInt64 = 0
    var heldDeliveries = 0
    var heldBytes = 0
    var unrecorded = 0

    /// Slots of the claim under way; nil: there is none.
    var claimUnderWay: [Int]?
    var claimCandidates = Deque<Int>()
    var claimWait = Milliseconds.zero
    var claimNotBefore = Timestamp.zero

    var isDraining = false
    var hasToldDrained = false

    /// Timers that are out of date are dropped beyond this many.
    static let staleTimersMax = 256

    struct Flight: Sendable {
        var slot: Int
        /// Index of its destination, or `Place.none`.
        var place: Int
        var leased: LeasedDelivery
        var isClaimed: Bool
        /// Its target had not answered well when it began.
        var isUnwell: Bool
    }

    struct Timer: Comparable, Sendable {
        var at: Timestamp
        var slot: Int

        static func < (left: Timer, right: Timer) -> Bool { left.at < right.at }
    }

    package init(settings: DispatchSettings) {
        self.settings = settings
        generator = SeededGenerator(seed: settings.seed)
    }

    /// When to call `handle(.tick)` if nothing else happens before; nil: not at all. By the clock
    /// that `handle` is told.
    package var nextWake: Timestamp? {
        var next = timers.min?.at
        if claimUnderWay == nil, !claimCandidates.isEmpty, claimNotBefore > .zero, !isDraining {
            next = min(next ?? .distantFuture, claimNotBefore)
        }
        return next.map { time.reading(at: $0) }
    }

    /// Attempts on their way.
    package var inFlightCount: Int { inFlight.count }
    /// Deliveries in memory, those on their way included.
    package var heldCount: Int { heldDeliveries }
    /// Timers that were set, those out of date included.
    var timerCount: Int { timers.count }

    /// Takes one input and appends what is to be done. `wall` is the clock's time; it may go back.
    package mutating func handle(
        _ input: DispatchInput, now wall: Timestamp, into actions: inout [DispatchAction]
    ) {
        let now = time.advance(to: wall)
        self.wall = wall
        noteJump(now)
        switch input {
        case .targets(let plans): setTargets(plans, now, &actions)
        case .moreTargets(let plans): addTargets(plans, now, &actions)
        case .handedOver(let deliveries):
            accept(deliveries, areClaimed: false, now, &actions)
        case .waiting(let names):
            for name in names { storeGot(name, due: now, now, &actions) }
        case .claimed(let answer): takeClaimed(answer, now, &actions)
        case .claimFailed: claimFailed(now, &actions)
        case .lookedUp(let token): takeMorePace(token)
        case .finished(let token, let report): finish(token, report, now, &actions)
        case .recorded(let settlements): noteRecorded(settlements, now, &actions)
        case .pause(let target, let reason, let by):
            pause(target, reason, by: by, now, &actions)
        case .resume(let target, let by, let rate):
            resume(target, by: by, slowly: rate, now, &actions)
        case .tick: break
        case .drain:
            isDraining = true
            for slot in targets.indices { refresh(slot, now, &actions) }
        }
        fireTimers(now, &actions)
        startWhatMay(now, &actions)
        claimWhatIsDue(now, &actions)
        if isDraining, inFlight.isEmpty, !hasToldDrained {
            hasToldDrained = true
            actions.append(.drained)
        }
    }

    // MARK: One target's place in the lists

    /// Brings everything that follows from a target's state up to date. Called for every target
    /// that an input touched.
    mutating func refresh(_ slot: Int, _ now: Timestamp, _ actions: inout [DispatchAction]) {
        if targets[slot].inFlight > 0, now - targets[slot].quietSince > Limits.targetQuietMax {
            targets[slot].isSlow = true
        }
        if targets[slot].slowly != nil { endSlowness(slot, now) }
        let gate = gate(slot, now)
        if !mayHold(gate) {
            giveBackQueue(slot, &actions)
        } else if targets[slot].isSlow {
            giveBackExcess(slot, &actions)
        }
        tellStanding(slot, now, &actions)
        if targets[slot].hasReady(now), gate == .open || gate == .probe { enterRing(slot) }
        let admitted = isDraining ? 0 : read(slot) { $0.admission(now, gate) }
        if admitted != targets[slot].admitted {
            targets[slot].admitted = admitted
            actions.append(.admit(target: targets[slot].name, heldMax: admitted))
        }
        guard !isDraining else { return }
        if !targets[slot].isClaimCandidate, read(slot, { $0.want(now, gate) }) > 0 {
            targets[slot].isClaimCandidate = true
            claimCandidates.append(slot)
        }
        if let moment = read(slot, { $0.wakeAt(now, gate) }) { arm(slot, at: moment) }
    }

    mutating func gate(_ slot: Int, _ now: Timestamp) -> TargetQueue.Gate {
        let notBefore = groups[targets[slot].group].notBefore
        return read(slot) { $0.gate(now, groupNotBefore: notBefore) }
    }

    /// Looks at a target where it stands. `inout`, although nothing is changed: for a call on an
    /// array's element, also by way of a pointer, the compiler copies it, two dozen references.
    mutating func read<Answer>(_ slot: Int, _ look: (inout TargetQueue) -> Answer) -> Answer {
        look(&targets[slot])
    }

    private func mayHold(_ gate: TargetQueue.Gate) -> Bool {
        switch gate {
        case .open, .probe, .until(_, long: false): !isDraining
        case .shut, .until(_, long: true): false
        }
    }

    private mutating func tellStanding(
        _ slot: Int, _ now: Timestamp, _ actions: inout [DispatchAction]
    ) {
        guard !targets[slot].isGone else { return }
        let notBefore = groups[targets[slot].group].notBefore
        let news = read(slot) { target -> Standing? in
            let standing = target.standing(now, groupNotBefore: notBefore)
            return target.isNews(standing) ? standing : nil
        }
        guard let standing = news else { return }
        let before = targets[slot].told.state
        targets[slot].told = standing
        actions.append(.standing(target: targets[slot].name, standing, before: before))
    }

    mutating func enterRing(_ slot: Int) {
        guard !targets[slot].isInRing else { return }
        targets[slot].isInRing = true
        if targets[slot].isWell { wellRing.append(slot) } else { unwellRing.append(slot) }
    }

    // MARK: Time

    /// It is called much later than it asked to be, or than an attempt can take: the machine was
    /// asleep, or its clock was set ahead. Nothing grows too old by that.
    private mutating func noteJump(_ now: Timestamp) {
        defer { toldAt = now }
        guard let toldAt, now - toldAt > Limits.clockJumpMin else { return }
        let expected = inFlight.isEmpty ? max(toldAt, timers.min?.at ?? now) : toldAt
        guard now - expected > Limits.clockJumpMin else { return }
        jumps.add(Stop(from: expected, to: now), agesMax: .days(400))
    }

    mutating func arm(_ slot: Int, at moment: Timestamp) {
        if let armed = targets[slot].armedAt, armed <= moment { return }
        targets[slot].armedAt = moment
        timers.insert(Timer(at: moment, slot: slot))
        if timers.count > Self.staleTimersMax + 2 * targets.count { dropStaleTimers() }
    }

    /// Entries that an earlier one replaced stay until their time: a paced target, whose store
    /// holds something for tomorrow, would leave one behind for each of its attempts.
    private mutating func dropStaleTimers() {
        timers = Heap(
            targets.indices.compactMap { slot in
                targets[slot].armedAt.map { Timer(at: $0, slot: slot) }
            })
    }

    private mutating func fireTimers(_ now: Timestamp, _ actions: inout [DispatchAction]) {
        while let first = timers.min, first.at <= now {
            timers.removeMin()
            // An earlier one was set later: this entry is out of date.
            guard targets[first.slot].armedAt == first.at else { continue }
            targets[first.slot].armedAt = nil
            refresh(first.slot, now, &actions)
        }
    }
}
