import Crypto
import FoundationEssentials
package import Model

/// Signs as https://www.standardwebhooks.com says. Built once per target; usable from any thread.
package struct StandardWebhooksSigner: Sendable {
    private let begun: [BegunCode]
    private let keys: [Curve25519.Signing.PrivateKey]

    /// Secrets are `whsec_` and base64, or any other text, which is the key as it is; `whsk_` and
    /// base64 is an Ed25519 key of 32 bytes, or of 64 with its public half. With several (rotation)
    /// a message carries one signature each, so that receivers change over at leisure.
    package init(secrets: [Secret]) throws(VerificationError) {
        guard !secrets.isEmpty else { throw .noSecret }
        let shared = secrets.indices.filter { !secrets[$0].reveal().hasPrefix(Self.keyPrefix) }
        do throws(VerificationError) {
            begun =
                shared.isEmpty
                ? []
                : try SigningKeys.bytes(standardWebhooks: shared.map { secrets[$0] })
                    .map(BegunCode.init)
        } catch {
            guard case .malformedSecret(let index) = error else { throw error }
            throw .malformedSecret(index: shared[index])
        }
        var keys: [Curve25519.Signing.PrivateKey] = []
        for secret in secrets where secret.reveal().hasPrefix(Self.keyPrefix) {
            let encoded = secret.reveal().dropFirst(Self.keyPrefix.count)
            guard let bytes = SignatureText.decode(encoded, .base64),
                bytes.count == 32 || bytes.count == 64,
                let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32))
            else { throw .malformedPrivateKey }
            keys.append(key)
        }
        self.keys = keys
    }

    private static let keyPrefix = "whsk_"

    /// Whether every signature is a code: an Ed25519 signature takes some ten times as long.
    package var isQuick: Bool { keys.isEmpty }

    /// The value of `webhook-signature`: `v1,<base64>`, or `v1a,<base64>` for an Ed25519 key, one
    /// for each secret, separated by spaces.
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
        for (index, key) in keys.enumerated() {
            guard let signature = try? key.signature(for: start + body) else {
                preconditionFailure("an Ed25519 key does not sign")
            }
            bytes.append(text: index == 0 && begun.isEmpty ? "v1a," : " v1a,")
            signature.withUnsafeBytes { Self.append(base64: $0, to: &bytes) }
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
