import NIOHTTP1

/// What came while a request before it was still with the store. Its order is kept: RFC 9112
/// section 9.3.2.
struct PartsAhead {
    /// What came behind the parts.
    enum End {
        case none
        /// The sender has closed its half.
        case closed
        /// What follows is no HTTP.
        case malformed
    }

    private var parts: [HTTPServerRequestPart] = []
    /// Parts before this index were taken.
    private var head = 0
    private(set) var end = End.none

    /// Nothing is here: what comes now is next.
    var isEmpty: Bool { head == parts.count && end == .none }

    mutating func append(_ part: HTTPServerRequestPart) { parts.append(part) }

    /// The first end counts.
    mutating func append(_ end: End) {
        if self.end == .none { self.end = end }
    }

    /// Nil: no part is left; then comes `end`.
    mutating func next() -> HTTPServerRequestPart? {
        guard head < parts.count else {
            removeAll()
            return nil
        }
        defer { head += 1 }
        return parts[head]
    }

    /// The end, once.
    mutating func takeEnd() -> End {
        defer { end = .none }
        return end
    }

    /// Forgets the parts; the end stays.
    mutating func removeAll() {
        parts = []
        head = 0
    }
}
