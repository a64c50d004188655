import Crypto
import FoundationEssentials
package import Model

/// Signs as https://www.standardwebhooks.com says. Built once per target; usable from any thread.
package struct StandardWebhooksSigner: Sendable {
    private let keys: SigningKeys

    /// Secrets are `whsec_` and base64, or any other text, which is the key as it is. With several
    /// (rotation) a message carries one signature each, so that receivers change over at leisure.
    package init(secrets: [Secret]) throws(VerificationError) {
        keys = try SigningKeys(standardWebhooks: secrets)
    }

    /// The value of `webhook-signature`: `v1,<base64>`, one for each secret, separated by spaces.
    ///
    /// `timestamp` is the time of the attempt; it is signed in whole seconds. `id` must not contain
    /// a `.` that a stranger chose.
    package func signature(id: String, timestamp: Timestamp, body: [UInt8]) -> String {
        keys.keys.map { key in
            let code = SigningKeys.code(key) { hmac in
                SignedContent.feed(
                    &hmac, id: id, timestamp: String(timestamp.seconds), body: body)
            }
            return "v1," + SignatureText.encode(code, .base64)
        }.joined(separator: " ")
    }

    /// All three headers: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
    package func headers(id: String, timestamp: Timestamp, body: [UInt8]) -> HeaderList {
        HeaderList([
            .init(name: "webhook-id", value: id),
            .init(name: "webhook-timestamp", value: String(timestamp.seconds)),
            .init(
                name: "webhook-signature",
                value: signature(id: id, timestamp: timestamp, body: body)),
        ])
    }
}
