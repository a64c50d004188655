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
        guard !secrets.isEmpty else { throw .noSecret }
        var keys: [HMAC<SHA256>] = []
        for (index, secret) in secrets.enumerated() {
            let text = secret.reveal()
            if text.hasPrefix("whsec_") {
                let encoded = text.dropFirst("whsec_".count)
                guard let key = SignatureText.decode(encoded, .base64), !key.isEmpty else {
                    throw .malformedSecret(index: index)
                }
                keys.append(Self.key(key))
            } else {
                keys.append(Self.key(Array(text.utf8)))
            }
        }
        self.keys = keys
    }

    private static func key(_ bytes: [UInt8]) -> HMAC<SHA256> {
        HMAC(key: SymmetricKey(data: bytes))
    }
}
