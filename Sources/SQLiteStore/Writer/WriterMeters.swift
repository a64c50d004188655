import Model
import Store

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The writer's instruments.
struct WriterMeters: Sendable {
    private let commits: Counter
    private let writes: Counter
    private let seconds: Histogram
    private let failures: [String: Counter]

    init(_ meter: any Meter) {
        commits = meter.counter(
            "signalbox_store_commits_total", help: "Transactions committed with fsync", [])
        writes = meter.counter(
            "signalbox_store_writes_total", help: "Writes in those transactions", [])
        seconds = meter.histogram(
            "signalbox_store_commit_seconds", help: "Duration of a transaction with its fsync", [])
        failures = Dictionary(
            uniqueKeysWithValues: ["unavailable", "rejected", "unusable", "closed"].map {
                (
                    $0,
                    meter.counter(
                        "signalbox_store_failures_total", help: "Transactions that failed",
                        [("code", $0)])
                )
            })
    }

    func committed(_ count: Int, microseconds: Int64) {
        commits.add()
        writes.add(UInt64(count))
        seconds.observe(microseconds: microseconds)
    }

    func failed(_ error: StoreError) { failures[error.code]?.add() }
}

/// A clock that only goes forward, for durations.
enum MonotonicTime {
    static var microseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
