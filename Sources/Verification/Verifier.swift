package import Model

/// Carries out a `VerificationScheme`: built once per configuration, used from any thread.
///
/// Comparisons take constant time, and every secret is tried.
package struct Verifier: Sendable {
    private enum Method: Sendable {
        case credential(CredentialVerifier)
        case hmac(HMACVerifier)
        case standardWebhooks(StandardWebhooksVerifier)
        case none
    }

    package let kind: VerificationKind
    /// Lowercase names of headers that may hold something a request is believed for. They are
    /// dropped before storage, whether the source uses them or not.
    package let credentialHeaders: Set<String>
    /// Names of query parameters that may, likewise (RFC 6750 section 2.3).
    package let credentialParameters: Set<String> = ["access_token"]
    private let method: Method

    /// Throws for a scheme that could not keep anyone out, or could let no one in.
    package init(_ scheme: VerificationScheme) throws(VerificationError) {
        var credentialHeaders: Set<String> = ["authorization", "cookie", "proxy-authorization"]
        kind = scheme.kind
        switch scheme {
        case .header(let name, let secrets):
            guard HeaderName.isValid(name) else { throw .invalidHeaderName(name) }
            credentialHeaders.insert(name.lowercased())
            method = .credential(
                .init(place: .header(name), secrets: try SecretSet(secrets.map { $0.reveal() })))
        case .pathToken(let secrets):
            method = .credential(
                .init(place: .pathToken, secrets: try SecretSet(secrets.map { $0.reveal() })))
        case .basic(let username, let passwords):
            guard !username.contains(":") else { throw .usernameWithColon }
            let pairs = passwords.map { "\(username):\($0.reveal())" }
            method = .credential(.init(place: .basic, secrets: try SecretSet(pairs)))
        case .bearer(let secrets):
            method = .credential(
                .init(place: .bearer, secrets: try SecretSet(secrets.map { $0.reveal() })))
        case .hmacSHA256(let scheme):
            method = .hmac(try HMACVerifier(scheme))
        case .standardWebhooks(let secrets, let tolerance):
            method = .standardWebhooks(
                .init(
                    keys: try SigningKeys(standardWebhooks: secrets), tolerance: tolerance))
        case .none:
            method = .none
        }
        self.credentialHeaders = credentialHeaders
    }

    /// False: `verify` can be asked before the body has come.
    package var readsBody: Bool {
        switch method {
        case .hmac, .standardWebhooks: true
        case .credential, .none: false
        }
    }

    /// Whether `/in/<source>/<token>` is an address of the source.
    package var takesPathToken: Bool { kind == .pathToken }

    /// For `WWW-Authenticate`, where RFC 9110 section 11.6.1 has a word for the scheme.
    package var challenge: String? {
        switch kind {
        case .basic: "Basic realm=\"signalbox\", charset=\"UTF-8\""
        case .bearer: "Bearer realm=\"signalbox\""
        case .header, .pathToken, .hmacSHA256, .standardWebhooks, .none: nil
        }
    }

    package func verify(_ request: VerifiableRequest, now: Timestamp) -> Verdict {
        switch method {
        case .credential(let verifier): verifier.verify(request)
        case .hmac(let verifier): verifier.verify(request, now: now)
        case .standardWebhooks(let verifier): verifier.verify(request, now: now)
        case .none: .ok(secretIndex: nil)
        }
    }
}
