import Crypto

/// HMAC-SHA256 (RFC 2104) with what the key alone decides worked out once: half of the work for a
/// short message.
///
/// Made of the library's SHA-256, since its own HMAC takes bytes only by way of a generic protocol,
/// which costs more than hashing them does on a processor with instructions for it.
struct BegunCode: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    init(key: [UInt8]) {
        var block = key.count > SHA256.blockByteCount ? Array(SHA256.hash(data: key)) : key
        block += repeatElement(0, count: SHA256.blockByteCount - block.count)
        inner = Self.begun(block, with: 0x36)
        outer = Self.begun(block, with: 0x5C)
    }

    private static func begun(_ block: [UInt8], with pad: UInt8) -> SHA256 {
        var hash = SHA256()
        block.map { $0 ^ pad }.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash
    }

    /// The code of `start` followed by `rest`.
    func code(of start: [UInt8], _ rest: [UInt8]) -> SHA256.Digest {
        var hash = inner
        start.withUnsafeBytes { hash.update(bufferPointer: $0) }
        rest.withUnsafeBytes { hash.update(bufferPointer: $0) }
        var code = outer
        hash.finalize().withUnsafeBytes { code.update(bufferPointer: $0) }
        return code.finalize()
    }
}
