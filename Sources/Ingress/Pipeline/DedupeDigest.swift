import Crypto
import FoundationEssentials
import Model

/// The digest by which a second copy of an event is recognised.
///
/// Every part goes in with its kind and its length in front, so that ("ab", "c") is not
/// ("a", "bc"), and the source is one of them: senders cannot shadow each other's events.
enum DedupeDigest {
    /// Nil when the source has no key, or a part of it is missing: never a duplicate then.
    static func make(
        source: String, values: [EventReader.DedupeValue]?, body: [UInt8]
    ) -> [UInt8]? {
        guard let values else { return nil }
        var hash = SHA256()
        add(&hash, kind: 0, Array(source.utf8))
        for value in values {
            switch value {
            case .text(let text): add(&hash, kind: 1, Array(text.utf8))
            case .bodyHash:
                guard !body.isEmpty else { return nil }
                add(&hash, kind: 2, Array(SHA256.hash(data: body)))
            }
        }
        return Array(hash.finalize())
    }

    /// For signatures that must not be used twice; one signs all events of a batch, which differ by
    /// their place in it.
    static func make(source: String, proof: [UInt8], index: Int = 0) -> [UInt8] {
        var hash = SHA256()
        add(&hash, kind: 0, Array(source.utf8))
        add(&hash, kind: 3, proof)
        if index > 0 { add(&hash, kind: 4, [UInt8(index)]) }
        return Array(hash.finalize())
    }

    /// For a delivery that is made once: its route, its place, and what it is about.
    static func make(source: String, once parts: [String]) -> [UInt8] {
        var hash = SHA256()
        add(&hash, kind: 0, Array(source.utf8))
        for part in parts { add(&hash, kind: 5, Array(part.utf8)) }
        return Array(hash.finalize())
    }

    private static func add(_ hash: inout SHA256, kind: UInt8, _ bytes: [UInt8]) {
        let count = UInt64(bytes.count)
        hash.update(
            data: [kind] + (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) })
        hash.update(data: bytes)
    }
}
