import Crypto
import FoundationEssentials
import Model

/// Carries out a `SignatureScheme`: everything that the scheme alone decides is worked out once.
///
/// One object: it is asked for each request, and a copy of its scheme is a dozen retained parts.
final class SignatureVerifier: Sendable {
    /// More signatures in one request are no change of secrets but an attempt to make us work.
    static let signaturesMax = 16
    /// Of bodies whose items are signed one by one.
    static let itemsMax = 100

    private let scheme: SignatureScheme
    private let keys: SignatureKeys
    private let text: SignedText
    private let separator: UInt8
    private let tokens: SecretSet?
    private let readsJSON: Bool
    /// Headers that the template names: they must not be there twice.
    private let signedHeaders: [String]
    private let needsID: Bool
    /// Places that must hold one line of text, or nothing.
    private let lines: [JSONPointer]

    init(_ scheme: SignatureScheme) throws(VerificationError) {
        try scheme.check()
        self.scheme = scheme
        keys = try SignatureKeys(scheme)
        text = SignedText(scheme)
        separator = scheme.separator.asciiValue ?? UInt8(ascii: ",")
        tokens =
            scheme.pathTokens.isEmpty
            ? nil : try SecretSet(scheme.pathTokens.map { $0.reveal() })
        readsJSON = scheme.readsJSON
        signedHeaders = scheme.signed.parts.compactMap { part in
            if case .header(let name) = part { name } else { nil }
        }
        needsID = scheme.signed.parts.contains(.id)
        lines = scheme.signed.parts.compactMap { part in
            if case .line(let pointer) = part { pointer } else { nil }
        }
    }

    /// `proof` is set to what tells the signature from others, when it is right.
    func verify(_ request: VerifiableRequest, now: Timestamp, proof: inout [UInt8]?) -> Verdict {
        if let tokens {
            guard let token = request.pathToken, !token.isEmpty else {
                return .refused(.missingCredentials)
            }
            guard tokens.index(of: token) != nil else { return .refused(.wrongCredentials) }
        }
        guard bodyHashHolds(request) else { return .refused(.malformedSignature) }
        guard readsJSON else { return verify(request, root: nil, now: now, proof: &proof) }
        guard let document = try? JSONDocument(request.body) else {
            return .refused(.malformedSignature)
        }
        guard let items = scheme.items else {
            return verify(request, root: document.root, now: now, proof: &proof)
        }
        guard let list = document.root.value(at: items), list.kind == .array, list.count >= 1,
            list.count <= Self.itemsMax
        else { return .refused(.malformedSignature) }
        var verdict = Verdict.refused(.missingCredentials)
        var proofs: [UInt8] = []
        for item in list.elements {
            var itemProof: [UInt8]?
            verdict = verify(request, root: item, now: now, proof: &itemProof)
            guard case .ok = verdict else { return verdict }
            proofs += itemProof ?? []
        }
        proof = proofs
        return verdict
    }

    private func verify(
        _ request: VerifiableRequest, root: JSONView?, now: Timestamp, proof: inout [UInt8]?
    ) -> Verdict {
        let (fields, isDoubled) = self.fields(request, root)
        guard let first = fields.first else { return .refused(.missingCredentials) }
        guard !isDoubled else { return .refused(.malformedSignature) }
        var candidates: [[UInt8]] = []
        for field in fields { collect(field, into: &candidates) }
        guard !candidates.isEmpty, candidates.count <= Self.signaturesMax else {
            return .refused(.malformedSignature)
        }
        var signedAt: (text: String, time: Timestamp)?
        if let rule = scheme.timestamp {
            let (texts, isMissing) = times(rule, first, request, root)
            guard let text = texts.first else {
                return .refused(isMissing ? .missingCredentials : .malformedSignature)
            }
            guard texts.count == 1, let time = SigningTime.parse(text, rule.format) else {
                return .refused(.malformedSignature)
            }
            signedAt = (text, time)
        }
        guard headersAreSingle(request), linesAreWhole(root) else {
            return .refused(.malformedSignature)
        }
        let message = SignedText.Message(
            request: request, timestamp: signedAt?.text ?? "", root: root)
        guard let match = keys.match(candidates, text, message) else {
            return .refused(.wrongCredentials)
        }
        // After the signature: a stranger must not be able to look like a sender with a slow clock.
        if let rule = scheme.timestamp, let signedAt,
            !SigningTime.isNear(signedAt.time, now, rule.tolerance)
        {
            return .refused(.staleTimestamp)
        }
        proof = match.proof
        return .ok(secretIndex: match.index)
    }

    /// The texts with signatures in them; doubled: it cannot be said which one was meant.
    private func fields(
        _ request: VerifiableRequest, _ root: JSONView?
    ) -> (texts: [String], isDoubled: Bool) {
        switch scheme.place {
        case .headers(let names):
            if names.count == 1 {
                return switch request.headers.sole(names[0]) {
                case .absent: ([], false)
                case .value(let text): ([text], false)
                case .several: ([""], true)
                }
            }
            let lists = names.map { request.headers.values($0) }
            return (lists.flatMap { $0 }, lists.contains { $0.count > 1 })
        case .body(let pointer):
            let text = root?.value(at: pointer)?.string
            return (text.map { [$0] } ?? [], false)
        case .form(let name):
            let texts = FormBody.values(name, request)
            return (texts, texts.count > 1)
        case .query(let name):
            let texts = QueryString.pairs(request.query).filter { $0.name == name }.map(\.value)
            return (texts, texts.count > 1)
        }
    }

    private func collect(_ field: String, into candidates: inout [[UInt8]]) {
        if let signature = onlySignature(field) {
            candidates.append(signature)
            return
        }
        for element in field.utf8.split(separator: separator) {
            let element = Self.trim(element)
            guard element.starts(with: scheme.prefix.utf8) else { continue }
            let rest = Self.trim(element.dropFirst(scheme.prefix.utf8.count))
            guard !rest.isEmpty,
                let candidate = SignatureText.decode(Substring(rest), scheme.encoding)
            else { continue }
            candidates.append(candidate)
            if candidates.count > Self.signaturesMax { return }
        }
    }

    /// A text that is nothing but one signature in hexadecimal digits, as nearly all are: read
    /// without taking it apart. Nil is for `collect` to judge.
    private func onlySignature(_ field: String) -> [UInt8]? {
        guard scheme.encoding == .hex else { return nil }
        return field.withBytes { field in
            scheme.prefix.withBytes { prefix in
                let start = prefix.count
                guard field.count > start,
                    sameBytes(UnsafeBufferPointer(rebasing: field[..<start]), prefix)
                else { return nil }
                // Neither a separator nor a space is a digit.
                return Hex.decode(UnsafeBufferPointer(rebasing: field[start...]))
            }
        }
    }

    private func times(
        _ rule: SignatureScheme.TimestampRule, _ field: String, _ request: VerifiableRequest,
        _ root: JSONView?
    ) -> (texts: [String], isMissing: Bool) {
        switch rule.place {
        case .header(let name): return (request.headers.values(name), true)
        case .element(let name):
            let texts = field.utf8.split(separator: separator).compactMap { element -> String? in
                let element = Self.trim(element)
                guard element.starts(with: name.utf8) else { return nil }
                let rest = element.dropFirst(name.utf8.count)
                return rest.first == UInt8(ascii: "=") ? String(Substring(rest.dropFirst())) : nil
            }
            return (texts, true)
        case .body(let pointer):
            let value = root?.value(at: pointer)
            return (value?.scalarText.map { [$0] } ?? [], value == nil)
        case .form(let name): return (FormBody.values(name, request), true)
        }
    }

    /// A header that is signed must not be there twice: we could not say which one was meant.
    private func headersAreSingle(_ request: VerifiableRequest) -> Bool {
        if needsID, request.headers.values(scheme.idHeader).count != 1 { return false }
        return signedHeaders.allSatisfy { request.headers.values($0).count <= 1 }
    }

    /// Text with a line break in it could pass for the lines that follow: somebody else's signed
    /// lines, cut at another place, would be taken.
    private func linesAreWhole(_ root: JSONView?) -> Bool {
        lines.allSatisfy { pointer in
            guard let value = root?.value(at: pointer) else { return true }
            guard let text = value.string else { return false }
            return !text.utf8.contains { $0 == 0x0A || $0 == 0x0D }
        }
    }

    /// Whether the body is the one whose hash is signed, where a scheme covers it by a hash.
    private func bodyHashHolds(_ request: VerifiableRequest) -> Bool {
        guard scheme.signed.coversByFormOnly else { return true }
        let isForm = FormBody.isForm(request.headers)
        let given: String? =
            switch scheme.bodyHash {
            case .header(let name): request.headers[name]
            case .query(let name): QueryString.value(name, in: request.query)
            case .body, .attribute, .constant, nil: nil
            }
        guard let given else { return isForm || request.body.isEmpty }
        // Constant time is not needed: the hash of a body is no secret.
        return Hex.decode(given).map { $0 == Array(SHA256.hash(data: request.body)) } ?? false
    }

    private static func trim(_ text: Substring.UTF8View) -> Substring.UTF8View {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var rest = text.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest = rest.dropLast() }
        return rest
    }
}

extension SignedTemplate {
    /// A body that is no form is not covered at all.
    var coversByFormOnly: Bool {
        parts.contains(.formSorted) && !parts.contains { $0 == .body || $0 == .crc32 }
    }
}

extension SignatureScheme {
    /// Whether the body must be JSON to be verified.
    var readsJSON: Bool {
        if items != nil { return true }
        if case .body = place { return true }
        if case .body = timestamp?.place { return true }
        return signed.parts.contains { part in
            switch part {
            case .json, .line: true
            default: false
            }
        }
    }

    /// Whether the body is needed to verify.
    var readsBody: Bool {
        if readsJSON || signed.coversBody { return true }
        if case .form = place { return true }
        if case .form = timestamp?.place { return true }
        return false
    }

    /// What no secret could make right.
    func check() throws(VerificationError) {
        var names = [idHeader]
        if case .headers(let headers) = place {
            guard !headers.isEmpty else { throw .invalidHeaderName("") }
            names += headers
        }
        if case .header(let name) = timestamp?.place { names.append(name) }
        for name in names where !HeaderName.isValid(name) { throw .invalidHeaderName(name) }
        guard let separator = separator.asciiValue, separator >= 0x20, separator < 0x7F else {
            throw .invalidSeparator
        }
        let parts = signed.parts
        guard parts.contains(where: { if case .literal = $0 { false } else { true } }) else {
            throw .nothingSigned
        }
        guard signed.coversBody || signed.allowsUnsignedBody else { throw .bodyNotSigned }
        // A digest of what everybody knows proves nothing; a secret in what is signed by a key
        // would be read from the file twice and protect nothing.
        guard parts.contains(.secret) == (algorithm == .sha256) else {
            throw algorithm == .sha256 ? .secretNotCovered : .secretInSignedText
        }
        if parts.contains(.url) || parts.contains(.urlDecoded) {
            guard let url, url.hasPrefix("https://") || url.hasPrefix("http://") else {
                throw .urlMissing
            }
        }
        guard parts.contains(.value) == (value?.isEmpty == false) else { throw .valueMissing }
        try checkTimestamp()
    }

    private func checkTimestamp() throws(VerificationError) {
        let parts = signed.parts
        guard let timestamp else {
            guard !parts.contains(.timestamp) else { throw .timestampWithoutRule }
            return
        }
        let isSigned: Bool =
            switch timestamp.place {
            case .header(let name): parts.contains(.header(name.lowercased()))
            case .body(let pointer):
                parts.contains(.body) || parts.contains(.json(pointer))
                    || parts.contains(.line(pointer))
            case .form: parts.contains(.body) || parts.contains(.formSorted)
            case .element: false
            }
        guard isSigned || parts.contains(.timestamp) else { throw .timestampNotSigned }
        if case .element = timestamp.place, case .headers(let names) = place, names.count > 1 {
            throw .timestampNotSigned
        }
    }
}
