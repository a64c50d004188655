package import Model

/// How a source proves who it is. Data: presets and routes.yaml fill it, `Verifier` carries it out.
package enum VerificationScheme: Hashable, Sendable {
    /// A header equals one of the secrets.
    case header(name: String, secrets: [Secret])
    /// A query parameter equals one of the secrets.
    case query(name: String, secrets: [Secret])
    /// Text in the body, JSON or a form, equals one of the secrets. It is not kept with the body.
    case bodyToken(JSONPointer, secrets: [Secret])
    /// The last path segment equals one of the secrets: `/in/<source>/<token>`.
    case pathToken(secrets: [Secret])
    case basic(username: String, passwords: [Secret])
    case bearer(secrets: [Secret])
    case signature(SignatureScheme)
    /// https://www.standardwebhooks.com; also as `svix-*`. Secrets are `whsec_…` or `whpk_…`.
    case standardWebhooks(secrets: [Secret], tolerance: Milliseconds)
    case token(TokenScheme)
    /// Accepts anyone. Must be written out in routes.yaml, and is warned about at every start.
    case none

    package var secrets: [Secret] {
        switch self {
        case .header(_, let secrets), .query(_, let secrets), .bodyToken(_, let secrets),
            .pathToken(let secrets), .basic(_, let secrets), .bearer(let secrets),
            .standardWebhooks(let secrets, _):
            secrets
        case .signature(let scheme): scheme.secrets
        case .token(let scheme): scheme.secrets
        case .none: []
        }
    }

    /// False: `secrets` holds the sender's public keys, and only the sender can sign.
    package var isShared: Bool {
        switch self {
        case .signature(let scheme): scheme.algorithm.isShared
        case .token(let scheme): scheme.algorithm.isShared
        case .header, .query, .bodyToken, .pathToken, .basic, .bearer, .standardWebhooks, .none:
            true
        }
    }

    /// The same scheme with other secrets.
    package func with(secrets: [Secret]) -> VerificationScheme {
        switch self {
        case .header(let name, _): return .header(name: name, secrets: secrets)
        case .query(let name, _): return .query(name: name, secrets: secrets)
        case .bodyToken(let pointer, _): return .bodyToken(pointer, secrets: secrets)
        case .pathToken: return .pathToken(secrets: secrets)
        case .basic(let username, _): return .basic(username: username, passwords: secrets)
        case .bearer: return .bearer(secrets: secrets)
        case .signature(var scheme):
            scheme.secrets = secrets
            return .signature(scheme)
        case .token(var scheme):
            scheme.secrets = secrets
            return .token(scheme)
        case .standardWebhooks(_, let tolerance):
            return .standardWebhooks(secrets: secrets, tolerance: tolerance)
        case .none: return .none
        }
    }

    /// How long a right signature is good for; nil when it does not say when it was made.
    package var tolerance: Milliseconds? {
        switch self {
        case .signature(let scheme): scheme.timestamp?.tolerance
        case .token(let scheme): scheme.tolerance
        case .standardWebhooks(_, let tolerance): tolerance
        case .header, .query, .bodyToken, .pathToken, .basic, .bearer, .none: nil
        }
    }

    /// Whether a sender's signature covers all of a deduplication key, so that nobody can send a
    /// signed request again under another one.
    package func signs(_ key: [DedupePart]) -> Bool {
        switch self {
        case .signature(let scheme):
            let parts = scheme.signed.parts
            return key.allSatisfy { part in
                switch part {
                case .bodyHash: scheme.signed.coversBody
                case .place(.body(let pointer)):
                    scheme.signed.coversBody || parts.contains(.json(pointer))
                        || parts.contains(.line(pointer))
                case .place(.header(let name)):
                    parts.contains(.header(name))
                        || parts.contains(.id) && HeaderList.equal(scheme.idHeader, name)
                case .place(.query):
                    parts.contains(.url) || parts.contains(.urlDecoded) || parts.contains(.query)
                // In the body or in a header, as the sender likes.
                case .place(.attribute(let name)):
                    scheme.signed.coversBody && parts.contains(.header("ce-" + name))
                case .place(.constant): true
                }
            }
        case .token:
            return key.allSatisfy { part in
                switch part {
                case .bodyHash, .place(.body), .place(.constant): true
                case .place(.header), .place(.query), .place(.attribute): false
                }
            }
        case .standardWebhooks:
            return key.allSatisfy { part in
                switch part {
                case .bodyHash, .place(.body), .place(.constant): true
                case .place(.header(let name)): name == "webhook-id" || name == "svix-id"
                case .place(.query), .place(.attribute): false
                }
            }
        case .header, .query, .bodyToken, .pathToken, .basic, .bearer, .none: return true
        }
    }
}
