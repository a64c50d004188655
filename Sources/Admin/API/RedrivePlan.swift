import DeadLetters
import Engine
import Model

/// What a redrive call asks for, read from its body.
struct RedrivePlan {
    var order: RedriveOrder

    static let keys: Set<String> = [
        "target", "reason", "since", "until", "deliveries", "all", "dry_run", "rate", "generation",
        "to", "limit", "after",
    ]

    init(_ instructions: Instructions, now: Timestamp) throws(AdminProblem) {
        var filter = DeadLetterFilter()
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
        order = RedriveOrder()
        order.filter = filter
        order.isDryRun = try instructions.flag("dry_run")
        order.repetition = try instructions.number("generation", 1...1000) ?? 1
        order.successor = try instructions.text("to")
        order.linesMax = try instructions.number("limit", 1...Int(Int32.max)) ?? .max
        if let text = try instructions.text("after") {
            order.continuation = RedriveContinuation(text)
            guard order.continuation != nil else {
                throw instructions.wrong("after", "is the 'next' of the call before")
            }
        }
        if let rate = try instructions.text("rate") {
            guard let spacing = Self.spacing(rate) else {
                throw instructions.wrong("rate", "is a rate like 10/s, 100/m or 1000/h")
            }
            order.spacingMicroseconds = spacing
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
}
