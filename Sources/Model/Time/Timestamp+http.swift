extension Timestamp {
    /// RFC 9110 section 5.6.7: `Mon, 05 Jan 2026 10:07:40 GMT`.
    package var httpDate: String {
        let days = floorDivide(milliseconds, 86_400_000)
        let second = floorDivide(milliseconds &- days &* 86_400_000, 1000)
        let (year, month, day) = Self.civil(fromDays: days)
        // Day 0 was a Thursday.
        let weekday = Int(days + 4 - floorDivide(days + 4, 7) * 7)
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(Self.weekdays[weekday]), \(two(day)) \(Self.months[Int(month) - 1]) \(year) "
            + "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
