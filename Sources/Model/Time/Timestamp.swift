/// A moment: whole milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Hashable, Sendable, Comparable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        milliseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    package static let zero = Timestamp(milliseconds: 0)
    package static let distantFuture = Timestamp(milliseconds: .max)

    /// Whole seconds, rounded down.
    package var seconds: Int64 { floorDivide(milliseconds, 1000) }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Saturates at the ends instead of trapping: a policy of "a million days" must not crash.
    package static func + (moment: Timestamp, duration: Milliseconds) -> Timestamp {
        let (sum, overflow) = moment.milliseconds.addingReportingOverflow(duration.count)
        return Timestamp(milliseconds: overflow ? (duration.count < 0 ? .min : .max) : sum)
    }

    package static func - (later: Timestamp, earlier: Timestamp) -> Milliseconds {
        let (difference, overflow) =
            later.milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return Milliseconds(overflow ? (later < earlier ? .min : .max) : difference)
    }
}

/// A span of time in whole milliseconds; cheap to keep and to store.
package struct Milliseconds: Hashable, Sendable, Comparable {
    package var count: Int64

    package init(_ count: Int64) { self.count = count }
    package static func seconds(_ count: Int64) -> Milliseconds { times(count, 1000) }
    package static func minutes(_ count: Int64) -> Milliseconds { times(count, 60_000) }
    package static func hours(_ count: Int64) -> Milliseconds { times(count, 3_600_000) }
    package static func days(_ count: Int64) -> Milliseconds { times(count, 86_400_000) }
    package static let zero = Milliseconds(0)

    /// Saturates, as sums of moments and spans do: counts can come from settings and senders.
    private static func times(_ count: Int64, _ size: Int64) -> Milliseconds {
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        return Milliseconds(overflow ? (count < 0 ? .min : .max) : product)
    }

    package static func < (left: Milliseconds, right: Milliseconds) -> Bool {
        left.count < right.count
    }

    package static func + (left: Milliseconds, right: Milliseconds) -> Milliseconds {
        let (sum, overflow) = left.count.addingReportingOverflow(right.count)
        return Milliseconds(overflow ? (right.count < 0 ? .min : .max) : sum)
    }

    /// Multiplied and rounded to the nearest millisecond, kept within Int64.
    package func scaled(by factor: Double) -> Milliseconds {
        let product = (Double(count) * factor).rounded()
        return Milliseconds(Int64(exactly: product) ?? (product < 0 ? .min : .max))
    }

    package var duration: Duration { .milliseconds(count) }
}

func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
}
