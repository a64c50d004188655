/// What a signature is made over: literal text with `{body}`, `{timestamp}`, `{id}`, `{method}` and
/// `{header:Name}`. Parsed once.
package struct SignedTemplate: Hashable, Sendable, CustomStringConvertible {
    package enum Part: Hashable, Sendable {
        case literal(String)
        case body
        /// As it stands in the request, not as we would write it.
        case timestamp
        case id
        case method
        /// A header's value; nothing when it is missing. Lowercase name.
        case header(String)
    }

    package let parts: [Part]

    /// The raw body alone.
    package static let body = SignedTemplate(parts: [.body])

    private init(parts: [Part]) { self.parts = parts }

    /// Parses a template.
    ///
    /// A signature that does not cover the body only says that someone who knows the secret once
    /// sent something: `allowingUnsignedBody` must say that this is meant. Braces have no escape.
    package init(
        _ text: String, allowingUnsignedBody: Bool = false
    ) throws(VerificationError) {
        var parts: [Part] = []
        var literal: [UInt8] = []
        var offset = 0
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "{") {
                guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
                    throw .unbalancedBrace(offset: offset)
                }
                if !literal.isEmpty {
                    parts.append(.literal(String(decoding: literal, as: UTF8.self)))
                    literal = []
                }
                parts.append(try Self.part(String(decoding: rest[..<end], as: UTF8.self)))
                offset += rest[...end].count
                rest = rest[(end + 1)...]
            } else if byte == UInt8(ascii: "}") {
                throw .unbalancedBrace(offset: offset)
            } else {
                literal.append(byte)
            }
            offset += 1
        }
        guard !parts.isEmpty else { throw .nothingSigned }
        if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
        guard allowingUnsignedBody || parts.contains(.body) else { throw .bodyNotSigned }
        self.parts = parts
    }

    package var coversBody: Bool { parts.contains(.body) }

    /// As it would be written in routes.yaml.
    package var description: String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .body: "{body}"
            case .timestamp: "{timestamp}"
            case .id: "{id}"
            case .method: "{method}"
            case .header(let name): "{header:\(name)}"
            }
        }.joined()
    }

    private static func part(_ name: String) throws(VerificationError) -> Part {
        switch name {
        case "body": return .body
        case "timestamp": return .timestamp
        case "id": return .id
        case "method": return .method
        default:
            guard name.hasPrefix("header:") else { throw .unknownPlaceholder(name) }
            let header = name.dropFirst("header:".count).lowercased()
            guard HeaderName.isValid(header) else { throw .invalidHeaderName(header) }
            return .header(header)
        }
    }
}

/// Names of header fields.
enum HeaderName {
    /// RFC 9110 section 5.6.2: one or more token characters.
    static func isValid(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
