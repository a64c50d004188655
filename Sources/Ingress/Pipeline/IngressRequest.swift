package import Model

/// A request's head as the pipeline takes it. Free of any server's types.
package struct IngressRequest: Sendable {
    package var method: String
    /// As received, percent-encoded, without the query.
    package var path: String
    /// Without `?`; empty when there was none.
    package var query: String
    /// Lowercase names, `host` included.
    package var headers: HeaderList
    /// As announced; nil for a chunked body.
    package var contentLength: Int?

    package init(
        method: String = "POST", path: String, query: String = "", headers: HeaderList,
        contentLength: Int? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.contentLength = contentLength
    }

    /// A body of unknown length follows.
    package var isChunked: Bool { headers["transfer-encoding"] != nil }

    /// No transfer coding, or `chunked` alone. The server undoes only that one: of `gzip, chunked`
    /// compressed bytes would be left, and a proxy in front may see another end of the request.
    var hasPlainFraming: Bool {
        let codings = headers.values("transfer-encoding")
        return codings.isEmpty || (codings.count == 1 && HeaderList.equal(codings[0], "chunked"))
    }
}

extension String {
    /// Most names come in lowercase: those are not copied.
    var lowercasedName: String { utf8.contains { $0 &- 0x41 < 26 } ? lowercased() : self }
}

/// What a path names.
enum IngressPath: Equatable {
    case health
    case readiness
    /// Both percent-decoded. An empty last segment is no token.
    case source(name: String, token: String?)
    case other

    init(_ path: String) {
        switch path {
        case "/healthz": self = .health
        case "/readyz": self = .readiness
        default:
            guard path.hasPrefix("/in/") else {
                self = .other
                return
            }
            let segments = path.utf8.dropFirst("/in/".utf8.count).split(
                separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
            guard let name = segments.first, !name.isEmpty, segments.count <= 2 else {
                self = .other
                return
            }
            let token = segments.count == 2 && !segments[1].isEmpty ? segments[1] : nil
            self = .source(
                name: Self.decode(Substring(name)), token: token.map { Self.decode(Substring($0)) })
        }
    }

    /// Unlike in a query, `+` is itself (RFC 3986 section 3.3).
    private static func decode(_ segment: Substring) -> String {
        guard segment.utf8.contains(UInt8(ascii: "%")) else { return String(segment) }
        let pieces = segment.split(separator: "+", omittingEmptySubsequences: false)
        return pieces.map { QueryString.decode($0) }.joined(separator: "+")
    }
}
