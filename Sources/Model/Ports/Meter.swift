import Synchronization

/// Where modules get their instruments. `Telemetry` implements it and prints them for Prometheus.
///
/// The same name and labels give the same instrument. Names are listed in docs/operations.md; label
/// values come from configuration or bounded sets, never from requests.
package protocol Meter: Sendable {
    func counter(_ name: String, help: String, _ labels: [(String, String)]) -> Counter
    func gauge(_ name: String, help: String, _ labels: [(String, String)]) -> Gauge
    func histogram(_ name: String, help: String, _ labels: [(String, String)]) -> Histogram
}

/// Only goes up. Lock-free.
package final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    package init() {}

    package func add(_ amount: UInt64 = 1) { count.wrappingAdd(amount, ordering: .relaxed) }
    package var value: UInt64 { count.load(ordering: .relaxed) }
}

/// Goes up and down. Lock-free.
package final class Gauge: Sendable {
    private let current = Atomic<Int64>(0)

    package init() {}

    package func set(_ value: Int64) { current.store(value, ordering: .relaxed) }
    package func add(_ amount: Int64) { current.wrappingAdd(amount, ordering: .relaxed) }
    package var value: Int64 { current.load(ordering: .relaxed) }
}

/// Counts durations in buckets that double from 0.5 ms to 64 s. Lock-free.
package final class Histogram: Sendable {
    /// Upper bounds in microseconds; the last bucket has none.
    package static let boundsMicroseconds: [Int64] = (0..<18).map { 500 << Int64($0) }

    private let buckets = boundsMicroseconds.map { _ in Counter() } + [Counter()]
    private let total = Atomic<Int64>(0)

    package init() {}

    package func observe(microseconds: Int64) {
        let bound = max(0, microseconds - 1) / 500
        let index = min(buckets.count - 1, Int64.bitWidth - bound.leadingZeroBitCount)
        buckets[index].add()
        total.wrappingAdd(microseconds, ordering: .relaxed)
    }

    package var sumMicroseconds: Int64 { total.load(ordering: .relaxed) }
    /// Observations per bucket, not cumulated.
    package var counts: [UInt64] { buckets.map(\.value) }
}

/// Instruments that nobody reads: for tests and commands.
package struct NullMeter: Meter {
    package init() {}
    package func counter(_ name: String, help: String, _ labels: [(String, String)]) -> Counter {
        Counter()
    }
    package func gauge(_ name: String, help: String, _ labels: [(String, String)]) -> Gauge {
        Gauge()
    }
    package func histogram(
        _ name: String, help: String, _ labels: [(String, String)]
    ) -> Histogram { Histogram() }
}
