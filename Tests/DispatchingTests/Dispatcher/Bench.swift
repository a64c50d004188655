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
        var actions: [DispatchAction] = []
        dispatcher.handle(input, now: now, into: &actions)
        for action in actions {
            switch action {
            case .start(let token, let leased): started.append((token, leased))
            case .record(let settlement): settled.append(settlement)
            case .claim(let wants, _): claims.append(wants)
            case .admit(let target, let heldMax): admitted[target] = heldMax
            case .standing(let target, let standing, _): standings.append((target, standing))
            case .drained: drained += 1
            }
        }
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
        expiresAt: Timestamp? = nil, lane: String? = nil
    ) -> LeasedDelivery {
        let createdAt = createdAt ?? now
        let event = Event(
            id: .make(at: createdAt), source: "s", identity: EventIdentity(),
            headers: HeaderList(), body: [], receivedAt: createdAt, configurationVersion: "cfg")
        return LeasedDelivery(
            delivery: Delivery(
                id: .make(at: createdAt), target: target, routes: ["r"], createdAt: createdAt,
                expiresAt: expiresAt, lane: lane),
            event: event, attempts: attempts, dueAt: createdAt)
    }

    mutating func hand(_ target: String, count: Int = 1, attempts: Int = 0) {
        tell(.handedOver((0..<count).map { _ in delivery(target, attempts: attempts) }))
    }

    /// Ends the oldest attempt that is on its way.
    mutating func end(
        _ class: Outcome.Class, _ ending: AttemptReport.Ending = .answered, status: Int? = nil,
        retryAfter: Milliseconds? = nil
    ) {
        let token = started.removeFirst().token
        let reason = Reason(code: `class`.rawValue, message: "test")
        tell(
            .finished(
                token,
                AttemptReport(
                    ending, Outcome(`class`, reason, retryAfter: retryAfter), startedAt: now,
                    status: status)))
    }
}
