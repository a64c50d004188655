import Crypto
import FoundationEssentials
package import Model

/// Signs as https://www.standardwebhooks.com says. Built once per target; usable from any thread.
package struct StandardWebhooksSigner: Sendable {
    private let begun: [BegunCode]

    /// Secrets are `whsec_` and base64, or any other text, which is the key as it is. With several
    /// (rotation) a message carries one signature each, so that receivers change over at leisure.
    package init(secrets: [Secret]) throws(VerificationError) {
        begun = try SigningKeys.bytes(standardWebhooks: secrets).map(BegunCode.init)
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
            bytes.append(text: index == 0 ? "v1," : " v1,")
            begun.code(of: start, body).withUnsafeBytes { Self.append(base64: $0, to: &bytes) }
        }
    }

    /// RFC 4648 section 4.
    private static func append(base64 code: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        let digits: StaticString =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: (code.count + 2) / 3 * 4) { text in
            var end = 0
            for start in stride(from: 0, to: code.count, by: 3) {
                var bits = UInt32(code[start]) << 16
                if start + 1 < code.count { bits |= UInt32(code[start + 1]) << 8 }
                if start + 2 < code.count { bits |= UInt32(code[start + 2]) }
                for place in 0..<4 {
                    let digit = Int(bits >> UInt32(18 - 6 * place)) & 63
                    let isPadding = start + place > code.count
                    text.initializeElement(
                        at: end, to: isPadding ? UInt8(ascii: "=") : digits.utf8Start[digit])
                    end += 1
                }
            }
            bytes.append(contentsOf: text[..<end])
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
