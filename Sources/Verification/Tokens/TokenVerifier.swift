import Crypto
import FoundationEssentials
import Model

/// Carries out a `TokenScheme`.
///
/// Keys are those of the configuration: what a token brings along or points to (`jwk`, `jku`,
/// `x5c`, `x5u`) is not looked at.
final class TokenVerifier: Sendable {
    private let scheme: TokenScheme
    private let keys: TokenKeys

    init(_ scheme: TokenScheme) throws(VerificationError) {
        try scheme.check()
        self.scheme = scheme
        keys = try TokenKeys(scheme)
    }

    /// `proof` is set to what tells the token from others, when it is right.
    func verify(_ request: VerifiableRequest, now: Timestamp, proof: inout [UInt8]?) -> Verdict {
        let text: String
        switch field(request) {
        case .absent: return .refused(.missingCredentials)
        case .several: return .refused(.malformedSignature)
        case .value(let value): text = value
        }
        guard text.utf8.starts(with: scheme.prefix.utf8),
            let token = WebToken(Substring(text.utf8.dropFirst(scheme.prefix.utf8.count))),
            token.algorithm.utf8.elementsEqual(scheme.algorithm.rawValue.utf8)
        else { return .refused(.malformedSignature) }
        let index: Int
        switch keys.match(token, now: now) {
        case .found(let secret): index = secret
        case .unknownKey: return .refused(.unknownKey)
        case .expired: return .refused(.expiredSecret)
        case .wrong: return .refused(.wrongCredentials)
        }
        guard let hash = hash(token), let time = token.claims.member(scheme.time)?.numericDate
        else { return .refused(.malformedSignature) }
        // Crypto's == on digests takes constant time.
        guard SHA256.hash(data: request.body) == hash else { return .refused(.wrongCredentials) }
        if let refusal = staleness(token, time, now) { return .refused(refusal) }
        // One text has many ECDSA signatures: it is known again by what was signed.
        proof = Array(SHA256.hash(data: token.signed))
        return .ok(secretIndex: index)
    }

    private func field(_ request: VerifiableRequest) -> HeaderList.Sole {
        switch scheme.place {
        case .header(let name): return request.headers.sole(name)
        case .query(let name):
            let values = QueryString.pairs(request.query).filter { $0.name == name }.map(\.value)
            guard let value = values.first else { return .absent }
            return values.count == 1 ? .value(value) : .several
        }
    }

    private func hash(_ token: WebToken) -> [UInt8]? {
        guard let text = token.claims.member(scheme.bodyHash)?.string else { return nil }
        return scheme.hashEncoding == .base64url
            ? WebToken.decode(text) : SignatureText.decode(text, scheme.hashEncoding)
    }

    /// The time of signing, and what else the token says of its time (RFC 7519 sections 4.1.4 and
    /// 4.1.5). A sender's clock may be as far ahead as the tolerance.
    private func staleness(
        _ token: WebToken, _ time: Timestamp, _ now: Timestamp
    ) -> Verdict.Refusal? {
        guard SigningTime.isNear(time, now, scheme.tolerance) else { return .staleTimestamp }
        if let end = token.claims.member("exp") {
            guard let end = end.numericDate else { return .malformedSignature }
            guard now < end else { return .staleTimestamp }
        }
        if let start = token.claims.member("nbf") {
            guard let start = start.numericDate else { return .malformedSignature }
            guard start - now <= scheme.tolerance else { return .staleTimestamp }
        }
        return nil
    }
}
