package import Model

/// A signed token beside the body, which it covers by a hash among its claims: what `verify` with
/// scheme `jws` says, as data.
///
/// A JSON Web Token (RFC 7519) in the compact form of RFC 7515 section 3.1. It cannot be written
/// without a hash of the body: whoever saw one request could send others.
package struct TokenScheme: Hashable, Sendable {
    /// RFC 7518 section 3.1, RFC 8037 section 3.1. Said by the scheme and never by the token, whose
    /// `alg` can only agree (RFC 8725 section 3.1).
    package enum Algorithm: String, CaseIterable, Hashable, Sendable {
        /// ECDSA on P-256 with SHA-256.
        case es256 = "ES256"
        /// On Ed25519.
        case edDSA = "EdDSA"
        /// RSA with SHA-256 and PKCS #1 v1.5 padding.
        case rs256 = "RS256"
        /// HMAC-SHA256.
        case hs256 = "HS256"

        /// False: `secrets` holds the sender's public keys, and only the sender can sign.
        package var isShared: Bool { self == .hs256 }
    }

    /// Where the token stands.
    package enum Place: Hashable, Sendable {
        case header(String)
        case query(String)
    }

    package var algorithm: Algorithm
    package var place: Place
    /// Stands before the token: `Bearer `.
    package var prefix: String
    /// The claim that holds SHA-256 of the body.
    package var bodyHash: String
    package var hashEncoding: SignatureScheme.Encoding
    /// The claim that holds the time of signing, in seconds since 1970.
    package var time: String
    /// How far that time may be from now, both ways.
    package var tolerance: Milliseconds
    /// How shared secrets are written.
    package var secretEncoding: SignatureScheme.SecretEncoding
    /// Shared secrets; or public keys, each PEM or what `WebKeys` reads.
    package var secrets: [Secret]

    package init(
        _ algorithm: Algorithm, at place: Place, prefix: String = "", bodyHash: String,
        hashEncoding: SignatureScheme.Encoding = .hex, time: String = "iat",
        tolerance: Milliseconds = .minutes(5),
        secretEncoding: SignatureScheme.SecretEncoding = .text, secrets: [Secret] = []
    ) {
        self.algorithm = algorithm
        self.place = place
        self.prefix = prefix
        self.bodyHash = bodyHash
        self.hashEncoding = hashEncoding
        self.time = time
        self.tolerance = tolerance
        self.secretEncoding = secretEncoding
        self.secrets = secrets
    }

    /// What no key could make right.
    func check() throws(VerificationError) {
        if case .header(let name) = place, !HeaderName.isValid(name) {
            throw .invalidHeaderName(name)
        }
        guard !bodyHash.isEmpty else { throw .bodyHashMissing }
        guard !time.isEmpty, time != bodyHash else { throw .claimWithTwoMeanings(bodyHash) }
    }
}
