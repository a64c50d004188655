import Crypto
import FoundationEssentials
import Model

/// A message authentication code over parts of the request, in a header. One object: asked for each
/// request, and a copy of its scheme is a dozen retained parts.
final class HMACVerifier: Sendable {
    /// More signatures in one header are no rotation of secrets but an attempt to make us work.
    static let signaturesMax = 16

    private let scheme: HMACScheme
    private let keys: SigningKeys

    init(_ scheme: HMACScheme) throws(VerificationError) {
        for name in [scheme.header, scheme.idHeader] + (scheme.timestamp.map { [$0.header] } ?? [])
        {
            guard HeaderName.isValid(name) else { throw .invalidHeaderName(name) }
        }
        let parts = scheme.signed.parts
        if let rule = scheme.timestamp {
            guard parts.contains(.timestamp) || parts.contains(.header(rule.header.lowercased()))
            else { throw .timestampNotSigned }
        } else if parts.contains(.timestamp) {
            throw .timestampWithoutRule
        }
        self.scheme = scheme
        keys = try SigningKeys(literal: scheme.secrets)
    }

    func verify(_ request: VerifiableRequest, now: Timestamp) -> Verdict {
        let field: String
        switch request.headers.sole(scheme.header) {
        case .absent: return .refused(.missingCredentials)
        case .several: return .refused(.malformedSignature)
        case .value(let value): field = value
        }
        let elements: [Substring]
        let candidates: [[UInt8]]
        if let code = onlySignature(field) {
            elements = scheme.timestamp == nil ? [] : [Substring(field)]
            candidates = [code]
        } else {
            elements = field.utf8.split(separator: UInt8(ascii: ",")).map {
                Self.trim(Substring($0))
            }
            candidates = signatures(in: elements)
        }
        guard !candidates.isEmpty, candidates.count <= Self.signaturesMax else {
            return .refused(.malformedSignature)
        }
        var signedAt: (text: String, time: Timestamp)?
        if let rule = scheme.timestamp {
            switch time(rule, elements, request) {
            case .at(let text, let time): signedAt = (text, time)
            case .refused(let refusal): return .refused(refusal)
            }
        }
        guard headersAreSingle(request) else { return .refused(.malformedSignature) }
        let found = keys.index(matching: candidates) { hmac in
            SignedContent.feed(
                &hmac, scheme, method: request.method, headers: request.headers,
                timestamp: signedAt?.text ?? "", body: request.body)
        }
        guard let found else { return .refused(.wrongCredentials) }
        // After the signature: a stranger must not be able to look like a sender with a slow clock.
        if let rule = scheme.timestamp, let signedAt,
            !SigningTime.isNear(signedAt.time, now, rule.tolerance)
        {
            return .refused(.staleTimestamp)
        }
        return .ok(secretIndex: found)
    }

    /// A header that is nothing but one signature in hexadecimal digits, as nearly all are: read
    /// without taking it apart. Nil is for `signatures` to judge.
    private func onlySignature(_ field: String) -> [UInt8]? {
        guard scheme.encoding == .hex else { return nil }
        return field.withBytes { field in
            scheme.prefix.withBytes { prefix in
                let start = prefix.count
                guard field.count > start,
                    sameBytes(UnsafeBufferPointer(rebasing: field[..<start]), prefix)
                else { return nil }
                // Neither a comma nor a space is a digit.
                return Hex.decode(UnsafeBufferPointer(rebasing: field[start...]))
            }
        }
    }

    private func signatures(in elements: [Substring]) -> [[UInt8]] {
        elements.compactMap { element in
            guard element.utf8.starts(with: scheme.prefix.utf8) else { return nil }
            let rest = element.utf8.dropFirst(scheme.prefix.utf8.count)
            let text = String(Self.trim(Substring(rest)))
            return text.isEmpty ? nil : SignatureText.decode(text, scheme.encoding)
        }
    }

    private enum SignedTime {
        /// As written, and when that is.
        case at(String, Timestamp)
        case refused(Verdict.Refusal)
    }

    private func time(
        _ rule: HMACScheme.TimestampRule, _ elements: [Substring], _ request: VerifiableRequest
    ) -> SignedTime {
        let values: [String]
        if HeaderList.equal(rule.header, scheme.header) {
            values = elements.filter { $0.hasPrefix("t=") }.map { String($0.dropFirst(2)) }
        } else {
            values = request.headers.values(rule.header)
        }
        guard let text = values.first else { return .refused(.missingCredentials) }
        guard values.count == 1, let time = SigningTime.parse(text) else {
            return .refused(.malformedSignature)
        }
        return .at(text, time)
    }

    /// A header that is signed must not be there twice: we could not say which one was meant.
    private func headersAreSingle(_ request: VerifiableRequest) -> Bool {
        scheme.signed.parts.allSatisfy { part in
            switch part {
            case .header(let name): request.headers.values(name).count <= 1
            case .id: request.headers.values(scheme.idHeader).count == 1
            case .literal, .body, .timestamp, .method: true
            }
        }
    }

    private static func trim(_ text: Substring) -> Substring {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var rest = text.utf8.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return Substring(rest)
    }
}
