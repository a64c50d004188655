import Model

/// Events that were stored or read a short while ago, by number, for claims: under load a delivery
/// that was not handed over is claimed soon after its event came, and the others of the same event
/// soon after it. For the writer thread.
struct RecentEvents {
    /// Of events' weights: a fraction of the memory window, and enough for some thousand reports.
    static let bytesMax = 8 << 20
    static let countMax = 4096

    private var events: [Int64: Event] = [:]
    /// In the order in which they came; what is before `oldest` has gone.
    private var order: [Int64] = []
    private var oldest = 0
    private var bytes = 0

    subscript(seq: Int64) -> Event? { events[seq] }

    mutating func add(_ event: Event, _ seq: Int64) {
        guard events.updateValue(event, forKey: seq) == nil else { return }
        order.append(seq)
        bytes += event.weight
        while bytes > Self.bytesMax || order.count - oldest > Self.countMax { removeOldest() }
        if oldest > Self.countMax {
            order.removeFirst(oldest)
            oldest = 0
        }
    }

    /// After a rollback: numbers are given again.
    mutating func removeAll() { self = RecentEvents() }

    private mutating func removeOldest() {
        if let gone = events.removeValue(forKey: order[oldest]) { bytes -= gone.weight }
        oldest += 1
    }
}
