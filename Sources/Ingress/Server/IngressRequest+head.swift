import HummingbirdCore
import Model
import NIOHTTP1

extension IngressRequest {
    /// A head as NIO reads it.
    init(_ head: HTTPRequestHead, peer: IPAddress? = nil) {
        var fields: [HeaderList.Field] = []
        fields.reserveCapacity(head.headers.count)
        for (name, value) in head.headers {
            fields.append(.init(name: name.lowercasedName, value: value))
        }
        let headers = HeaderList(fields)
        let (path, query) = Self.parts(head.uri)
        self.init(
            method: head.method.rawValue, path: path, query: query, headers: headers,
            contentLength: headers["content-length"].flatMap { Int($0) }, peer: peer)
    }

    private static func parts(_ target: String) -> (path: String, query: String) {
        guard target.utf8.first == UInt8(ascii: "/") else {
            // RFC 9112 section 3.2.2: as it is sent to proxies.
            let uri = URI(target)
            return (uri.path, uri.query ?? "")
        }
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (target, "") }
        return (String(target[..<mark]), String(target[target.utf8.index(after: mark)...]))
    }
}
