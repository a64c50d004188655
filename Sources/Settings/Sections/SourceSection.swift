import Model
import Verification

/// Reads one entry of `sources:`.
struct SourceSection {
    let name: String
    let reading: Reading

    func read(_ entry: YAMLEntry) -> Source? {
        guard
            let mapping = MappingReader(
                entry.value, what: "a source", keys: SourceKeys.all, reading: reading)
        else { return nil }
        let preset = mapping(SourceKeys.preset)
        let scheme = mapping(SourceKeys.verify).flatMap { self.scheme($0) }
        let eventMapping = self.mapping(mapping, preset)
        let window = mapping(SourceKeys.dedupeWindow)
        let ack = mapping(SourceKeys.ack)
        let bodyLimit = mapping(SourceKeys.bodyLimit)
        let enabled = mapping(SourceKeys.enabled)
        var acknowledgement = preset?.acknowledgement ?? Acknowledgement()
        if let ack {
            if let status = ack(AckKeys.status) { acknowledgement.status = status }
            if let body = ack(AckKeys.body) { acknowledgement.body = body }
        }
        guard let scheme else { return nil }
        var source = Source(
            name: name, preset: preset?.name, verifier: scheme, mapping: eventMapping)
        source.acknowledgement = acknowledgement
        if let window { source.dedupeWindow = window }
        if let bodyLimit { source.bodyBytesMax = bodyLimit }
        if let enabled { source.enabled = enabled }
        return source
    }

    private func mapping(_ mapping: MappingReader, _ preset: Preset?) -> EventMapping {
        var result = preset?.mapping ?? EventMapping()
        if let places = mapping(SourceKeys.type) { result.type = places }
        if let places = mapping(SourceKeys.interview) { result.interview = places }
        if let places = mapping(SourceKeys.definition) { result.definition = places }
        if let places = mapping(SourceKeys.run) { result.run = places }
        // One by one: what the preset says about other names stays.
        for (entry, milestone) in mapping(SourceKeys.milestones) ?? [] {
            result.milestones[entry.key] = milestone
        }
        for (entry, places) in mapping(SourceKeys.fields) ?? [] {
            guard Names.isValid(entry.key) else {
                reading.error(
                    .invalidValue, at: entry.position,
                    "'\(Excerpt.clean(entry.key))' is no field name",
                    hint: "letters, digits, '-' and '_'")
                continue
            }
            result.fields[entry.key] = places
        }
        if let parts = mapping(SourceKeys.dedupe) { result.dedupe = parts }
        return result
    }

    private func scheme(_ mapping: MappingReader) -> VerificationScheme? {
        guard let kind = mapping(VerifyKeys.scheme) else { return nil }
        let what = "scheme '\(kind.rawValue)'"
        mapping.allowOnly(VerifyKeys.keys(for: kind), in: what)
        let scheme: VerificationScheme?
        switch kind {
        case .header:
            let header = mapping.require(VerifyKeys.header, in: what)
            let secrets = secrets(mapping, in: what)
            scheme = header.flatMap { header in
                secrets.map { .header(name: header, secrets: $0) }
            }
        case .pathToken: scheme = secrets(mapping, in: what).map { .pathToken(secrets: $0) }
        case .bearer: scheme = secrets(mapping, in: what).map { .bearer(secrets: $0) }
        case .basic:
            let username = mapping.require(VerifyKeys.username, in: what)
            let passwords = passwords(mapping, in: what)
            scheme = username.flatMap { username in
                passwords.map { .basic(username: username, passwords: $0) }
            }
        case .hmacSHA256: scheme = hmac(mapping, in: what)
        case .standardWebhooks:
            let tolerance = mapping(VerifyKeys.tolerance) ?? .minutes(5)
            scheme = secrets(mapping, in: what).map {
                .standardWebhooks(secrets: $0, tolerance: tolerance)
            }
        case .none:
            reading.warning(
                .unverifiedSource, at: mapping.position(of: VerifyKeys.scheme),
                "anyone can send to '\(name)': its requests are not verified",
                hint: "use a scheme that its sender supports; path-token works with any")
            scheme = VerificationScheme.none
        }
        return scheme.flatMap { checked($0, mapping) }
    }

    /// What the verifier refuses, it refuses here: not when the first request comes.
    private func checked(
        _ scheme: VerificationScheme, _ mapping: MappingReader
    ) -> VerificationScheme? {
        do {
            _ = try Verifier(scheme)
            return scheme
        } catch {
            let key: any KeyDeclaration =
                switch error {
                case .usernameWithColon: VerifyKeys.username
                case .timestampNotSigned: VerifyKeys.timestamp
                case .timestampWithoutRule, .unbalancedBrace, .unknownPlaceholder, .bodyNotSigned,
                    .nothingSigned:
                    VerifyKeys.signed
                case .invalidHeaderName: VerifyKeys.header
                case .noSecret, .malformedSecret:
                    mapping.has(VerifyKeys.secret) ? VerifyKeys.secret : VerifyKeys.secrets
                }
            reading.error(
                .invalidValue, at: mapping.valuePosition(of: key), error.description)
            return nil
        }
    }

    private func hmac(_ mapping: MappingReader, in what: String) -> VerificationScheme? {
        let signature = mapping.require(VerifyKeys.signature, in: what)
        let header = signature.flatMap { $0(SignatureKeys.header) }
        let prefix = signature.flatMap { $0(SignatureKeys.prefix) }
        let encoding = signature.flatMap { $0(SignatureKeys.encoding) }
        let signed = mapping(VerifyKeys.signed)
        let idHeader = mapping(VerifyKeys.idHeader)
        let timestamp = mapping(VerifyKeys.timestamp)
        let timestampHeader = timestamp.flatMap { $0(TimestampKeys.header) }
        let tolerance = timestamp.flatMap { $0(TimestampKeys.tolerance) }
        let secrets = secrets(mapping, in: what)
        guard let header, let secrets, signed != nil || !mapping.has(VerifyKeys.signed),
            timestampHeader != nil || !mapping.has(VerifyKeys.timestamp)
        else { return nil }
        var scheme = HMACScheme(
            header: header, prefix: prefix ?? "", encoding: encoding ?? .hex,
            signed: signed ?? .body,
            timestamp: timestampHeader.map {
                .init(header: $0, tolerance: tolerance ?? .minutes(5))
            }, secrets: secrets)
        if let idHeader { scheme.idHeader = idHeader }
        return .hmacSHA256(scheme)
    }

    /// `secret` or `secrets`; nil after a diagnostic when there is none.
    private func secrets(_ mapping: MappingReader, in what: String) -> [Secret]? {
        guard !mapping.has(VerifyKeys.secret) || !mapping.has(VerifyKeys.secrets) else {
            reading.error(
                .conflictingKeys, at: mapping.position(of: VerifyKeys.secrets),
                "'secret' and 'secrets' stand side by side", hint: "put all into 'secrets'")
            return nil
        }
        if mapping.has(VerifyKeys.secrets) {
            return mapping(VerifyKeys.secrets).flatMap { $0.isEmpty ? nil : $0 }
        }
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
