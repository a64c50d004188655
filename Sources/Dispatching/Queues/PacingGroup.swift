import Model

/// Targets that share a pace: one rate, and a Retry-After of one holds for all.
struct PacingGroup: Sendable {
    /// Slots of its targets.
    var members: [Int] = []
    var bucket: TokenBucket?
    /// No attempt to any member before this moment.
    var notBefore = Timestamp.zero

    /// Takes over `rate` if it is stricter than what the group has.
    mutating func limit(to rate: Rate?) {
        guard let rate else { return }
        if let bucket, !Self.isStricter(rate, than: bucket.rate) { return }
        bucket = TokenBucket(rate)
    }

    /// Keeps what was used up of the same rate before a reload.
    mutating func carryOn(from old: PacingGroup) {
        notBefore = old.notBefore
        if let bucket = old.bucket, bucket.rate == self.bucket?.rate { self.bucket = bucket }
    }

    private static func isStricter(_ rate: Rate, than other: Rate) -> Bool {
        Double(rate.count) / Double(rate.per.count) < Double(other.count) / Double(other.per.count)
    }
}
