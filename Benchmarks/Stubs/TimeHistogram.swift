import Histogram

/// An HDR histogram of microseconds, up to a minute, to three digits. It stands in a file that does not
/// know `Model`, which has a type of the same name.
package struct TimeHistogram: Sendable {
    private var values = Histogram<UInt32>(
        highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)

    package init() {}

    package mutating func record(microseconds: Int64) {
        _ = values.record(UInt64(min(max(microseconds, 1), 60_000_000)))
    }

    package var count: Int { Int(values.totalCount) }

    package func milliseconds(percentile: Double) -> Double {
        count == 0 ? 0 : Double(values.valueAtPercentile(percentile)) / 1000
    }
}
