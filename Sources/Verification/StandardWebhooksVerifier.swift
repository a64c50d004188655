import Crypto
import Model

/// https://www.standardwebhooks.com, also under Svix's older header names.
///
/// Only `v1` (HMAC-SHA256) counts; other versions in the list are passed over.
struct StandardWebhooksVerifier: Sendable {
    static let signaturesMax = 16

    let keys: SigningKeys
    let tolerance: Milliseconds

    func verify(_ request: VerifiableRequest, now: Timestamp) -> Verdict {
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

        let candidates = field.split(separator: " ").compactMap { element -> [UInt8]? in
            guard element.hasPrefix("v1,") else { return nil }
            return SignatureText.decode(String(element.dropFirst(3)), .base64)
        }
        guard !candidates.isEmpty, candidates.count <= Self.signaturesMax else {
            return .refused(.malformedSignature)
        }
        let found = keys.index(matching: candidates) { hmac in
            SignedContent.feed(&hmac, id: id, timestamp: time, body: request.body)
        }
        guard let found else { return .refused(.wrongCredentials) }
        guard SigningTime.isNear(Timestamp(seconds: seconds), now, tolerance) else {
            return .refused(.staleTimestamp)
        }
        return .ok(secretIndex: found)
    }
}
