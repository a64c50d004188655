import Model

/// Reads how long a target asks to wait. Not capped here: `RetryPolicy.retryAfterMax` does that.
enum RetryAfter {
    /// Nil when there is no `Retry-After`, or none that can be understood.
    static func span(in headers: HeaderList, now: Timestamp) -> Milliseconds? {
        headers["retry-after"].flatMap { span($0, now: now) }
    }

    /// Seconds, with or without a fraction, or an HTTP date (RFC 9110 section 10.2.3). A date that
    /// has passed is zero; what is negative or malformed is nil; what is huge is the largest span.
    static func span(_ text: String, now: Timestamp) -> Milliseconds? {
        let text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if let span = seconds(text) { return span }
        guard let date = HTTPDate.parse(text) else { return nil }
        return max(.zero, date - now)
    }

    private static func seconds(_ text: String) -> Milliseconds? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }),
            let value = Double(text)
        else { return nil }
        return Milliseconds(1000).scaled(by: value.isFinite ? value : .greatestFiniteMagnitude)
    }
}

/// Dates in HTTP headers (RFC 9110 section 5.6.7): the fixed form and both obsolete ones.
enum HTTPDate {
    static func parse(_ text: String) -> Timestamp? {
        let words = text.split { $0 == " " || $0 == "-" || $0 == "," }.map(String.init)
        // Sun, 06 Nov 1994 08:49:37 GMT | Sunday, 06-Nov-94 08:49:37 GMT
        if words.count == 6, ["GMT", "UTC"].contains(words[5]) {
            return moment(day: words[1], month: words[2], year: words[3], time: words[4])
        }
        // Sun Nov  6 08:49:37 1994
        if words.count == 5 {
            return moment(day: words[2], month: words[1], year: words[4], time: words[3])
        }
        return nil
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    private static func moment(
        day: String, month: String, year: String, time: String
    ) -> Timestamp? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number($0) }
        guard let day = number(day), (1...31).contains(day),
            let month = months.firstIndex(of: month.lowercased()), var full = number(year),
            clock.count == 3, let hour = clock[0], hour < 24, let minute = clock[1], minute < 60,
            let second = clock[2], second < 61
        else { return nil }
        if year.utf8.count == 2 { full += full < 70 ? 2000 : 1900 }
        let days = Timestamp.days(year: full, month: Int64(month) + 1, day: day)
        return Timestamp(seconds: days * 86_400 + hour * 3600 + minute * 60 + second)
    }

    private static func number(_ text: some StringProtocol) -> Int64? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ $0 &- 0x30 < 10 })
        else { return nil }
        return Int64(text)
    }
}
