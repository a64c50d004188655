import Dispatching
import Model

/// A dispatcher on a bench: tells it things, and sorts what it wants done.
struct Bench {
    var dispatcher: Dispatcher
    var now = Timestamp(seconds: 1_000_000)
    var started: [(token: AttemptToken, leased: LeasedDelivery)] = []
    var settled: [Settlement] = []
    var claims: [[String: Int]] = []
    var standings: [(target: String, standing: Standing)] = []
    var admitted: [String: Int] = [:]
    var drained = 0
    /// Until when the claim under way wants what is due.
    var claimsDue = Timestamp.zero
    /// What the store holds as pending.
    var stored: [LeasedDelivery] = []
    /// As it was last seen, for `commit`.
    var known: [DeliveryID: LeasedDelivery] = [:]

    init(_ settings: DispatchSettings = DispatchSettings()) {
        dispatcher = Dispatcher(settings: settings)
    }

    /// With these targets, and a store that holds nothing for them.
    init(targets: [String: DeliveryPolicy], settings: DispatchSettings = DispatchSettings()) {
        self.init(settings)
        configure(targets)
        tell(.claimed(ClaimAnswer()))
        claims = []
    }

    mutating func configure(_ targets: [String: DeliveryPolicy]) {
        tell(
            .targets(
                targets.map { TargetPlan(name: $0.key, policy: $0.value) }
                    .sorted { $0.name < $1.name }))
    }

    mutating func tell(_ input: DispatchInput) {
        switch input {
        case .handedOver(let deliveries): know(deliveries)
        case .claimed(let answer): know(answer.deliveries)
        default: break
        }
        var actions: [DispatchAction] = []
        dispatcher.handle(input, now: now, into: &actions)
        for action in actions {
            switch action {
            case .start(let token, let leased): started.append((token, leased))
            case .record(let settlement): settled.append(settlement)
            case .claim(let wants, let due):
                claims.append(wants)
                claimsDue = due
            case .admit(let target, let heldMax): admitted[target] = heldMax
            case .standing(let target, let standing, _): standings.append((target, standing))
            case .drained: drained += 1
            }
        }
    }

    private mutating func know(_ deliveries: [LeasedDelivery]) {
        for leased in deliveries { known[leased.delivery.id] = leased }
    }

    /// Lets time pass, waking the dispatcher whenever it asked for it.
    mutating func pass(_ time: Milliseconds) {
        let end = now + time
        while let wake = dispatcher.nextWake, wake <= end {
            now = max(now + Milliseconds(1), wake)
            tell(.tick)
        }
        now = max(now, end)
        tell(.tick)
    }

    func delivery(
        _ target: String, attempts: Int = 0, createdAt: Timestamp? = nil,
        expiresAt: Timestamp? = nil, lane: String? = nil, to destination: String = "",
        dueAt: Timestamp? = nil, excused: Milliseconds = .zero
    ) -> LeasedDelivery {
        let createdAt = createdAt ?? now
        let event = Event(
            id: .make(at: createdAt), source: "s", identity: EventIdentity(),
            headers: HeaderList(), body: [], receivedAt: createdAt, configurationVersion: "cfg")
        return LeasedDelivery(
            delivery: Delivery(
                id: .make(at: createdAt), target: target, destination: destination,
                routes: ["r"], createdAt: createdAt, expiresAt: expiresAt, lane: lane),
            event: event, attempts: attempts, dueAt: dueAt ?? createdAt,
            excusedMilliseconds: excused.count)
    }

    mutating func hand(_ target: String, count: Int = 1, attempts: Int = 0) {
        tell(.handedOver((0..<count).map { _ in delivery(target, attempts: attempts) }))
    }

    /// Ends the oldest attempt that is on its way.
    mutating func end(
        _ class: Outcome.Class, _ ending: AttemptReport.Ending = .answered, status: Int? = nil,
        retryAfter: Milliseconds? = nil, ofDestination: Bool = false
    ) {
        let token = started.removeFirst().token
        let reason = Reason(code: `class`.rawValue, message: "test")
        let outcome = Outcome(
            `class`, reason, retryAfter: retryAfter,
            isContextual: `class` == .dead && [301, 404, 405].contains(status),
            concernsDestination: ofDestination)
        tell(
            .finished(
                token, AttemptReport(ending, outcome, startedAt: now, status: status)))
    }

    /// The store takes what was settled, and gives it back to the next claim when it is due.
    mutating func commit() {
        let batch = settled
        settled = []
        for settlement in batch {
            guard case .pending(let dueAt, let excused) = settlement.change,
                let old = known[settlement.delivery]
            else { continue }
            let delivery = settlement.leavesLane ? old.delivery.outOfLane : old.delivery
            stored.append(
                LeasedDelivery(
                    delivery: delivery, event: old.event,
                    attempts: settlement.attempt?.number ?? old.attempts, dueAt: dueAt,
                    excusedMilliseconds: excused))
        }
        tell(.recorded(batch))
    }

    /// Answers the claim under way from what is stored.
    mutating func answerClaim() {
        guard !claims.isEmpty else { return }
        let wants = claims.removeFirst()
        var answer = ClaimAnswer()
        var left = wants
        stored.sort { ($0.dueAt, $0.delivery.id) < ($1.dueAt, $1.delivery.id) }
        var rest: [LeasedDelivery] = []
        for leased in stored {
            let name = leased.delivery.target
            if let room = left[name], room > 0, leased.dueAt <= claimsDue {
                left[name] = room - 1
                answer.deliveries.append(leased)
            } else {
                rest.append(leased)
                if wants[name] != nil, answer.nextDue[name] == nil {
                    answer.nextDue[name] = leased.dueAt
                }
            }
        }
        stored = rest
        tell(.claimed(answer))
    }

    /// Commits and answers until nothing is to be done at this moment.
    mutating func settle() {
        for _ in 0..<10_000 {
            if !settled.isEmpty {
                commit()
            } else if !claims.isEmpty {
                answerClaim()
            } else {
                return
            }
        }
    }

    /// Lets time pass with a store that does its part.
    mutating func live(_ time: Milliseconds) {
        let end = now + time
        settle()
        while let wake = dispatcher.nextWake, wake <= end {
            now = max(now + Milliseconds(1), wake)
            tell(.tick)
            settle()
        }
        now = max(now, end)
        tell(.tick)
        settle()
    }
}

extension Delivery {
    /// As the store keeps one that left its lane.
    fileprivate var outOfLane: Delivery {
        Delivery(
            id: id, webhookID: webhookID, target: target, destination: destination,
            routes: routes, createdAt: createdAt, expiresAt: expiresAt, redrive: redrive)
    }
}
