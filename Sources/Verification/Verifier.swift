package import Model

/// Carries out a `VerificationScheme`: built once per configuration, used from any thread.
///
/// Comparisons take constant time, and every secret is tried.
package struct Verifier: Sendable {
    private enum Method: Sendable {
        case credential(CredentialVerifier)
        case signature(SignatureVerifier)
        case standardWebhooks(StandardWebhooksVerifier)
        case token(TokenVerifier)
        case none
    }

    package let kind: VerificationKind
    /// Lowercase names of headers that may hold something a request is believed for. They are
    /// dropped before storage, whether the source uses them or not.
    package let credentialHeaders: Set<String>
    /// Names of query parameters that may, likewise (RFC 6750 section 2.3).
    package let credentialParameters: Set<String>
    /// False: `verify` can be asked before the body has come.
    package let readsBody: Bool
    /// Whether `/in/<source>/<token>` is an address of the source.
    package let takesPathToken: Bool
    /// How long a right signature is good for: as long one that was seen before is a repetition.
    /// Nil when signatures do not say when they were made.
    package let tolerance: Milliseconds?
    private let method: Method
    private let bodyCredentials: BodyCredentials?

    /// Throws for a scheme that could not keep anyone out, or could let no one in.
    package init(_ scheme: VerificationScheme) throws(VerificationError) {
        var headers: Set<String> = ["authorization", "cookie", "proxy-authorization"]
        var parameters: Set<String> = ["access_token"]
        kind = scheme.kind
        tolerance = scheme.tolerance
        switch scheme {
        case .header(let name, let secrets):
            guard HeaderName.isValid(name) else { throw .invalidHeaderName(name) }
            headers.insert(name.lowercased())
            method = try Self.credential(.header(name), secrets)
        case .query(let name, let secrets):
            parameters.insert(name)
            method = try Self.credential(.query(name), secrets)
        case .bodyToken(let pointer, let secrets):
            method = try Self.credential(.body(pointer), secrets)
        case .pathToken(let secrets):
            method = try Self.credential(.pathToken, secrets)
        case .basic(let username, let passwords):
            guard !username.contains(":") else { throw .usernameWithColon }
            let pairs = passwords.map { "\(username):\($0.reveal())" }
            method = .credential(.init(place: .basic, secrets: try SecretSet(pairs)))
        case .bearer(let secrets):
            method = try Self.credential(.bearer, secrets)
        case .signature(let scheme):
            method = .signature(try SignatureVerifier(scheme))
        case .standardWebhooks(let secrets, let tolerance):
            method = .standardWebhooks(
                try StandardWebhooksVerifier(secrets: secrets, tolerance: tolerance))
        case .token(let scheme): method = .token(try TokenVerifier(scheme))
        case .none:
            method = .none
        }
        bodyCredentials =
            if case .bodyToken(_, let secrets) = scheme { BodyCredentials(secrets) } else { nil }
        credentialHeaders = headers
        credentialParameters = parameters
        readsBody =
            switch scheme {
            case .signature(let scheme): scheme.readsBody
            case .standardWebhooks, .token, .bodyToken: true
            case .header, .query, .pathToken, .basic, .bearer, .none: false
            }
        takesPathToken =
            if case .signature(let scheme) = scheme {
                !scheme.pathTokens.isEmpty
            } else {
                kind == .pathToken
            }
    }

    private static func credential(
        _ place: CredentialVerifier.Place, _ secrets: [Secret]
    ) throws(VerificationError) -> Method {
        .credential(
            .init(place: place, secrets: try SecretSet(secrets.map { $0.reveal() })))
    }

    /// The body as it may be kept: a secret that it carried as its proof is hidden behind as many
    /// asterisks, all other bytes are as they came. Other schemes' bodies hold no credential.
    package func withoutCredentials(_ body: [UInt8], _ headers: HeaderList) -> [UInt8] {
        bodyCredentials?.hidden(in: body, headers) ?? body
    }

    /// For `WWW-Authenticate`, where RFC 9110 section 11.6.1 has a word for the scheme.
    package var challenge: String? {
        switch kind {
        case .basic: "Basic realm=\"signalbox\", charset=\"UTF-8\""
        case .bearer: "Bearer realm=\"signalbox\""
        default: nil
        }
    }

    package func verify(_ request: VerifiableRequest, now: Timestamp) -> Verdict {
        var proof: [UInt8]?
        return verify(request, now: now, proof: &proof)
    }

    /// Also gives the bytes by which a right signature is known again; nil for credentials, which
    /// are the same in every request.
    package func verify(
        _ request: VerifiableRequest, now: Timestamp, proof: inout [UInt8]?
    ) -> Verdict {
        switch method {
        case .credential(let verifier): verifier.verify(request)
        case .signature(let verifier): verifier.verify(request, now: now, proof: &proof)
        case .standardWebhooks(let verifier): verifier.verify(request, now: now, proof: &proof)
        case .token(let verifier): verifier.verify(request, now: now, proof: &proof)
        case .none: .ok(secretIndex: nil)
        }
    }
}
