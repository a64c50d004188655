package import Model

/// Times as people say them.
package enum RelativeTime {
    /// `now`, `5 s ago`, `3 min ago`, `2 h ago`, `4 d ago`, `in 30 s`.
    package static func text(_ time: Timestamp, now: Timestamp) -> String {
        let difference = (now - time).count
        guard difference.magnitude >= 1000 else { return "now" }
        let span = span(Milliseconds(Int64(clamping: difference.magnitude)))
        return difference < 0 ? "in \(span)" : "\(span) ago"
    }

    /// The largest unit, rounded down: `250 ms`, `5 s`, `3 min`, `2 h`, `4 d`.
    package static func span(_ span: Milliseconds) -> String {
        switch span.count {
        case ..<1000: "\(max(0, span.count)) ms"
        case ..<60_000: "\(span.count / 1000) s"
        case ..<3_600_000: "\(span.count / 60_000) min"
        case ..<172_800_000: "\(span.count / 3_600_000) h"
        default: "\(span.count / 86_400_000) d"
        }
    }

    /// `512 B`, `4.2 KiB`, `3.0 MiB`.
    package static func size(_ bytes: Int) -> String {
        var unit = 0
        var tenths = bytes * 10
        while tenths >= 10_240, unit < 3 {
            tenths /= 1024
            unit += 1
        }
        let number = unit == 0 ? "\(bytes)" : "\(tenths / 10).\(tenths % 10)"
        return number + " " + ["B", "KiB", "MiB", "GiB"][unit]
    }
}
