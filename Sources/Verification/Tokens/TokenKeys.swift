import Crypto
import CryptoExtras
import FoundationEssentials
import Model

/// The keys of a token scheme, each with the number of the secret that it stood in.
struct TokenKeys: Sendable {
    enum Key: Sendable {
        case p256(P256.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
        /// Of nothing yet.
        case shared(HMAC<SHA256>)
    }

    private struct Entry {
        let secret: Int
        let key: Key
        var id: String?
        var end: Timestamp?
    }

    private let entries: [Entry]

    /// Throws for a secret that is empty, cannot be decoded, or is no key of this algorithm.
    init(_ scheme: TokenScheme) throws(VerificationError) {
        guard !scheme.secrets.isEmpty else { throw .noSecret }
        var entries: [Entry] = []
        for (index, secret) in scheme.secrets.enumerated() {
            let text = secret.reveal()
            let isWebKey = WebKeys.isJSON(text)
            // Whoever has a public key could sign with it as if it were a secret.
            guard !scheme.algorithm.isShared || !isWebKey && !text.contains("-----BEGIN ") else {
                throw .publicSecret(index: index)
            }
            if isWebKey {
                guard let keys = WebKeys(scheme.algorithm).read(text) else {
                    throw .malformedKey(index: index)
                }
                entries += keys.map { Entry(secret: index, key: $0.key, id: $0.id, end: $0.end) }
            } else {
                let bytes = try SignatureKeys.bytes(
                    text, scheme.secretEncoding, index, isPublic: !scheme.algorithm.isShared)
                guard let key = try? Self.key(scheme.algorithm, bytes) else {
                    throw .malformedKey(index: index)
                }
                entries.append(Entry(secret: index, key: key))
            }
        }
        self.entries = entries
    }

    private static func key(_ algorithm: TokenScheme.Algorithm, _ bytes: [UInt8]) throws -> Key {
        switch algorithm {
        case .es256: .p256(try P256.Signing.PublicKey(derRepresentation: bytes))
        case .edDSA:
            .ed25519(
                try Curve25519.Signing.PublicKey(
                    rawRepresentation: SignatureKeys.ed25519Bytes(bytes)))
        case .rs256: .rsa(try _RSA.Signing.PublicKey(derRepresentation: bytes))
        case .hs256: .shared(HMAC(key: SymmetricKey(data: bytes)))
        }
    }

    enum Match {
        /// The number of the secret.
        case found(Int)
        /// The token names a key that is not there.
        case unknownKey
        /// Signed with a key after its end.
        case expired
        case wrong
    }

    /// The first key that signed `token`. A key with an id is only tried when the token names it; a
    /// key without one always is.
    func match(_ token: WebToken, now: Timestamp) -> Match {
        let candidates = entries.filter { entry in
            guard let id = entry.id else { return true }
            return token.keyID.map { $0.utf8.elementsEqual(id.utf8) } ?? false
        }
        guard !candidates.isEmpty else { return .unknownKey }
        var match = Match.wrong
        for entry in candidates where Self.isSignature(token, of: entry.key) {
            if entry.end.map({ now < $0 }) ?? true { return .found(entry.secret) }
            match = .expired
        }
        return match
    }

    private static func isSignature(_ token: WebToken, of key: Key) -> Bool {
        switch key {
        case .p256(let key):
            // Both numbers, 32 bytes each (RFC 7518 section 3.4).
            guard
                let signature = try? P256.Signing.ECDSASignature(
                    rawRepresentation: token.signature)
            else { return false }
            return key.isValidSignature(signature, for: token.signed)
        case .ed25519(let key):
            return key.isValidSignature(token.signature, for: token.signed)
        case .rsa(let key):
            return key.isValidSignature(
                .init(rawRepresentation: token.signature), for: SHA256.hash(data: token.signed),
                padding: .insecurePKCS1v1_5)
        case .shared(let begun):
            var hmac = begun
            hmac.update(data: token.signed)
            // Crypto's == on authentication codes takes constant time.
            return hmac.finalize() == token.signature
        }
    }

    /// What a sender that shares the first secret would send for `signed`; nil for public keys.
    func code(of signed: [UInt8]) -> [UInt8]? {
        guard case .shared(var hmac)? = entries.first?.key else { return nil }
        hmac.update(data: signed)
        return Array(hmac.finalize())
    }
}
