import Crypto
import FoundationEssentials
import Model

/// Keys for HMAC-SHA256, in the order in which the secrets were given.
struct SigningKeys: Sendable {
    let keys: [SymmetricKey]

    /// The secrets' UTF-8 text is the key.
    init(literal secrets: [Secret]) throws(VerificationError) {
        guard !secrets.isEmpty else { throw .noSecret }
        keys = secrets.map { SymmetricKey(data: Array($0.reveal().utf8)) }
    }

    /// `whsec_` and base64, or any other text as it is.
    /// Source: https://github.com/standard-webhooks/standard-webhooks spec, "Signature scheme".
    init(standardWebhooks secrets: [Secret]) throws(VerificationError) {
        guard !secrets.isEmpty else { throw .noSecret }
        var keys: [SymmetricKey] = []
        for (index, secret) in secrets.enumerated() {
            let text = secret.reveal()
            if text.hasPrefix("whsec_") {
                let encoded = String(text.dropFirst("whsec_".count))
                guard let key = SignatureText.decode(encoded, .base64), !key.isEmpty else {
                    throw .malformedSecret(index: index)
                }
                keys.append(SymmetricKey(data: key))
            } else {
                keys.append(SymmetricKey(data: Array(text.utf8)))
            }
        }
        self.keys = keys
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
        _ key: SymmetricKey, feed: (inout HMAC<SHA256>) -> Void
    ) -> HMAC<SHA256>.MAC {
        var hmac = HMAC<SHA256>(key: key)
        feed(&hmac)
        return hmac.finalize()
    }
}
