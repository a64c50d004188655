import Crypto
import FoundationEssentials
import Model

/// Keys of Standard Webhooks, in the order in which the secrets were given.
struct SigningKeys: Sendable {
    /// Codes of nothing yet: what the key alone decides is worked out once.
    let keys: [HMAC<SHA256>]

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
                let encoded = text.dropFirst("whsec_".count)
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
}
