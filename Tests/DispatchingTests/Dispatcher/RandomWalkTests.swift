import Dispatching
import Model
import Testing

/// A store, targets and time, all by chance from a seed; checks what must hold at every step.
private struct Walk {
    struct Row {
        var leased: LeasedDelivery
        var isPending: Bool
        var isFinal = false
    }

    var generator: SeededGenerator
    var dispatcher: Dispatcher
    var now = Timestamp(seconds: 1_000_000)
    var rows: [DeliveryID: Row] = [:]
    var flying: [AttemptToken: LeasedDelivery] = [:]
    var unrecorded: [Settlement] = []
    var wants: (wants: [String: Int], now: Timestamp)?
    var states: [String: TargetState] = [:]
    var admitted: [String: Int] = [:]
    var held: [String: Int] = [:]
    var startsOfPaced: [Timestamp] = []
    var final = 0
    let names = ["a", "b", "c", "paced"]

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        dispatcher = Dispatcher(settings: DispatchSettings(inFlightMax: 40, seed: seed))
        configure(names)
    }

    func policy(_ name: String) -> DeliveryPolicy {
        var policy = DeliveryPolicy()
        policy.concurrencyMax = 8
        if name == "paced" { policy.rate = Rate(count: 2, per: .seconds(1)) }
        return policy
    }

    mutating func configure(_ names: [String]) {
        tell(.targets(names.map { TargetPlan(name: $0, policy: policy($0)) }))
    }

    mutating func tell(_ input: DispatchInput) {
        var actions: [DispatchAction] = []
        dispatcher.handle(input, now: now, into: &actions)
        // Standings come with the actions; attempts are checked against what was told before.
        for action in actions { take(action) }
        #expect(dispatcher.inFlightCount == flying.count)
        #expect(flying.count <= 40)
        #expect(dispatcher.heldCount == held.values.reduce(0, +))
    }

    private mutating func take(_ action: DispatchAction) {
        switch action {
        case .start(let token, let leased):
            let name = leased.delivery.target
            #expect(rows[leased.delivery.id]?.isFinal == false)
            #expect(!flying.values.contains { $0.delivery.id == leased.delivery.id })
            #expect(states[name] != .paused, "an attempt began although the target was paused")
            let flyingHere = flying.values.count { $0.delivery.target == name }
            #expect(flyingHere < 8)
            if states[name] == .probing || states[name] == .blocked { checkProbe(name) }
            if name == "paced" { startsOfPaced.append(now) }
            flying[token] = leased
        case .record(let settlement):
            held[settlement.target, default: 0] -= 1
            unrecorded.append(settlement)
        case .claim(let wants, let now): self.wants = (wants, now)
        case .admit(let name, let heldMax): admitted[name] = heldMax
        case .standing(let name, let standing, _): states[name] = standing.state
        case .drained: break
        }
    }

    /// Tokens of probes under way, by target: at most one, apart from what flew before.
    private mutating func checkProbe(_ name: String) {
        #expect(!probes.contains(name), "two probes at once")
        probes.insert(name)
    }
    var probes: Set<String> = []

    mutating func step() {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<30: arrive()
        case 30..<65: endOne()
        case 65..<80: commit()
        case 80..<90: answerClaim()
        case 90..<97: pass()
        case 97: tell(.pause(target: name(), by: "p"))
        case 98: for name in names { tell(.resume(target: name, by: "p")) }
        default: configure(Bool.random(using: &generator) ? names : ["a", "b", "paced"])
        }
    }

    private mutating func name() -> String { names.randomElement(using: &generator) ?? "a" }

    private mutating func arrive() {
        let name = name()
        let event = Event(
            id: .make(at: now), source: "s", identity: EventIdentity(), headers: HeaderList(),
            body: [], receivedAt: now, configurationVersion: "cfg")
        let leased = LeasedDelivery(
            delivery: Delivery(id: .make(at: now), target: name, routes: [], createdAt: now),
            event: event, dueAt: now)
        let isTaken = held[name, default: 0] < admitted[name, default: 0]
        rows[leased.delivery.id] = Row(leased: leased, isPending: !isTaken)
        if isTaken {
            held[name, default: 0] += 1
            tell(.handedOver([leased]))
        } else {
            tell(.waiting([name]))
        }
    }

    mutating func endOne() {
        guard let token = flying.keys.min(by: { $0.value < $1.value }),
            let leased = flying.removeValue(forKey: token)
        else { return }
        let name = leased.delivery.target
        probes.remove(name)
        let (`class`, status): (Outcome.Class, Int) =
            switch Int.random(in: 0..<20, using: &generator) {
            case 0..<12: (.delivered, 200)
            case 12..<17: (.retry, name == "b" ? 429 : 500)
            case 17..<19: (.dead, 400)
            default: (.block, 401)
            }
        let outcome = Outcome(
            `class`, Reason(code: "t", message: "t"),
            retryAfter: status == 429 ? .seconds(3) : nil)
        tell(
            .finished(
                token, AttemptReport(.answered, outcome, startedAt: now, status: status)))
    }

    mutating func commit() {
        let batch = unrecorded
        unrecorded = []
        for settlement in batch {
            guard let row = rows[settlement.delivery], !row.isFinal, !row.isPending else {
                Issue.record("settled twice")
                continue
            }
            if case .pending(let dueAt, let excused) = settlement.change {
                rows[settlement.delivery] = Row(
                    leased: LeasedDelivery(
                        delivery: row.leased.delivery, event: row.leased.event,
                        attempts: settlement.attempt?.number ?? row.leased.attempts,
                        dueAt: dueAt, excusedMilliseconds: excused),
                    isPending: true)
            } else {
                rows[settlement.delivery]?.isFinal = true
                final += 1
            }
        }
        tell(.recorded(batch))
    }

    mutating func answerClaim() {
        guard let (wants, at) = wants else { return }
        self.wants = nil
        if Int.random(in: 0..<10, using: &generator) == 0 { return tell(.claimFailed) }
        var answer = ClaimAnswer()
        var left = wants
        let pending = rows.values.filter { $0.isPending }.map(\.leased)
            .sorted { ($0.dueAt, $0.delivery.id) < ($1.dueAt, $1.delivery.id) }
        for leased in pending {
            let name = leased.delivery.target
            guard let room = left[name] else { continue }
            if room > 0, leased.dueAt <= at {
                left[name] = room - 1
                rows[leased.delivery.id]?.isPending = false
                held[name, default: 0] += 1
                answer.deliveries.append(leased)
            } else if answer.nextDue[name] == nil {
                answer.nextDue[name] = leased.dueAt
            }
        }
        tell(.claimed(answer))
    }

    private mutating func pass() {
        let seconds = Int64.random(in: -3...20, using: &generator)
        now = now + Milliseconds(seconds * 1000 + 137)
        tell(.tick)
    }

    /// From here on every target works: all that came in has to end.
    mutating func finishAll() {
        configure(names)
        for name in names { tell(.resume(target: name, by: "p")) }
        for _ in 0..<20_000 where final < rows.count {
            if flying.isEmpty, unrecorded.isEmpty, wants == nil {
                guard let wake = dispatcher.nextWake else { break }
                now = max(now + Milliseconds(1), wake)
                tell(.tick)
            }
            while let (token, leased) = flying.first {
                flying[token] = nil
                probes.remove(leased.delivery.target)
                tell(.finished(token, AttemptReport(.answered, .delivered, startedAt: now)))
            }
            commit()
            answerClaim()
        }
    }
}

@Suite("Dispatcher: random walks")
struct RandomWalkTests {
    @Test(
        "nothing is lost, limits hold, and nothing is sent to a target that is not sending",
        arguments: 1...12 as ClosedRange<UInt64>)
    func walk(seed: UInt64) {
        var walk = Walk(seed: seed)
        for _ in 0..<1500 { walk.step() }
        walk.finishAll()
        #expect(walk.final == walk.rows.count, "seed \(seed)")
        #expect(walk.dispatcher.heldCount == 0)
    }
}
