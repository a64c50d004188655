import Dispatching
import Model
import Store

/// Watches a run from outside, and says when something happens that must not. What it knows comes
/// from what crossed the seams (requests, commits, lines), not from the engine's own view.
final class Witness {
    unowned var world: Simulation?
    let policies: [String: DeliveryPolicy]
    private let sketches: [String: Scenario.TargetSketch]
    /// The strictest rate of each pacing group.
    private(set) var rates: [String: Rate] = [:]
    private var groups: [String: String] = [:]
    var rows: [DeliveryID: Row] = [:]
    /// Unfinished deliveries of each lane, in accept order.
    var lanes: [String: [DeliveryID]] = [:]
    /// What was made of each delivery and generation.
    var redriven: [String: DeliveryID] = [:]
    /// By their `webhook-id`. The real one is the first delivery's; here each has its own, so that
    /// they are told apart on the wire.
    var redrivenUnder: [DeliveryID: DeliveryID] = [:]
    var watches: [String: TargetWatch] = [:]
    var inFlightOfLife: [Int: Int] = [:]
    /// When each target, and each destination inside one, took a message last, from whichever
    /// process.
    var lastGood: [Place: Timestamp] = [:]
    var startsAt: [Place: [Timestamp]] = [:]
    /// When a pace could begin anew: starts, takeovers, jumps of a clock.
    var newBeginnings: [Timestamp] = []
    /// How far clocks jumped ahead, all in all.
    var jumps = Milliseconds.zero
    private var hasJumped = false
    /// When the clock was set back last.
    private(set) var lastBackJump = Timestamp.zero
    /// Looks at the engine's own figures now and then.
    var looks = 0
    private var stored: [Place: TargetStateRecord] = [:]
    var openCount = 0
    var buryingCount = 0
    var accepted = 0
    /// Nothing but targets' sickness is to disturb anybody after this.
    var calmSince = Timestamp.zero
    var longestWait = Milliseconds.zero

    /// A target as a whole, or a destination inside it.
    struct Place: Hashable {
        let target: String
        var destination = ""
    }

    init(_ scenario: Scenario) {
        sketches = Dictionary(uniqueKeysWithValues: scenario.targets.map { ($0.name, $0) })
        policies = sketches.mapValues(\.policy)
        for (name, policy) in policies {
            let group = policy.pacingWord(of: name)
            groups[name] = group
        }
        setRates(Set(policies.keys))
    }

    /// Each process smooths a clock that was set back for as long as it lives: two of them may
    /// differ then, while due times are to go by the clock of a store that they share.
    var hasClocksApart: Bool { hasJumped && world?.scenario.nodes != 1 }

    var now: Timestamp { world?.now ?? .zero }

    func violate(
        _ invariant: Violation.Invariant, _ detail: @autoclosure () -> String,
        delivery: DeliveryID? = nil, target: String? = nil
    ) {
        world?.violate(
            Violation(
                invariant: invariant, detail: detail(), at: now, delivery: delivery,
                target: target))
    }

    func group(of target: String) -> String { groups[target] ?? target }

    func row(_ delivery: Delivery, at moment: Timestamp) -> Row {
        let isHealthy = sketches[delivery.target]?.isHealthy(delivery.destination) ?? false
        return Row(delivery, at: moment, isHealthy: isHealthy)
    }

    /// Destinations keep a pace each, unless the target shares one.
    func paceKeeper(of row: Row) -> Place {
        policies[row.target]?.paceWith == nil
            ? Place(target: row.target, destination: row.destination)
            : Place(target: group(of: row.target))
    }

    /// A group goes by the strictest of those that are configured.
    private func setRates(_ configured: Set<String>) {
        rates = [:]
        for name in configured {
            guard let rate = policies[name]?.rate else { continue }
            let group = group(of: name)
            rates[group] = rates[group].map { Self.stricter(rate, $0) } ?? rate
        }
    }

    private static func stricter(_ left: Rate, _ right: Rate) -> Rate {
        left.count * Int(right.per.count) < right.count * Int(left.per.count) ? left : right
    }

    func watch(_ target: String, _ life: Life) -> TargetWatch {
        if let watch = watches[target], watch.life == life.number { return watch }
        return TargetWatch(life: life.number)
    }

    // MARK: The world around

    /// A process starts with what is stored.
    func noteBirth(of life: Life) {
        newBeginnings.append(now)
        for (place, record) in stored {
            let target = place.target
            guard world?.nodes[life.node].owned.contains(target) == true else { continue }
            var watch = watch(target, life)
            watch.jumpsThen = jumps
            // Stored by the wall clock: true as long as nobody has set it.
            let moment = hasJumped ? nil : record.notBefore
            if !place.destination.isEmpty {
                watch.closedUntil[place.destination] = record.state == .blocked ? moment : nil
                watches[target] = watch
                continue
            }
            watch.isPaused = record.state == .paused
            switch record.state {
            case .sending: watch.quietUntil = moment
            case .probing: watch.openUntil = moment
            case .blocked: watch.blockedUntil = moment
            case .paused: break
            }
            watches[target] = watch
        }
    }

    func noteDeath(of life: Life) {
        inFlightOfLife[life.number] = nil
        for row in rows.values where row.inFlight.contains(life.number) {
            row.inFlight.removeAll { $0 == life.number }
        }
    }

    /// Another process is to send to these now; it knows nothing of what they asked for.
    func noteTakeover(of targets: Set<String>) {
        newBeginnings.append(now)
        for target in targets { watches[target] = nil }
    }

    func noteJump(_ by: Milliseconds) {
        hasJumped = true
        if by > .zero {
            jumps = jumps + by
        } else {
            lastBackJump = now
            // A process that slept through it cannot tell how long ago anything was.
            for place in lastGood.keys { lastGood[place] = now }
        }
        newBeginnings.append(now)
    }

    /// Something disturbs everybody until then, at least.
    func noteDisturbance(until moment: Timestamp) { calmSince = max(calmSince, moment) }

    func notePause(_ target: String, _ life: Life) {
        var watch = watch(target, life)
        watch.isPaused = true
        watches[target] = watch
    }

    func noteReload(_ target: String, configured: Set<String>) {
        watches[target]?.comeBack()
        newBeginnings.append(now)
        let group = group(of: target)
        startsAt = startsAt.filter { $0.key.target != target && $0.key.target != group }
        setRates(configured)
    }

    func noteResume(_ target: String) {
        watches[target]?.resume()
        stored = stored.filter { $0.key.target != target }
    }

    func noteStored(_ record: TargetStateRecord) {
        stored[Place(target: record.target, destination: record.destination)] = record
    }
}
