package import Model

/// When a target or destination was blocked or paused: that time does not count towards a
/// delivery's age. Stored with the target's state, so that a restart forgets nothing.
package struct StopLog: Equatable, Sendable {
    /// Stops that have ended, oldest first.
    package private(set) var past: [Stop]
    /// Since when it has been stopped; nil: it is not.
    package private(set) var since: Timestamp?

    package init(past: [Stop] = [], since: Timestamp? = nil) {
        self.past = past
        self.since = since
    }

    package mutating func begin(at moment: Timestamp) {
        if since == nil { since = moment }
    }

    /// `agesMax`: what ended longer ago than this concerns no delivery any more.
    package mutating func end(at now: Timestamp, agesMax: Milliseconds) {
        guard let from = since else { return }
        since = nil
        add(Stop(from: from, to: now), agesMax: agesMax)
    }

    package mutating func add(_ stop: Stop, agesMax: Milliseconds) {
        guard stop.to > stop.from else { return }
        past.removeAll { stop.to - $0.to > agesMax }
        if let last = past.last, last.to >= stop.from {
            past[past.count - 1].to = max(last.to, stop.to)
            return
        }
        if past.count >= Limits.stopsMax { joinClosest() }
        past.append(stop)
    }

    /// Two stops with little between them become one: rather too much is excused than too little.
    private mutating func joinClosest() {
        let gaps = (1..<past.count).map { past[$0].from - past[$0 - 1].to }
        guard let closest = gaps.indices.min(by: { gaps[$0] < gaps[$1] }) else { return }
        past[closest].to = past[closest + 1].to
        past.remove(at: closest + 1)
    }

    /// How long it was stopped between two moments.
    package func stopped(from start: Timestamp, to end: Timestamp) -> Milliseconds {
        if past.isEmpty && since == nil { return .zero }
        func overlap(_ from: Timestamp, _ to: Timestamp) -> Milliseconds {
            let (low, high) = (max(from, start), min(to, end))
            return high > low ? high - low : .zero
        }
        let ended = past.reduce(Milliseconds.zero) { $0 + overlap($1.from, $1.to) }
        return since.map { ended + overlap($0, end) } ?? ended
    }
}
