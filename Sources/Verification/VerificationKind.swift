/// The name of a scheme, as written in routes.yaml and shown in lists.
package enum VerificationKind: String, CaseIterable, Hashable, Sendable {
    case header
    case pathToken = "path-token"
    case basic
    case bearer
    case hmacSHA256 = "hmac-sha256"
    case standardWebhooks = "standard-webhooks"
    case none
}

extension VerificationScheme {
    package var kind: VerificationKind {
        switch self {
        case .header: .header
        case .pathToken: .pathToken
        case .basic: .basic
        case .bearer: .bearer
        case .hmacSHA256: .hmacSHA256
        case .standardWebhooks: .standardWebhooks
        case .none: .none
        }
    }
}
