import Crypto
import FoundationEssentials
package import Model

/// Signs requests as RFC 9421 says: the named parts of a message, in fields of their own.
///
/// Built once per target; usable from any thread.
/// Source: https://www.rfc-editor.org/rfc/rfc9421
package struct MessageSigner: Sendable {
    /// RFC 9421 section 6.2.2.
    package enum Algorithm: String, Sendable, CaseIterable {
        case hmacSHA256 = "hmac-sha256"
        case ed25519
        case ecdsaP256 = "ecdsa-p256-sha256"
    }

    private enum Key: Sendable {
        case shared(SymmetricKey)
        case ed25519(Curve25519.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    /// What a signature says of itself, in this order; RFC 9421 section 2.3.
    package struct Parameters: Equatable, Sendable {
        package var created: Timestamp?
        package var expires: Timestamp?
        package var nonce: String?
        package var alg: Algorithm?
        package var keyID: String?
        package var tag: String?

        package init(keyID: String? = nil) { self.keyID = keyID }

        var text: String {
            var text = ""
            if let created { text += ";created=\(created.seconds)" }
            if let expires { text += ";expires=\(expires.seconds)" }
            for (name, value) in [
                ("nonce", nonce), ("alg", alg?.rawValue), ("keyid", keyID), ("tag", tag),
            ] { if let value { text += ";\(name)=\(MessageComponent.quoted(value))" } }
            return text
        }
    }

    package let algorithm: Algorithm
    private let key: Key

    /// An HMAC's `secret` is base64 or, when it is not, its own text. A private key is PEM (PKCS #8
    /// or SEC 1), or an Ed25519 key's 32 bytes in base64 or hexadecimal.
    package init(_ algorithm: Algorithm, secret: Secret) throws(VerificationError) {
        self.algorithm = algorithm
        let text = secret.reveal()
        switch algorithm {
        case .hmacSHA256:
            let bytes = SignatureText.decode(text[...], .base64) ?? Array(text.utf8)
            guard !bytes.isEmpty else { throw .malformedSecret(index: 0) }
            key = .shared(SymmetricKey(data: bytes))
        case .ed25519:
            guard let bytes = Self.ed25519Bytes(text),
                let made = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
            else { throw .malformedPrivateKey }
            key = .ed25519(made)
        case .ecdsaP256:
            guard let made = try? P256.Signing.PrivateKey(pemRepresentation: text) else {
                throw .malformedPrivateKey
            }
            key = .p256(made)
        }
    }

    /// The 32 bytes of a PrivateKeyInfo (RFC 8410 section 7), or 32 bytes as they are.
    private static func ed25519Bytes(_ text: String) -> [UInt8]? {
        let start: [UInt8] = [
            0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22,
            0x04, 0x20,
        ]
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
        let joined = lines.joined()
        let bytes =
            SignatureText.decode(joined[...], .hex) ?? SignatureText.decode(joined[...], .base64)
        guard let bytes, bytes.count == 48, bytes.starts(with: start) else { return bytes }
        return Array(bytes.dropFirst(16))
    }

    /// The value of `Content-Digest` (RFC 9530): what makes a signature cover the body.
    package static func contentDigest(of body: [UInt8]) -> String {
        "sha-256=:\(Data(SHA256.hash(data: body)).base64EncodedString()):"
    }

    /// `Signature-Input` and `Signature`, both under the label `sig1`. Of `components`, header
    /// fields that the message does not have are left out.
    package func fields(
        of message: MessageComponent.Message, covering components: [MessageComponent],
        _ parameters: Parameters
    ) -> (input: String, signature: String) {
        let (base, input) = Self.base(of: message, covering: components, parameters)
        let signature = Data(code(Array(base.utf8))).base64EncodedString()
        return ("sig1=\(input)", "sig1=:\(signature):")
    }

    /// What is signed, and the parameters as they stand in its last line; section 2.5.
    static func base(
        of message: MessageComponent.Message, covering components: [MessageComponent],
        _ parameters: Parameters
    ) -> (base: String, input: String) {
        var base = ""
        var names: [String] = []
        for component in components {
            guard let value = component.value(in: message) else { continue }
            names.append(component.identifier)
            base += "\(component.identifier): \(value)\n"
        }
        let input = "(\(names.joined(separator: " ")))\(parameters.text)"
        return (base + "\"@signature-params\": \(input)", input)
    }

    private func code(_ bytes: [UInt8]) -> [UInt8] {
        switch key {
        case .shared(let key):
            return Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
        case .ed25519(let key):
            // Both fail only for keys that could not have been made.
            guard let signature = try? key.signature(for: bytes) else {
                preconditionFailure("an Ed25519 key does not sign")
            }
            return Array(signature)
        case .p256(let key):
            guard let signature = try? key.signature(for: bytes) else {
                preconditionFailure("a P-256 key does not sign")
            }
            // Section 3.3.4: r and s, not DER.
            return Array(signature.rawRepresentation)
        }
    }
}
