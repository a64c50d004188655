import Crypto
import FoundationEssentials
import Model

/// Puts what a template names into a code, piece by piece: the body is never copied.
enum SignedContent {
    static func feed(
        _ hmac: inout HMAC<SHA256>, _ scheme: HMACScheme, method: String, headers: HeaderList,
        timestamp: String, body: [UInt8]
    ) {
        for part in scheme.signed.parts {
            switch part {
            case .literal(let text): hmac.update(data: Array(text.utf8))
            case .body: hmac.update(data: body)
            case .timestamp: hmac.update(data: Array(timestamp.utf8))
            case .id: hmac.update(data: Array((headers[scheme.idHeader] ?? "").utf8))
            case .method: hmac.update(data: Array(method.utf8))
            case .header(let name): hmac.update(data: Array((headers[name] ?? "").utf8))
            }
        }
    }

    /// Standard Webhooks: `{id}.{timestamp}.{body}`.
    static func feed(
        _ hmac: inout HMAC<SHA256>, id: String, timestamp: String, body: [UInt8]
    ) {
        hmac.update(data: Array("\(id).\(timestamp).".utf8))
        hmac.update(data: body)
    }
}
