import Dispatching
import Model

/// How deliveries are attempted: keys of every target, and of `defaults`.
enum PolicyKeys {
    static let retry = Key(
        "retry", .mapping("retry", RetryKeys.all), "When failed attempts are made again.")
    static let rate = Key(
        "rate", .rate, "Attempts per time, at most: 50/s, 10/10s, 100/m. Slack targets: 1/s.")
    static let concurrency = Key(
        "concurrency", .integer(1...1000), default: "32",
        "Requests on their way at once, at most.")
    static let orderBy = Key(
        "order_by", .choice("'run'", [("run", true)]),
        "`run`: events of one candidate's interview arrive in the order they came.")
    static let onBlocked = Key(
        "on_blocked", .onBlocked, default: "wait",
        "With `order_by`: what the next ones do when one cannot be delivered: `wait` for it, or "
            + "`skip_after 10m`: pass it once it has failed for so long; it stays queued.")
    static let paceWith = Key(
        "pace_with", .name,
        "A word; targets with the same word share rate, breaker and Retry-After.")
    static let breaker = Key(
        "breaker", .mapping("breaker", BreakerKeys.all),
        "When to stop sending to a target that fails, and how to probe it.")

    static let all: [any KeyDeclaration] = [
        retry, rate, concurrency, orderBy, onBlocked, paceWith, breaker,
    ]
}

enum RetryKeys {
    static let schedule = Key(
        "schedule", .list("a list of durations", of: .duration, countMax: 100),
        default: "[5s, 30s, 2m, 10m, 30m, 1h, 2h, 4h, 8h, 12h, 24h]",
        "Waits between attempts; the last one repeats.")
    static let maxAge = Key(
        "max_age", .duration, default: "72h",
        "No attempt begins later than this; time blocked or paused does not count.")
    static let attempts = Key(
        "attempts", .integer(1...10_000), "At most this many attempts; unset: until max_age.")
    static let jitter = Key(
        "jitter", .fraction(0...1), default: "0.2",
        "Each wait is up to this part longer or shorter.")
    static let retryAfterMax = Key(
        "retry_after_max", .duration, default: "1h", "The longest Retry-After that is obeyed.")

    static let all: [any KeyDeclaration] = [schedule, maxAge, attempts, jitter, retryAfterMax]
}

enum BreakerKeys {
    static let failures = Key(
        "failures", .integer(1...10_000), default: "10", "Opens after this many in a row.")
    static let attemptsPerMinute = Key(
        "attempts_per_minute", .integer(1...1_000_000), default: "20",
        "Opens too when half of at least this many attempts in a minute failed.")
    static let probeWait = Key(
        "probe_wait", .duration, default: "30s", "Time until the first probe; doubles.")
    static let probeWaitMax = Key(
        "probe_wait_max", .duration, default: "10m", "The longest time between probes.")

    static let all: [any KeyDeclaration] = [failures, attemptsPerMinute, probeWait, probeWaitMax]
}

extension DeliveryPolicy {
    /// Takes over what is written; the rest stays as it is.
    mutating func apply(_ mapping: MappingReader) {
        if let retry = mapping(PolicyKeys.retry) { self.retry.apply(retry) }
        if let rate = mapping(PolicyKeys.rate) { self.rate = rate }
        if let count = mapping(PolicyKeys.concurrency) {
            concurrencyMax = count
            concurrencyStart = min(concurrencyStart, count)
        }
        if let orderByRun = mapping(PolicyKeys.orderBy) { self.orderByRun = orderByRun }
        if let onBlocked = mapping(PolicyKeys.onBlocked) { laneSkipAfter = onBlocked.skipAfter }
        if let group = mapping(PolicyKeys.paceWith) { paceWith = group }
        if let breaker = mapping(PolicyKeys.breaker) { self.breaker.apply(breaker) }
    }
}

extension RetryPolicy {
    fileprivate mutating func apply(_ mapping: MappingReader) {
        if let schedule = mapping(RetryKeys.schedule), !schedule.isEmpty {
            self.schedule = schedule
        }
        if let maxAge = mapping(RetryKeys.maxAge) { self.maxAge = maxAge }
        if let attempts = mapping(RetryKeys.attempts) { attemptsMax = attempts }
        if let jitter = mapping(RetryKeys.jitter) { self.jitter = jitter }
        if let cap = mapping(RetryKeys.retryAfterMax) { retryAfterMax = cap }
    }
}

extension BreakerPolicy {
    fileprivate mutating func apply(_ mapping: MappingReader) {
        if let failures = mapping(BreakerKeys.failures) { failuresInARow = failures }
        if let count = mapping(BreakerKeys.attemptsPerMinute) { attemptsPerMinuteMin = count }
        if let wait = mapping(BreakerKeys.probeWait) { probeWait = wait }
        if let wait = mapping(BreakerKeys.probeWaitMax) { probeWaitMax = wait }
        if probeWaitMax < probeWait { probeWaitMax = probeWait }
    }
}

/// What the others of a lane do when its first cannot be delivered.
struct OnBlocked: Sendable {
    /// Nil: they wait.
    var skipAfter: Milliseconds?
}

extension ValueKind where Value == OnBlocked {
    static let onBlocked = parsed(
        "'wait', or 'skip_after' with a duration such as 'skip_after 10m'", unset: nil
    ) { text throws(ValueProblem) in
        if text == "wait" { return OnBlocked() }
        let words = text.split(separator: " ")
        guard words.count == 2, words[0] == "skip_after" else {
            let hint = NearestName.hint(
                String(words.first ?? ""), in: ["wait", "skip_after"])
            throw ValueProblem(hint: text == "skip_after" ? "say how long: skip_after 10m" : hint)
        }
        guard let wait = Milliseconds(text: String(words[1])), wait > .zero, wait <= .days(366)
        else { throw ValueProblem() }
        return OnBlocked(skipAfter: wait)
    }
}

extension ValueKind where Value == Rate {
    /// `50/s`, `10/10s`, `100/m`, `1000/h`.
    static let rate = parsed("a rate such as 50/s, 10/10s or 100/m", unset: nil) {
        text throws(ValueProblem) in
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let count = Int(halves[0]), count >= 1, count <= 1_000_000,
            halves[0].first?.isNumber == true
        else { throw ValueProblem() }
        let bare = halves[1].first?.isNumber == true ? String(halves[1]) : "1\(halves[1])"
        guard let per = Milliseconds(text: bare), per > .zero, per <= .hours(24) else {
            throw ValueProblem()
        }
        return Rate(count: count, per: per)
    }
}
