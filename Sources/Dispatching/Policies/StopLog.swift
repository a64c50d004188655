package import Model

/// When a target was blocked or paused: that time does not count towards a delivery's age.
package struct StopLog: Sendable {
    /// Older stops are forgotten; then deliveries that waited through them are excused for less.
    package static let stopsMax = 64

    private var stops: [(from: Timestamp, to: Timestamp)] = []
    /// Since when it has been stopped; nil: it is not.
    package private(set) var since: Timestamp?

    package init() {}

    package mutating func begin(at moment: Timestamp) {
        if since == nil { since = moment }
    }

    package mutating func end(at now: Timestamp) {
        guard let from = since else { return }
        since = nil
        guard now > from else { return }
        if stops.count == Self.stopsMax { stops.removeFirst() }
        stops.append((from, now))
    }

    /// How long it was stopped between two moments.
    package func stopped(from start: Timestamp, to end: Timestamp) -> Milliseconds {
        if stops.isEmpty && since == nil { return .zero }
        func overlap(_ from: Timestamp, _ to: Timestamp) -> Milliseconds {
            let (low, high) = (max(from, start), min(to, end))
            return high > low ? high - low : .zero
        }
        let past = stops.reduce(Milliseconds.zero) { $0 + overlap($1.from, $1.to) }
        return since.map { past + overlap($0, end) } ?? past
    }
}
