import DeadLetters
import Model
import Store

/// What a redrive call asks for.
struct RedrivePlan {
    var filter: DeadLetterFilter
    /// Only counts.
    var isDryRun: Bool
    /// Between one delivery and the next; zero: all at once.
    var spacingMicroseconds: Int64
    /// 1 for the first repetition; a higher one sends again what was redriven before.
    var generation: Int
    /// Where to send instead, after a rename; nil: the line's own target.
    var target: String?

    static let keys: Set<String> = [
        "target", "reason", "since", "until", "deliveries", "all", "dry_run", "rate", "generation",
        "to",
    ]

    init(_ instructions: Instructions, now: Timestamp) throws(AdminProblem) {
        filter = DeadLetterFilter()
        filter.target = try instructions.text("target")
        filter.code = try instructions.text("reason")
        filter.since = try instructions.moment("since", now: now)
        filter.until = try instructions.moment("until", now: now)
        if let texts = try instructions.texts("deliveries") {
            filter.deliveries = []
            for text in texts {
                guard let id = DeliveryID(text) else {
                    throw instructions.wrong("deliveries", "holds ids: dlv_ and 32 digits")
                }
                filter.deliveries?.insert(id)
            }
        }
        let isAll = try instructions.flag("all")
        let isFiltered =
            filter.target != nil || filter.code != nil || filter.since != nil
            || filter.until != nil || filter.deliveries != nil
        guard isAll != isFiltered else {
            throw AdminProblem(
                400, .invalidBody,
                isAll
                    ? "'all' goes with no filter"
                    : "say which: target, reason, since, until or deliveries; or all: true")
        }
        isDryRun = try instructions.flag("dry_run")
        generation = try instructions.number("generation", 1...1000) ?? 1
        target = try instructions.text("to")
        spacingMicroseconds = 0
        if let rate = try instructions.text("rate") {
            guard let spacing = Self.spacing(rate) else {
                throw instructions.wrong("rate", "is a rate like 10/s, 100/m or 1000/h")
            }
            spacingMicroseconds = spacing
        }
    }

    /// `10/s` → 100,000 µs.
    static func spacing(_ rate: String) -> Int64? {
        let halves = rate.split(separator: "/", omittingEmptySubsequences: false)
        let units: [Substring: Int64] = ["s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000]
        guard halves.count == 2, let count = Int64(halves[0]), (1...1_000_000).contains(count),
            let unit = units[halves[1]]
        else { return nil }
        return unit / count
    }

    /// The request for the nth line. Due times in the future make the pace, so that it survives a
    /// restart.
    func request(_ letter: DeadLetter, position: Int, from start: Timestamp) -> RedriveRequest {
        let delivery = letter.delivery
        return RedriveRequest(
            origin: delivery.id, generation: generation, target: target ?? delivery.target,
            webhookID: delivery.webhookID, destination: delivery.destination,
            routes: delivery.routes,
            now: start + Milliseconds(Int64(position) * spacingMicroseconds / 1000),
            event: letter.event)
    }
}

/// Counts what a redrive does, line by line.
struct RedriveTally {
    var matched = 0
    var made = 0
    /// The first few of what was made, to be shown.
    var deliveries: [DeliveryID] = []
    var existed = 0
    /// There are more than one call takes.
    var isCut = false
    var unreadable = 0
    var firstDue: Timestamp?
    var lastDue: Timestamp?
}
