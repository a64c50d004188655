import Dispatching
import Engine
import Model

/// What a seed stands for: how many nodes and targets, with which policies, for how long, and what
/// happens to them.
struct Scenario: Sendable {
    struct TargetSketch: Sendable {
        var name: String
        var policy: DeliveryPolicy
        /// Answers well, always: what others' sickness must not touch.
        var isAlwaysWell: Bool
        /// Empty: it has none but its own, and is a plain HTTP target. Else channels, of which the
        /// first is always open.
        var destinations: [String] = []

        /// Nothing that happens to others may hold up deliveries to it.
        func isHealthy(_ destination: String) -> Bool {
            isAlwaysWell && (destinations.isEmpty || destination == destinations[0])
        }
    }

    let seed: UInt64
    let faults: FaultKinds
    let mutation: Mutation?
    var nodes = 1
    var shards = 1
    var targets: [TargetSketch] = []
    /// How long things go wrong; then everything works again.
    var chaos = Milliseconds.hours(24)
    var events = 1000
    var runs = 20
    var inFlightMax = 200
    var windowDeliveriesMax = 2000
    var unrecordedMax = 200

    /// `isShort`: a few hours and a few hundred deliveries, for debug builds.
    init(seed: UInt64, faults: FaultKinds, mutation: Mutation? = nil, isShort: Bool = false) {
        self.seed = seed
        self.faults = faults
        self.mutation = mutation
        var chance = SeededGenerator(seed: seed)
        // Drawn whether used or not, so that taking a fault away changes nothing else.
        let hasTwoNodes = Int.random(in: 0..<3, using: &chance) == 0
        if hasTwoNodes, faults.contains(.partitions) { nodes = 2 }
        shards = Int.random(in: 1...3, using: &chance)
        chaos = .minutes(Int64.random(in: 4 * 60...60 * 60, using: &chance))
        events = Int.random(in: 100...1200, using: &chance)
        runs = Int.random(in: 3...40, using: &chance)
        if isShort {
            chaos = chaos.scaled(by: 0.2)
            events = events / 8 + 30
        }
        let isSmall = Int.random(in: 0..<2, using: &chance) == 0
        let inFlight = Int.random(in: 8...60, using: &chance)
        let window = Int.random(in: 20...200, using: &chance)
        let unrecorded = Int.random(in: 4...50, using: &chance)
        if isSmall, faults.contains(.smallWindows) {
            inFlightMax = inFlight
            windowDeliveriesMax = window
            unrecordedMax = unrecorded
        }
        targets = [TargetSketch(name: "well", policy: DeliveryPolicy(), isAlwaysWell: true)]
        for index in 1...Int.random(in: 2...7, using: &chance) {
            let policy = Self.policy(&chance)
            targets.append(
                TargetSketch(name: "t\(index)", policy: policy, isAlwaysWell: false))
        }
        for index in targets.indices where Int.random(in: 0..<3, using: &chance) == 0 {
            let count = Int.random(in: 2...4, using: &chance)
            targets[index].destinations = (1...count).map { "C0\($0)" }
        }
    }

    private static func policy(_ chance: inout SeededGenerator) -> DeliveryPolicy {
        var policy = DeliveryPolicy()
        policy.concurrencyMax = [1, 2, 4, 8, 32].randomElement(using: &chance) ?? 8
        policy.concurrencyStart = min(4, policy.concurrencyMax)
        switch Int.random(in: 0..<4, using: &chance) {
        case 0:
            policy.rate = Rate(count: Int.random(in: 1...20, using: &chance), per: .seconds(1))
        case 1:
            policy.rate = Rate(count: Int.random(in: 5...60, using: &chance), per: .minutes(1))
        default: break
        }
        policy.orderByRun = Int.random(in: 0..<2, using: &chance) == 0
        let skipAfter = Milliseconds.minutes(Int64.random(in: 1...30, using: &chance))
        if policy.orderByRun, Int.random(in: 0..<3, using: &chance) == 0 {
            policy.laneSkipAfter = skipAfter
        }
        if Int.random(in: 0..<4, using: &chance) == 0 { policy.paceWith = "team" }
        switch Int.random(in: 0..<3, using: &chance) {
        case 0:
            policy.retry.schedule = [.seconds(1), .seconds(5), .seconds(30), .minutes(5)]
            policy.retry.maxAge = .hours(Int64.random(in: 1...12, using: &chance))
        case 1:
            policy.retry.attemptsMax = Int.random(in: 2...8, using: &chance)
        default: break
        }
        if Int.random(in: 0..<3, using: &chance) == 0 {
            policy.breaker.failuresInARow = Int.random(in: 3...20, using: &chance)
            policy.breaker.probeWait = .seconds(Int64.random(in: 5...60, using: &chance))
        }
        return policy
    }

    /// The engine's bounds; a mutation may lift one without telling who watches.
    var engine: EngineSettings {
        var settings = EngineSettings()
        settings.shards = shards
        settings.renderers = 1
        settings.inFlightMax = inFlightMax
        settings.windowDeliveriesMax =
            mutation == .windowIgnored ? 1_000_000 : windowDeliveriesMax
        settings.unrecordedOutcomesMax = unrecordedMax
        settings.seed = seed
        return settings
    }

    /// As the engine is told it.
    func enginePolicy(_ sketch: TargetSketch) -> DeliveryPolicy {
        var policy = sketch.policy
        switch mutation {
        case .breakerIgnored:
            policy.breaker.failuresInARow = .max
            policy.breaker.attemptsPerMinuteMin = .max
        case .paceIgnored: policy.rate = nil
        case .concurrencyIgnored:
            policy.concurrencyMax += 8
            policy.concurrencyStart += 8
        default: break
        }
        return policy
    }

    /// A source of chance of its own for each actor.
    func chance(_ actor: UInt64) -> SeededGenerator {
        var mixer = SeededGenerator(seed: seed ^ (actor &* 0xD6E8_FEB8_6659_FD93))
        return SeededGenerator(seed: mixer.next())
    }
}
