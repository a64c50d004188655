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
    /// Who the connection is with: the sender, or a proxy before it.
    package var peer: IPAddress?

    package init(
        method: String = "POST", path: String, query: String = "", headers: HeaderList,
        contentLength: Int? = nil, peer: IPAddress? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.contentLength = contentLength
        self.peer = peer
    }

    /// A body of unknown length follows.
    package var isChunked: Bool { headers["transfer-encoding"] != nil }

    /// No transfer coding, or `chunked` alone. The server undoes only that one: of `gzip, chunked`
    /// compressed bytes would be left, and a proxy in front may see another end of the request.
    var hasPlainFraming: Bool {
        switch headers.sole("transfer-encoding") {
        case .absent: true
        case .value(let coding): HeaderList.equal(coding, "chunked")
        case .several: false
        }
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
        let text = path.utf8
        guard text.starts(with: Self.root.utf8) else {
            self =
                switch path {
                case "/healthz": .health
                case "/readyz": .readiness
                default: .other
                }
            return
        }
        let rest = text.dropFirst(Self.root.utf8.count)
        let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let token = rest[end...].dropFirst()
        guard end > rest.startIndex, !token.contains(UInt8(ascii: "/")) else {
            self = .other
            return
        }
        self = .source(
            name: Self.decode(Substring(rest[..<end])),
            token: token.isEmpty ? nil : Self.decode(Substring(token)))
    }

    private static let root = "/in/"

    /// Unlike in a query, `+` is itself (RFC 3986 section 3.3).
    private static func decode(_ segment: Substring) -> String {
        guard segment.utf8.contains(UInt8(ascii: "%")) else { return String(segment) }
        let pieces = segment.split(separator: "+", omittingEmptySubsequences: false)
        return pieces.map { QueryString.decode($0) }.joined(separator: "+")
    }
}
