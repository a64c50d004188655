import Model
import Verification

/// Reads the keys of schemes that sign parts of the request; without secrets.
struct SignatureSection {
    let reading: Reading
    let mapping: MappingReader
    /// For diagnostics: `scheme 'hmac-sha256'`.
    let what: String

    /// `known`: what a preset says already. Nil after a diagnostic.
    func read(
        _ algorithm: SignatureScheme.Algorithm, _ known: SignatureScheme?
    ) -> SignatureScheme? {
        let signature =
            known == nil
            ? mapping.require(VerifyKeys.signature, in: what) : mapping(VerifyKeys.signature)
        let place = signature.flatMap { self.place($0, isNeeded: known == nil) }
        let prefix = signature.flatMap { $0(SignatureKeys.prefix) }
        let separator = signature.flatMap { $0(SignatureKeys.separator) }
        let encoding = signature.flatMap { $0(SignatureKeys.encoding) }
        let signed = mapping(VerifyKeys.signed)
        let unsigned = mapping(VerifyKeys.unsignedBody)
        let idHeader = mapping(VerifyKeys.idHeader)
        let timestamp = mapping(VerifyKeys.timestamp)
        let rule = timestamp.flatMap { self.rule($0, known?.timestamp) }
        let url = mapping(VerifyKeys.url)
        let value = mapping(VerifyKeys.value)
        let bodyHash = mapping(VerifyKeys.bodyHash)
        let items = mapping(VerifyKeys.items)
        let pathToken = mapping(VerifyKeys.pathToken)
        let secretEncoding = mapping(VerifyKeys.secretEncoding)
        guard signed != nil || !mapping.has(VerifyKeys.signed),
            rule != nil || !mapping.has(VerifyKeys.timestamp),
            let place = place ?? known?.place
        else { return nil }
        let template = signed ?? known?.signed ?? .body
        var scheme = SignatureScheme(
            algorithm, at: place, prefix: prefix ?? known?.prefix ?? "",
            separator: separator ?? known?.separator ?? ",",
            encoding: encoding ?? known?.encoding ?? .hex,
            signed: SignedTemplate(
                parts: template.parts,
                allowingUnsignedBody: unsigned
                    ?? (signed == nil ? template.allowsUnsignedBody : false)),
            timestamp: rule ?? known?.timestamp)
        scheme.idHeader = idHeader ?? known?.idHeader ?? scheme.idHeader
        scheme.url = url ?? known?.url
        scheme.value = value ?? known?.value
        scheme.bodyHash = bodyHash ?? known?.bodyHash
        scheme.items = items ?? known?.items
        scheme.pathTokens = pathToken.map { [$0] } ?? []
        scheme.secretEncoding = secretEncoding ?? known?.secretEncoding ?? .text
        return scheme
    }

    private func place(_ signature: MappingReader, isNeeded: Bool) -> SignatureScheme.Place? {
        var places: [SignatureScheme.Place] = []
        if let names = signature(SignatureKeys.header) { places.append(.headers(names)) }
        if let pointer = signature(SignatureKeys.pointer) { places.append(.body(pointer)) }
        if let name = signature(SignatureKeys.form) { places.append(.form(name)) }
        if let name = signature(SignatureKeys.query) { places.append(.query(name)) }
        let keys: [any KeyDeclaration] = [
            SignatureKeys.header, SignatureKeys.pointer, SignatureKeys.form, SignatureKeys.query,
        ]
        return one(of: places, keys, signature, what: "signature", isNeeded: isNeeded)
    }

    private func rule(
        _ timestamp: MappingReader, _ known: SignatureScheme.TimestampRule?
    ) -> SignatureScheme.TimestampRule? {
        var places: [SignatureScheme.TimestampRule.Place] = []
        if let name = timestamp(TimestampKeys.header) { places.append(.header(name)) }
        if let name = timestamp(TimestampKeys.element) { places.append(.element(name)) }
        if let pointer = timestamp(TimestampKeys.pointer) { places.append(.body(pointer)) }
        if let name = timestamp(TimestampKeys.form) { places.append(.form(name)) }
        let keys: [any KeyDeclaration] = [
            TimestampKeys.header, TimestampKeys.element, TimestampKeys.pointer,
            TimestampKeys.form,
        ]
        let format = timestamp(TimestampKeys.format)
        let tolerance = timestamp(TimestampKeys.tolerance)
        let place = one(
            of: places, keys, timestamp, what: "timestamp", isNeeded: known == nil)
        guard let place = place ?? known?.place else { return nil }
        return SignatureScheme.TimestampRule(
            place, format: format ?? known?.format ?? .any,
            tolerance: tolerance ?? known?.tolerance ?? .minutes(5))
    }

    /// Exactly one of several keys; nil after a diagnostic, or when there is none and need not be.
    private func one<Place>(
        of places: [Place], _ keys: [any KeyDeclaration], _ mapping: MappingReader, what: String,
        isNeeded: Bool
    ) -> Place? {
        let written = keys.filter { mapping.has($0) }
        let names = keys.map(\.name).joined(separator: ", ")
        if written.count > 1 {
            reading.error(
                .conflictingKeys, at: mapping.position(of: written[1]),
                "'\(written[0].name)' and '\(written[1].name)' stand side by side",
                hint: "one of: \(names)")
            return nil
        }
        if written.isEmpty, isNeeded, !mapping.hasStrangers {
            reading.error(
                .missingKey, at: mapping.node.owner, "\(what) needs one of \(names)")
        }
        return places.first
    }
}
