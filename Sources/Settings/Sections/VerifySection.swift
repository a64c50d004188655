import Model
import Verification

/// Reads `verify`: how a source proves who it is.
struct VerifySection {
    let source: String
    let preset: Preset?
    let reading: Reading

    struct Parts {
        var scheme: VerificationScheme
        var handshakeToken: Secret?
        var isPaired = false
        /// One for each secret of the scheme.
        var labels: [SecretLabel] = []
    }

    func read(_ mapping: MappingReader) -> Parts? {
        let kind =
            mapping.has(VerifyKeys.scheme) || preset?.scheme == nil
            ? mapping.require(VerifyKeys.scheme, in: "verify") : preset?.scheme?.kind
        guard let kind else { return nil }
        let what = "scheme '\(kind.rawValue)'"
        // Which ones jws has depends on its algorithm.
        if kind != .jws { mapping.allowOnly(VerifyKeys.keys(for: kind), in: what) }
        let isPaired = mapping(VerifyKeys.paired) ?? false
        let token = mapping(VerifyKeys.handshakeToken)
        let base = preset?.scheme.flatMap { $0.kind == kind ? $0 : nil }
        guard let scheme = scheme(kind, base, isPaired: isPaired, mapping, in: what),
            let checked = checked(scheme, isPaired: isPaired, mapping)
        else { return nil }
        return Parts(
            scheme: checked, handshakeToken: token, isPaired: isPaired,
            labels: SecretLabels(mapping).labels(count: checked.secrets.count))
    }

    private func scheme(
        _ kind: VerificationKind, _ base: VerificationScheme?, isPaired: Bool,
        _ mapping: MappingReader, in what: String
    ) -> VerificationScheme? {
        func given(_ secrets: [Secret]?) -> [Secret]? { isPaired ? secrets ?? [] : secrets }
        switch kind {
        case .header:
            let known: String? = if case .header(let name, _)? = base { name } else { nil }
            let name = own(VerifyKeys.header, or: known, mapping, in: what)
            let secrets = given(secrets(mapping, isPaired: isPaired, in: what))
            guard let name, let secrets else { return nil }
            return .header(name: name, secrets: secrets)
        case .query:
            let known: String? = if case .query(let name, _)? = base { name } else { nil }
            let name = own(VerifyKeys.parameter, or: known, mapping, in: what)
            let secrets = given(secrets(mapping, isPaired: isPaired, in: what))
            guard let name, let secrets else { return nil }
            return .query(name: name, secrets: secrets)
        case .bodyToken:
            let known: JSONPointer? =
                if case .bodyToken(let place, _)? = base { place } else { nil }
            let pointer = own(VerifyKeys.pointer, or: known, mapping, in: what)
            let secrets = given(secrets(mapping, isPaired: isPaired, in: what))
            guard let pointer, let secrets else { return nil }
            return .bodyToken(pointer, secrets: secrets)
        case .pathToken:
            return secrets(mapping, in: what).map { .pathToken(secrets: $0) }
        case .bearer: return secrets(mapping, in: what).map { .bearer(secrets: $0) }
        case .basic:
            let username = mapping.require(VerifyKeys.username, in: what)
            let passwords = passwords(mapping, in: what)
            return username.flatMap { username in
                passwords.map { .basic(username: username, passwords: $0) }
            }
        case .standardWebhooks:
            let tolerance = mapping(VerifyKeys.tolerance) ?? base?.tolerance ?? .minutes(5)
            return given(secrets(mapping, isPaired: isPaired, in: what)).map {
                .standardWebhooks(secrets: $0, tolerance: tolerance)
            }
        case .jws:
            var known: TokenScheme?
            if case .token(let scheme)? = base { known = scheme }
            let section = TokenSection(reading: reading, mapping: mapping, what: what)
            guard var scheme = section.read(known) else { return nil }
            let secrets =
                scheme.algorithm.isShared
                ? secrets(mapping, in: what)
                : mapping.require(VerifyKeys.publicKey, in: what)?.map(\.secret)
            guard let secrets else { return nil }
            scheme.secrets = secrets
            return .token(scheme)
        case .none:
            reading.warning(
                .unverifiedSource, at: mapping.position(of: VerifyKeys.scheme),
                "anyone can send to '\(source)': its requests are not verified",
                hint: "use a scheme that its sender supports; path-token works with any")
            return VerificationScheme.none
        case .hmacSHA1, .hmacSHA256, .hmacSHA512, .sha256, .ed25519, .ecdsaP256, .rsaSHA256:
            guard let algorithm = kind.algorithm else { return nil }
            var known: SignatureScheme?
            if case .signature(let scheme)? = base { known = scheme }
            let section = SignatureSection(reading: reading, mapping: mapping, what: what)
            let scheme = section.read(algorithm, known)
            let secrets =
                algorithm.isShared
                ? given(secrets(mapping, isPaired: isPaired, in: what))
                : mapping.require(VerifyKeys.publicKey, in: what)?.map(\.secret)
            guard var scheme, let secrets else { return nil }
            scheme.secrets = secrets
            return .signature(scheme)
        }
    }

    /// What is written, else what a preset knows; missing is a mistake.
    private func own<Value>(
        _ key: Key<Value>, or known: Value?, _ mapping: MappingReader, in what: String
    ) -> Value? {
        mapping.has(key) ? mapping(key) : known ?? mapping.require(key, in: what)
    }

    /// What the verifier refuses, it refuses here: not when the first request comes.
    private func checked(
        _ scheme: VerificationScheme, isPaired: Bool, _ mapping: MappingReader
    ) -> VerificationScheme? {
        do throws(VerificationError) {
            // The secret is still to come: everything else must be right already.
            let stand = isPaired && scheme.secrets.isEmpty
            _ = try Verifier(stand ? scheme.with(secrets: Secret("-").map { [$0] } ?? []) : scheme)
        } catch {
            // What stands for a secret that is not set cannot be decoded; that was said already.
            guard reading.missingHere.isEmpty || !error.isAboutSecret else { return scheme }
            let key = error.key(in: mapping)
            reading.error(
                .invalidValue, at: mapping.valuePosition(of: key), error.description,
                hint: error.hint)
            return nil
        }
        if case .signature(let signature) = scheme, !signature.signed.coversBody,
            signature.pathTokens.isEmpty
        {
            reading.warning(
                .unsignedBody, at: mapping.node.owner,
                "the signatures of '\(source)' do not cover the body",
                hint: "add path_token, and enter the address with it at the sender")
        }
        return scheme
    }

    /// `secret` or `secrets`; nil after a diagnostic when there is none and there must be one.
    private func secrets(
        _ mapping: MappingReader, isPaired: Bool = false, in what: String
    ) -> [Secret]? {
        guard !mapping.has(VerifyKeys.secret) || !mapping.has(VerifyKeys.secrets) else {
            reading.error(
                .conflictingKeys, at: mapping.position(of: VerifyKeys.secrets),
                "'secret' and 'secrets' stand side by side", hint: "put all into 'secrets'")
            return nil
        }
        if mapping.has(VerifyKeys.secrets) {
            return mapping(VerifyKeys.secrets).flatMap { $0.isEmpty ? nil : $0.map(\.secret) }
        }
        if isPaired, !mapping.has(VerifyKeys.secret) { return [] }
        return mapping.require(VerifyKeys.secret, in: what).map { [$0] }
    }

    private func passwords(_ mapping: MappingReader, in what: String) -> [Secret]? {
        guard mapping.has(VerifyKeys.password) else {
            guard mapping.has(VerifyKeys.secrets) || mapping.has(VerifyKeys.secret) else {
                return mapping.require(VerifyKeys.password, in: what).map { [$0] }
            }
            return secrets(mapping, in: what)
        }
        if mapping.has(VerifyKeys.secrets) || mapping.has(VerifyKeys.secret) {
            reading.error(
                .conflictingKeys, at: mapping.position(of: VerifyKeys.password),
                "'password' stands beside 'secret' or 'secrets'", hint: "put all into 'secrets'")
            return nil
        }
        return mapping(VerifyKeys.password).map { [$0] }
    }
}

extension VerificationError {
    fileprivate var isAboutSecret: Bool {
        switch self {
        case .noSecret, .malformedSecret, .undecodableSecret, .malformedKey, .publicSecret: true
        default: false
        }
    }

    fileprivate var hint: String? {
        switch self {
        case .bodyNotSigned: "if its sender signs no more, write unsigned_body: true"
        case .urlMissing: "url: https://relay.example.com/in/NAME, exactly as entered there"
        default: nil
        }
    }

    /// The key that is to be changed.
    fileprivate func key(in mapping: MappingReader) -> any KeyDeclaration {
        switch self {
        case .usernameWithColon: VerifyKeys.username
        case .timestampNotSigned: VerifyKeys.timestamp
        case .timestampWithoutRule, .unbalancedBrace, .unknownPlaceholder, .bodyNotSigned,
            .nothingSigned, .secretNotCovered, .secretInSignedText:
            VerifyKeys.signed
        case .urlMissing: mapping.has(VerifyKeys.url) ? VerifyKeys.url : VerifyKeys.signed
        case .valueMissing: mapping.has(VerifyKeys.value) ? VerifyKeys.value : VerifyKeys.signed
        case .invalidHeaderName: VerifyKeys.header
        case .invalidSeparator: VerifyKeys.signature
        case .malformedKey, .malformedPrivateKey, .notShared: VerifyKeys.publicKey
        case .bodyHashMissing, .claimWithTwoMeanings: VerifyKeys.claims
        case .noSecret, .malformedSecret, .undecodableSecret, .publicSecret, .noPlaceForSignature:
            mapping.has(VerifyKeys.secret) ? VerifyKeys.secret : VerifyKeys.secrets
        }
    }
}
