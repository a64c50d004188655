import Model

/// A target's instruments, looked up once when the target is configured.
struct TargetInstruments: Sendable {
    let delivered: Counter
    let dead: Counter
    let attemptDuration: Histogram
    private let failedRetry: Counter
    private let failedDead: Counter
    private let failedBlock: Counter

    init(target: String, meter: any Meter) {
        let label = ("target", target)
        delivered = meter.counter(
            "signalbox_deliveries_delivered_total", help: "Deliveries that a target accepted.",
            [label])
        dead = meter.counter(
            "signalbox_deliveries_dead_total", help: "Deliveries given up.", [label])
        attemptDuration = meter.histogram(
            "signalbox_attempt_duration_seconds",
            help: "Time from the start of a request to the end of its answer.", [label])
        func failed(_ class: Outcome.Class) -> Counter {
            meter.counter(
                "signalbox_attempts_failed_total",
                help: "Attempts that a target did not accept, by what that means.",
                [label, ("class", `class`.rawValue)])
        }
        failedRetry = failed(.retry)
        failedDead = failed(.dead)
        failedBlock = failed(.block)
    }

    func noteAttempt(_ class: Outcome.Class, microseconds: Int64) {
        attemptDuration.observe(microseconds: microseconds)
        switch `class` {
        case .delivered: break
        case .retry: failedRetry.add()
        case .dead: failedDead.add()
        case .block: failedBlock.add()
        }
    }
}
