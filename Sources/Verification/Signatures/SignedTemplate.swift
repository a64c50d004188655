package import Model

/// What a signature is made over: literal text with placeholders. Parsed once.
package struct SignedTemplate: Hashable, Sendable, CustomStringConvertible {
    package enum Part: Hashable, Sendable {
        case literal(String)
        /// The raw bytes.
        case body
        /// As it stands in the request, not as we would write it.
        case timestamp
        case id
        case method
        /// The configured address, with the request's query.
        case url
        /// The same with the characters decoded that HubSpot decodes.
        case urlDecoded
        /// Without `?`.
        case query
        /// A header's value; nothing when it is missing. Lowercase name.
        case header(String)
        /// A scalar of the body as text; nothing when it is missing.
        case json(JSONPointer)
        /// The last name of the pointer and the text there, a line each; nothing when missing.
        /// What is there must be text of one line, or the signature is none.
        case line(JSONPointer)
        /// Names and values of a form body, sorted by name; nothing of another body.
        case formSorted
        /// CRC-32 of the body, in decimal.
        case crc32
        /// The secret itself; for digests only.
        case secret
        /// The scheme's `value`.
        case value
    }

    package let parts: [Part]
    /// Whether it was said that the body need not be covered.
    package let allowsUnsignedBody: Bool

    /// The raw body alone.
    package static let body = SignedTemplate(parts: [.body])

    /// For tables of presets: parts as they are.
    package init(parts: [Part], allowingUnsignedBody: Bool = false) {
        self.parts = parts
        allowsUnsignedBody = allowingUnsignedBody
    }

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
                parts.append(try Part(String(decoding: rest[..<end], as: UTF8.self)))
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
        let template = SignedTemplate(parts: parts, allowingUnsignedBody: allowingUnsignedBody)
        guard allowingUnsignedBody || template.coversBody else { throw .bodyNotSigned }
        self = template
    }

    /// The whole body; `{form_sorted}` does only for forms, see `SignatureScheme.bodyHash`.
    package var coversBody: Bool {
        parts.contains { $0 == .body || $0 == .crc32 || $0 == .formSorted }
    }

    /// As it would be written in routes.yaml.
    package var description: String { parts.map(\.description).joined() }
}

extension SignedTemplate.Part: CustomStringConvertible {
    /// All that may stand between braces, for diagnostics.
    static let words =
        "{body}, {timestamp}, {id}, {method}, {url}, {url_decoded}, {query}, {header:Name}, "
        + "{json:/pointer}, {line:/pointer}, {form_sorted}, {crc32}, {secret}, {value}"

    fileprivate init(_ name: String) throws(VerificationError) {
        switch name {
        case "body": self = .body
        case "timestamp": self = .timestamp
        case "id": self = .id
        case "method": self = .method
        case "url": self = .url
        case "url_decoded": self = .urlDecoded
        case "query": self = .query
        case "form_sorted": self = .formSorted
        case "crc32": self = .crc32
        case "secret": self = .secret
        case "value": self = .value
        default:
            if name.hasPrefix("header:") {
                let header = name.dropFirst("header:".count).lowercased()
                guard HeaderName.isValid(header) else { throw .invalidHeaderName(header) }
                self = .header(header)
            } else if name.hasPrefix("json:"), name != "json:",
                let pointer = JSONPointer(name.dropFirst("json:".count))
            {
                self = .json(pointer)
            } else if name.hasPrefix("line:"), name != "line:",
                let pointer = JSONPointer(name.dropFirst("line:".count))
            {
                self = .line(pointer)
            } else {
                throw .unknownPlaceholder(name)
            }
        }
    }

    package var description: String {
        switch self {
        case .literal(let text): text
        case .body: "{body}"
        case .timestamp: "{timestamp}"
        case .id: "{id}"
        case .method: "{method}"
        case .url: "{url}"
        case .urlDecoded: "{url_decoded}"
        case .query: "{query}"
        case .header(let name): "{header:\(name)}"
        case .json(let pointer): "{json:\(pointer)}"
        case .line(let pointer): "{line:\(pointer)}"
        case .formSorted: "{form_sorted}"
        case .crc32: "{crc32}"
        case .secret: "{secret}"
        case .value: "{value}"
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
