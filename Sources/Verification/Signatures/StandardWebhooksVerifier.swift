import Crypto
import FoundationEssentials
import Model

/// https://www.standardwebhooks.com, also under Svix's older header names.
///
/// `v1` (HMAC-SHA256) and `v1a` (Ed25519, for `whpk_` keys) count; other versions in the list are
/// passed over.
struct StandardWebhooksVerifier: Sendable {
    static let signaturesMax = 16

    private enum Key: Sendable {
        case shared(HMAC<SHA256>)
        case sender(Curve25519.Signing.PublicKey)
    }

    private let keys: [Key]
    private let tolerance: Milliseconds

    init(secrets: [Secret], tolerance: Milliseconds) throws(VerificationError) {
        guard !secrets.isEmpty else { throw .noSecret }
        var keys: [Key] = []
        for (index, secret) in secrets.enumerated() {
            let text = secret.reveal()
            guard text.hasPrefix("whpk_") else {
                do throws(VerificationError) {
                    keys += try SigningKeys(standardWebhooks: [secret]).keys.map { .shared($0) }
                } catch {
                    throw error == .noSecret ? error : .malformedSecret(index: index)
                }
                continue
            }
            guard let bytes = SignatureText.decode(text.dropFirst("whpk_".count), .base64),
                let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
            else { throw .malformedKey(index: index) }
            keys.append(.sender(key))
        }
        self.keys = keys
        self.tolerance = tolerance
    }

    func verify(_ request: VerifiableRequest, now: Timestamp, proof: inout [UInt8]?) -> Verdict {
        // One family or the other, never a mixture.
        let family = request.headers["webhook-signature"] != nil ? "webhook" : "svix"
        let ids = request.headers.values("\(family)-id")
        let times = request.headers.values("\(family)-timestamp")
        let fields = request.headers.values("\(family)-signature")
        guard let id = ids.first, let time = times.first, let field = fields.first else {
            return .refused(.missingCredentials)
        }
        guard ids.count == 1, times.count == 1, fields.count == 1, !id.isEmpty,
            time.utf8.count <= 12, time.utf8.allSatisfy({ $0 &- 0x30 < 10 }),
            let seconds = Int64(time)
        else { return .refused(.malformedSignature) }

        var codes: [[UInt8]] = []
        var signatures: [[UInt8]] = []
        for element in field.split(separator: " ") {
            if element.hasPrefix("v1,") {
                SignatureText.decode(element.dropFirst(3), .base64).map { codes.append($0) }
            } else if element.hasPrefix("v1a,") {
                SignatureText.decode(element.dropFirst(4), .base64).map { signatures.append($0) }
            }
        }
        let count = codes.count + signatures.count
        guard count >= 1, count <= Self.signaturesMax else { return .refused(.malformedSignature) }
        var found: (index: Int, proof: [UInt8])?
        let start = Array("\(id).\(time).".utf8)
        for (index, key) in keys.enumerated() {
            switch key {
            case .shared(let begun):
                var hmac = begun
                hmac.update(data: start)
                hmac.update(data: request.body)
                let code = hmac.finalize()
                for candidate in codes {
                    // Crypto's == on authentication codes takes constant time.
                    let isEqual = code == candidate
                    if isEqual, found == nil { found = (index, candidate) }
                }
            case .sender(let key):
                for candidate in signatures
                where key.isValidSignature(candidate, for: start + request.body) {
                    found = found ?? (index, start)
                }
            }
        }
        guard let found else { return .refused(.wrongCredentials) }
        guard SigningTime.isNear(Timestamp(seconds: seconds), now, tolerance) else {
            return .refused(.staleTimestamp)
        }
        proof = found.proof
        return .ok(secretIndex: found.index)
    }
}
