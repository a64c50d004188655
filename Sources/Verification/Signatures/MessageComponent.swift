package import Model

/// A part of a request that a signature can cover: RFC 9421 section 2.
package enum MessageComponent: Hashable, Sendable {
    case method, targetURI, authority, scheme, requestTarget, path, query
    /// A header field, in lower case.
    case field(String)

    /// A request as it will be sent.
    package struct Message: Sendable {
        package var method: String
        /// Absolute.
        package var url: String
        package var headers: HeaderList

        package init(method: String, url: String, headers: HeaderList) {
            self.method = method
            self.url = url
            self.headers = headers
        }
    }

    private static let derived: [(name: String, component: MessageComponent)] = [
        ("@method", .method), ("@target-uri", .targetURI), ("@authority", .authority),
        ("@scheme", .scheme), ("@request-target", .requestTarget), ("@path", .path),
        ("@query", .query),
    ]

    /// As in a signature's own list: `@method`, or the name of a header. Nil for what is neither.
    package init?(_ text: String) {
        if text.hasPrefix("@") {
            guard let known = Self.derived.first(where: { $0.name == text }) else { return nil }
            self = known.component
            return
        }
        let isName =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
        // Both are made after what they sign.
        guard isName, !["signature", "signature-input"].contains(text.lowercased()) else {
            return nil
        }
        self = .field(text.lowercased())
    }

    /// The derived ones, for people.
    package static let derivedNames: [String] = derived.map(\.name)

    var identifier: String {
        if case .field(let name) = self { return "\"\(name)\"" }
        return "\"\(Self.derived.first { $0.component == self }?.name ?? "")\""
    }

    /// Nil when the message has no such field.
    func value(in message: Message) -> String? {
        switch self {
        case .method: message.method
        case .targetURI: message.url
        case .authority: Parts(message.url).authority
        case .scheme: Parts(message.url).scheme
        case .requestTarget: Parts(message.url).path + Parts(message.url).query
        case .path: Parts(message.url).path
        case .query: Parts(message.url).query.isEmpty ? "?" : Parts(message.url).query
        case .field(let name): Self.field(message.headers.values(name))
        }
    }

    /// Section 2.1: each value without white space at its ends, joined by a comma and a space.
    private static func field(_ values: [String]) -> String? {
        guard !values.isEmpty else { return nil }
        return values.map { value in
            let trimmed = value.drop { $0 == " " || $0 == "\t" }
            return String(trimmed.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }.joined(separator: ", ")
    }

    /// A string of RFC 8941 section 3.3.3. What it cannot hold was refused before.
    static func quoted(_ text: String) -> String {
        "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }

    /// An absolute URL's parts as a signature wants them (sections 2.2.3 to 2.2.7).
    private struct Parts {
        let scheme: String
        /// In lower case, without the scheme's usual port.
        let authority: String
        /// At least `/`.
        let path: String
        /// With its `?`; empty when there is none.
        let query: String

        init(_ url: String) {
            let halves = url.firstRange(of: "://")
            scheme = halves.map { url[..<$0.lowerBound].lowercased() } ?? ""
            let rest = halves.map { url[$0.upperBound...] } ?? url[...]
            let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
            var host = rest[..<end].lowercased()
            if let at = host.lastIndex(of: "@") { host = String(host[host.index(after: at)...]) }
            let usual = scheme == "https" ? ":443" : ":80"
            if host.hasSuffix(usual) { host.removeLast(usual.count) }
            authority = host
            let target = rest[end...].prefix { $0 != "#" }
            let mark = target.firstIndex(of: "?") ?? target.endIndex
            path = mark == target.startIndex ? "/" : String(target[..<mark])
            query = String(target[mark...])
        }
    }
}
