/// Jobs of many targets, taken in turn: who brings a hundred waits for their own ninety-nine, and
/// the others for one.
///
/// Names whose last job was quick may have several under way. The others, new ones too, have fewer,
/// and all of them together only a part of the places: slow ones never hold up quick ones.
struct Turns<Job: Sendable>: Sendable {
    /// How many jobs may be under way.
    struct Bounds: Sendable {
        /// Of one quick name.
        var ofQuickMax: Int
        /// Of one that is not known to be quick.
        var ofSlowMax: Int
        /// Of all of those.
        var slowMax: Int
    }

    private let bounds: Bounds
    private var waiting: [String: [Job]] = [:]
    /// Names that have jobs waiting, whose turn is next first.
    private var order: [String] = []
    /// Taken, and not ended.
    private var running: [String: Int] = [:]
    private var quick: Set<String> = []

    init(_ bounds: Bounds) {
        precondition(bounds.ofQuickMax > 0 && bounds.ofSlowMax > 0 && bounds.slowMax > 0)
        self.bounds = bounds
    }

    var isEmpty: Bool { order.isEmpty }

    mutating func add(_ job: Job, of name: String) {
        if waiting[name] == nil { order.append(name) }
        waiting[name, default: []].append(job)
    }

    /// Nil: none may be taken now. `end` is to be called for each that was.
    mutating func next() -> (name: String, job: Job)? {
        let slow = running.reduce(0) { quick.contains($1.key) ? $0 : $0 + $1.value }
        let place = order.firstIndex { name in
            let count = running[name, default: 0]
            return quick.contains(name)
                ? count < bounds.ofQuickMax : count < bounds.ofSlowMax && slow < bounds.slowMax
        }
        guard let place, case let name = order.remove(at: place),
            var jobs = waiting.removeValue(forKey: name)
        else { return nil }
        let job = jobs.removeFirst()
        if !jobs.isEmpty {
            waiting[name] = jobs
            order.append(name)
        }
        running[name, default: 0] += 1
        return (name, job)
    }

    mutating func end(of name: String, wasQuick: Bool) {
        let count = running[name, default: 0]
        precondition(count > 0, "a job ended that was not taken")
        running[name] = count == 1 ? nil : count - 1
        if wasQuick { quick.insert(name) } else { quick.remove(name) }
    }

    /// Takes out all that wait.
    mutating func removeAll() -> [Job] {
        defer { (waiting, order) = ([:], []) }
        return order.flatMap { waiting[$0] ?? [] }
    }
}
