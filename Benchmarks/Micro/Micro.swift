import Benchmark

/// The steps of an event's way, one by one. Thresholds/ holds what each may cost.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput, .instructions, Yardstick.metric],
        timeUnits: .nanoseconds, warmupIterations: 3, scalingFactor: .kilo,
        maxDuration: .seconds(2), maxIterations: 400,
        thresholds: [Yardstick.metric: .init(relative: [.p90: 60])])
    decisions()
    deliveries()
    storage()
}
