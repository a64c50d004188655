import Model

/// The time of signing as senders write it.
enum SigningTime {
    typealias Format = SignatureScheme.TimestampRule.Format

    /// Nil for anything that is not written so.
    static func parse(_ text: String, _ format: Format = .any) -> Timestamp? {
        let digits = text.utf8
        guard !digits.isEmpty, digits.allSatisfy({ $0 &- 0x30 < 10 }) else {
            return format == .any || format == .iso8601 ? Timestamp(text: text) : nil
        }
        guard digits.count <= 13, let number = Int64(text) else { return nil }
        return switch format {
        case .any:
            digits.count == 13 ? Timestamp(milliseconds: number) : Timestamp(seconds: number)
        case .seconds: digits.count <= 11 ? Timestamp(seconds: number) : nil
        case .milliseconds: Timestamp(milliseconds: number)
        case .iso8601: nil
        }
    }

    static func text(_ time: Timestamp, _ format: Format) -> String {
        switch format {
        case .any, .seconds: String(time.seconds)
        case .milliseconds: String(time.milliseconds)
        case .iso8601: time.description
        }
    }

    /// Whether two moments are at most `tolerance` apart, both ways.
    static func isNear(_ moment: Timestamp, _ now: Timestamp, _ tolerance: Milliseconds) -> Bool {
        now - moment <= tolerance && moment - now <= tolerance
    }
}
