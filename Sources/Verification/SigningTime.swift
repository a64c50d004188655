import Model

/// The time of signing as senders write it.
enum SigningTime {
    /// Unix seconds; Unix milliseconds when there are 13 digits; or RFC 3339. Anything else is nil.
    static func parse(_ text: String) -> Timestamp? {
        let digits = text.utf8
        guard !digits.isEmpty, digits.allSatisfy({ $0 &- 0x30 < 10 }) else {
            return Timestamp(text: text)
        }
        guard digits.count <= 13, let number = Int64(text) else { return nil }
        return digits.count == 13
            ? Timestamp(milliseconds: number) : Timestamp(seconds: number)
    }

    /// Whether two moments are at most `tolerance` apart, both ways.
    static func isNear(_ moment: Timestamp, _ now: Timestamp, _ tolerance: Milliseconds) -> Bool {
        now - moment <= tolerance && moment - now <= tolerance
    }
}
