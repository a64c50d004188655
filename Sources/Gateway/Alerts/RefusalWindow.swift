import Model

/// What each source sent and what was refused of it, lately: whether refusals rise. Pure.
struct RefusalWindow: Sendable {
    /// Counted since some moment; both only go up.
    struct Count: Equatable, Sendable {
        var refused: UInt64
        /// Refused ones included.
        var all: UInt64
    }

    static let span = Milliseconds.minutes(5)
    /// How often to look: ten times in the span.
    static let interval = Milliseconds.seconds(30)
    private static let refusedMin: UInt64 = 10
    /// All of the span, and the one before it.
    static let looksMax = 12

    private(set) var looks: [(at: Timestamp, counts: [String: Count])] = []

    /// The sources of which at least ten requests, and more than a tenth of all, were refused
    /// within the span, with what it was.
    mutating func look(_ counts: [String: Count], now: Timestamp) -> [String: Count] {
        // After the clock was set back nothing waits for the time from which it was.
        looks.removeAll { $0.at > now }
        // The newest of those that are too old is where the span begins.
        while looks.count > 1, now - looks[1].at >= Self.span { looks.removeFirst() }
        if looks.count == Self.looksMax { looks.removeFirst() }
        let first = looks.first?.counts
        looks.append((now, counts))
        guard let first else { return [:] }
        var rising: [String: Count] = [:]
        for (source, count) in counts {
            // A source that is new began with nothing.
            let before = first[source] ?? Count(refused: 0, all: 0)
            guard count.refused >= before.refused, count.all >= before.all else { continue }
            let lately = Count(
                refused: count.refused - before.refused, all: count.all - before.all)
            if lately.refused >= Self.refusedMin, lately.refused * 10 > lately.all {
                rising[source] = lately
            }
        }
        return rising
    }
}
