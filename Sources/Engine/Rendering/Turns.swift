/// Jobs of many targets, taken in turn: who brings a hundred waits for their own ninety-nine, and
/// the others for one.
struct Turns<Job: Sendable>: Sendable {
    private let ofOneMax: Int
    private var waiting: [String: [Job]] = [:]
    /// Names that have jobs waiting, whose turn is next first.
    private var order: [String] = []
    /// Taken, and not ended.
    private var running: [String: Int] = [:]

    /// `ofOneMax`: how many jobs of one name may be under way.
    init(ofOneMax: Int) {
        precondition(ofOneMax > 0)
        self.ofOneMax = ofOneMax
    }

    var isEmpty: Bool { order.isEmpty }

    mutating func add(_ job: Job, of name: String) {
        if waiting[name] == nil { order.append(name) }
        waiting[name, default: []].append(job)
    }

    /// Nil: none may be taken now. `end` is to be called for each that was.
    mutating func next() -> (name: String, job: Job)? {
        guard
            let place = order.firstIndex(where: { running[$0, default: 0] < ofOneMax }),
            case let name = order.remove(at: place), var jobs = waiting.removeValue(forKey: name)
        else { return nil }
        let job = jobs.removeFirst()
        if !jobs.isEmpty {
            waiting[name] = jobs
            order.append(name)
        }
        running[name, default: 0] += 1
        return (name, job)
    }

    mutating func end(of name: String) {
        let count = running[name, default: 0]
        precondition(count > 0, "a job ended that was not taken")
        running[name] = count == 1 ? nil : count - 1
    }
}
