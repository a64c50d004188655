import Crypto
import CryptoExtras
import FoundationEssentials
import Model

/// The keys of a scheme in the order of its secrets, each with what it alone decides worked out.
enum SignatureKeys: Sendable {
    case sha1([HMAC<Insecure.SHA1>])
    case sha256([HMAC<SHA256>])
    case sha512([HMAC<SHA512>])
    case digest([[UInt8]])
    case ed25519([Curve25519.Signing.PublicKey])
    case p256([P256.Signing.PublicKey])
    case rsa([_RSA.Signing.PublicKey])

    /// Throws for a secret that is empty, cannot be decoded, or is no key of this algorithm.
    init(_ scheme: SignatureScheme) throws(VerificationError) {
        guard !scheme.secrets.isEmpty else { throw .noSecret }
        var raw: [[UInt8]] = []
        for (index, secret) in scheme.secrets.enumerated() {
            raw.append(
                try Self.bytes(
                    secret.reveal(), scheme.secretEncoding, index,
                    isPublic: !scheme.algorithm.isShared))
        }
        switch scheme.algorithm {
        case .hmacSHA1: self = .sha1(raw.map { HMAC(key: SymmetricKey(data: $0)) })
        case .hmacSHA256: self = .sha256(raw.map { HMAC(key: SymmetricKey(data: $0)) })
        case .hmacSHA512: self = .sha512(raw.map { HMAC(key: SymmetricKey(data: $0)) })
        case .sha256: self = .digest(raw)
        case .ed25519:
            self = .ed25519(
                try Self.keys(raw) { der in
                    try Curve25519.Signing.PublicKey(rawRepresentation: Self.ed25519Bytes(der))
                })
        case .ecdsaP256:
            self = .p256(
                try Self.keys(raw) { der in try P256.Signing.PublicKey(derRepresentation: der) })
        case .rsaSHA256:
            self = .rsa(
                try Self.keys(raw) { der in try _RSA.Signing.PublicKey(derRepresentation: der) })
        }
    }

    private static func keys<Key>(
        _ raw: [[UInt8]], _ make: ([UInt8]) throws -> Key
    ) throws(VerificationError) -> [Key] {
        var keys: [Key] = []
        for (index, bytes) in raw.enumerated() {
            do { keys.append(try make(bytes)) } catch { throw .malformedKey(index: index) }
        }
        return keys
    }

    /// What the text of secret `index` stands for.
    static func bytes(
        _ text: String, _ encoding: SignatureScheme.SecretEncoding, _ index: Int, isPublic: Bool
    ) throws(VerificationError) -> [UInt8] {
        let bytes: [UInt8]?
        if isPublic {
            bytes = publicKey(text, encoding)
        } else {
            switch encoding {
            case .text: bytes = Array(text.utf8)
            case .base64: bytes = SignatureText.decode(text[...], .base64)
            case .hex: bytes = SignatureText.decode(text[...], .hex)
            case .whsec:
                bytes =
                    text.hasPrefix("whsec_")
                    ? SignatureText.decode(text.dropFirst("whsec_".count), .base64)
                    : Array(text.utf8)
            }
        }
        guard let bytes, !bytes.isEmpty else {
            throw isPublic
                ? .malformedKey(index: index)
                : encoding == .whsec
                    ? .malformedSecret(index: index) : .undecodableSecret(index: index)
        }
        return bytes
    }

    /// PEM (RFC 7468), or the DER or raw bytes of a key in hexadecimal or base64.
    private static func publicKey(
        _ text: String, _ encoding: SignatureScheme.SecretEncoding
    ) -> [UInt8]? {
        if text.contains("-----BEGIN ") {
            let lines = text.split(whereSeparator: \.isNewline)
                .filter { !$0.contains("-----") }.joined()
            return SignatureText.decode(lines[...], .base64)
        }
        switch encoding {
        case .hex: return SignatureText.decode(text[...], .hex)
        case .base64, .whsec: return SignatureText.decode(text[...], .base64)
        case .text:
            return SignatureText.decode(text[...], .hex) ?? SignatureText.decode(text[...], .base64)
        }
    }

    /// The last 32 bytes of a SubjectPublicKeyInfo (RFC 8410 section 4), or 32 bytes as they are.
    static func ed25519Bytes(_ bytes: [UInt8]) -> [UInt8] {
        let start: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0]
        return bytes.count == 44 && bytes.starts(with: start) ? Array(bytes.dropFirst(12)) : bytes
    }

    /// A key that matched, and bytes by which the same message is known again.
    struct Match {
        let index: Int
        let proof: [UInt8]
    }

    /// The first key under which one of `candidates` signs what `text` makes of `message`.
    ///
    /// Every key is tried against every candidate, codes and digests in constant time for each.
    func match(_ candidates: [[UInt8]], _ text: SignedText, _ message: SignedText.Message) -> Match?
    {
        switch self {
        case .sha1(let keys): Self.match(keys, candidates, text, message)
        case .sha256(let keys): Self.match(keys, candidates, text, message)
        case .sha512(let keys): Self.match(keys, candidates, text, message)
        case .digest(let secrets):
            Self.first(secrets, candidates) { secret in
                var message = message
                message.secret = secret
                let digest = Self.digest(text, message)
                // Crypto's == on digests takes constant time.
                return { candidate in digest == candidate }
            }
        case .ed25519(let keys):
            Self.signed(candidates, Self.digest(text, message)) {
                var whole: [UInt8] = []
                text.feed(&whole, message)
                return Self.first(keys, candidates) { key in
                    { candidate in key.isValidSignature(candidate, for: whole) }
                }
            }
        case .p256(let keys):
            Self.signed(candidates, Self.digest(text, message)) {
                let digest = Self.digest(text, message)
                return Self.first(keys, candidates) { key in
                    { candidate in
                        guard
                            let signature = try? P256.Signing.ECDSASignature(
                                derRepresentation: candidate)
                        else { return false }
                        return key.isValidSignature(signature, for: digest)
                    }
                }
            }
        case .rsa(let keys):
            Self.signed(candidates, Self.digest(text, message)) {
                let digest = Self.digest(text, message)
                return Self.first(keys, candidates) { key in
                    { candidate in
                        key.isValidSignature(
                            .init(rawRepresentation: candidate), for: digest,
                            padding: .insecurePKCS1v1_5)
                    }
                }
            }
        }
    }

    private static func match<H: HashFunction>(
        _ keys: [HMAC<H>], _ candidates: [[UInt8]], _ text: SignedText,
        _ message: SignedText.Message
    ) -> Match? {
        var found: Match?
        for (index, key) in keys.enumerated() {
            var hmac = key
            text.feed(&hmac, message)
            let code = hmac.finalize()
            for candidate in candidates {
                // Crypto's == on authentication codes takes constant time.
                let isEqual = code == candidate
                if isEqual, found == nil { found = Match(index: index, proof: candidate) }
            }
        }
        return found
    }

    private static func digest(_ text: SignedText, _ message: SignedText.Message) -> SHA256Digest {
        var hash = SHA256()
        text.feed(&hash, message)
        return hash.finalize()
    }

    private static func first<Key>(
        _ keys: [Key], _ candidates: [[UInt8]], _ test: (Key) -> ([UInt8]) -> Bool
    ) -> Match? {
        var found: Match?
        for (index, key) in keys.enumerated() {
            let isRight = test(key)
            for candidate in candidates {
                let isMatch = isRight(candidate)
                if isMatch, found == nil { found = Match(index: index, proof: candidate) }
            }
        }
        return found
    }

    /// One message has many ECDSA signatures: it is known again by what was signed.
    private static func signed(
        _ candidates: [[UInt8]], _ digest: SHA256Digest, _ find: () -> Match?
    ) -> Match? {
        find().map { Match(index: $0.index, proof: Array(digest)) }
    }

    /// What a sender that shares the first secret would send; nil for public keys.
    func code(_ text: SignedText, _ message: SignedText.Message) -> [UInt8]? {
        switch self {
        case .sha1(let keys): keys.first.map { Self.code($0, text, message) }
        case .sha256(let keys): keys.first.map { Self.code($0, text, message) }
        case .sha512(let keys): keys.first.map { Self.code($0, text, message) }
        case .digest(let secrets):
            secrets.first.map { secret in
                var message = message
                message.secret = secret
                return Array(Self.digest(text, message))
            }
        case .ed25519, .p256, .rsa: nil
        }
    }

    private static func code<H: HashFunction>(
        _ key: HMAC<H>, _ text: SignedText, _ message: SignedText.Message
    ) -> [UInt8] {
        var hmac = key
        text.feed(&hmac, message)
        return Array(hmac.finalize())
    }
}
