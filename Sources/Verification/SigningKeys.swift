import Crypto
import FoundationEssentials
import Model

/// Keys for HMAC-SHA256, in the order in which the secrets were given.
struct SigningKeys: Sendable {
    /// Codes of nothing yet: what the key alone decides is worked out once.
    let keys: [HMAC<SHA256>]

    /// The secrets' UTF-8 text is the key.
    init(literal secrets: [Secret]) throws(VerificationError) {
        guard !secrets.isEmpty else { throw .noSecret }
        keys = secrets.map { Self.key(Array($0.reveal().utf8)) }
    }

    /// `whsec_` and base64, or any other text as it is.
    /// Source: https://github.com/standard-webhooks/standard-webhooks spec, "Signature scheme".
    init(standardWebhooks secrets: [Secret]) throws(VerificationError) {
        keys = try Self.bytes(standardWebhooks: secrets).map(Self.key)
    }

    /// The keys themselves, of at least one secret.
    static func bytes(
        standardWebhooks secrets: [Secret]
    ) throws(VerificationError) -> [[UInt8]] {
        guard !secrets.isEmpty else { throw .noSecret }
        var keys: [[UInt8]] = []
        for (index, secret) in secrets.enumerated() {
            let text = secret.reveal()
            if text.hasPrefix("whsec_") {
                let encoded = String(text.dropFirst("whsec_".count))
                guard let key = SignatureText.decode(encoded, .base64), !key.isEmpty else {
                    throw .malformedSecret(index: index)
                }
                keys.append(key)
            } else {
                keys.append(Array(text.utf8))
            }
        }
        return keys
    }

    private static func key(_ bytes: [UInt8]) -> HMAC<SHA256> {
        HMAC(key: SymmetricKey(data: bytes))
    }

    /// The first key under which one of `candidates` is the code of what `feed` puts in.
    ///
    /// Every key is tried against every candidate, in constant time for each.
    func index(
        matching candidates: [[UInt8]], feed: (inout HMAC<SHA256>) -> Void
    ) -> Int? {
        var found: Int?
        for (index, key) in keys.enumerated() {
            let code = Self.code(key, feed: feed)
            for candidate in candidates {
                // Crypto's == on authentication codes takes constant time.
                let isEqual = code == candidate
                if isEqual, found == nil { found = index }
            }
        }
        return found
    }

    static func code(
        _ key: HMAC<SHA256>, feed: (inout HMAC<SHA256>) -> Void
    ) -> HMAC<SHA256>.MAC {
        var hmac = key
        feed(&hmac)
        return hmac.finalize()
    }
}
