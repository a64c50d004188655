import Crypto
import FoundationEssentials
package import Model

/// Signs as https://www.standardwebhooks.com says. Built once per target; usable from any thread.
package struct StandardWebhooksSigner: Sendable {
    /// Each key with what it alone decides worked out: half of the work for a short message.
    private let begun: [HMAC<SHA256>]

    /// Secrets are `whsec_` and base64, or any other text, which is the key as it is. With several
    /// (rotation) a message carries one signature each, so that receivers change over at leisure.
    package init(secrets: [Secret]) throws(VerificationError) {
        begun = try SigningKeys(standardWebhooks: secrets).keys
    }

    /// The value of `webhook-signature`: `v1,<base64>`, one for each secret, separated by spaces.
    ///
    /// `timestamp` is the time of the attempt; it is signed in whole seconds. `id` must not contain
    /// a `.` that a stranger chose.
    package func signature(id: String, timestamp: Timestamp, body: [UInt8]) -> String {
        var bytes: [UInt8] = []
        appendSignature(to: &bytes, id: id, timestamp: timestamp, body: body)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same, appended to bytes.
    package func appendSignature(
        to bytes: inout [UInt8], id: String, timestamp: Timestamp, body: [UInt8]
    ) {
        var start: [UInt8] = []
        start.reserveCapacity(id.utf8.count + 24)
        start.append(text: id)
        start.append(UInt8(ascii: "."))
        start.append(text: String(timestamp.seconds))
        start.append(UInt8(ascii: "."))
        for (index, begun) in begun.enumerated() {
            var hmac = begun
            hmac.update(data: start)
            hmac.update(data: body)
            bytes.append(text: index == 0 ? "v1," : " v1,")
            hmac.finalize().withUnsafeBytes { Self.append(base64: $0, to: &bytes) }
        }
    }

    /// RFC 4648 section 4.
    private static func append(base64 code: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        let digits: StaticString =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for start in stride(from: 0, to: code.count, by: 3) {
            let group = code[start..<min(start + 3, code.count)]
            var bits: UInt32 = 0
            for byte in group { bits = bits << 8 | UInt32(byte) }
            bits <<= UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let digit = Int(bits >> UInt32(18 - 6 * place)) & 63
                bytes.append(place <= group.count ? digits.utf8Start[digit] : UInt8(ascii: "="))
            }
        }
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
