import Model
import Store

/// How a target is to go on.
struct ResumeOrder {
    /// At most so fast until what waited is gone.
    let slowly: SlowPace?
    /// What was created before is called off.
    let dropCreatedBefore: Timestamp?

    init(_ body: [UInt8], now: Timestamp) throws(AdminProblem) {
        let instructions = try Instructions(body, known: ["rate", "drop_older_than"])
        if let rate = try instructions.text("rate") {
            guard let pace = Self.pace(rate) else {
                throw instructions.wrong("rate", "is a rate like 10/s, 100/m or 1000/h")
            }
            slowly = pace
        } else {
            slowly = nil
        }
        dropCreatedBefore = try instructions.moment("drop_older_than", now: now)
    }

    private static func pace(_ rate: String) -> SlowPace? {
        let halves = rate.split(separator: "/", omittingEmptySubsequences: false)
        let units: [Substring: Milliseconds] = [
            "s": .seconds(1), "m": .minutes(1), "h": .hours(1),
        ]
        guard halves.count == 2, let count = Int(halves[0]), (1...1_000_000).contains(count),
            let per = units[halves[1]]
        else { return nil }
        return SlowPace(count: count, per: per)
    }
}
