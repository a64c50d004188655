/// The name of a scheme, as written in routes.yaml and shown in lists.
package enum VerificationKind: String, CaseIterable, Hashable, Sendable {
    case header
    case query
    case bodyToken = "body-token"
    case pathToken = "path-token"
    case basic
    case bearer
    case hmacSHA256 = "hmac-sha256"
    case hmacSHA1 = "hmac-sha1"
    case hmacSHA512 = "hmac-sha512"
    case sha256
    case ed25519
    case ecdsaP256 = "ecdsa-p256"
    case rsaSHA256 = "rsa-sha256"
    case standardWebhooks = "standard-webhooks"
    case jws
    case none

    /// The algorithm of a scheme that signs parts of the request.
    package var algorithm: SignatureScheme.Algorithm? {
        switch self {
        case .hmacSHA1: .hmacSHA1
        case .hmacSHA256: .hmacSHA256
        case .hmacSHA512: .hmacSHA512
        case .sha256: .sha256
        case .ed25519: .ed25519
        case .ecdsaP256: .ecdsaP256
        case .rsaSHA256: .rsaSHA256
        case .header, .query, .bodyToken, .pathToken, .basic, .bearer, .standardWebhooks, .jws,
            .none:
            nil
        }
    }

    init(_ algorithm: SignatureScheme.Algorithm) {
        self =
            switch algorithm {
            case .hmacSHA1: .hmacSHA1
            case .hmacSHA256: .hmacSHA256
            case .hmacSHA512: .hmacSHA512
            case .sha256: .sha256
            case .ed25519: .ed25519
            case .ecdsaP256: .ecdsaP256
            case .rsaSHA256: .rsaSHA256
            }
    }
}

extension VerificationScheme {
    package var kind: VerificationKind {
        switch self {
        case .header: .header
        case .query: .query
        case .bodyToken: .bodyToken
        case .pathToken: .pathToken
        case .basic: .basic
        case .bearer: .bearer
        case .signature(let scheme): VerificationKind(scheme.algorithm)
        case .standardWebhooks: .standardWebhooks
        case .token: .jws
        case .none: .none
        }
    }
}
