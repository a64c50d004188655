import Crypto
import FoundationEssentials
package import Model

/// What a handshake is answered with: literal text and values of the request.
///
/// `{/pointer}`, `{header:Name}`, `{query:name}`, and `{hmac-hex:PLACE}` or `{hmac-base64:PLACE}`:
/// the HMAC-SHA256 of a value under the source's first secret.
package struct HandshakeTemplate: Hashable, Sendable, CustomStringConvertible {
    package enum Part: Hashable, Sendable {
        case literal(String)
        case value(ValuePlace)
        case code(SignatureScheme.Encoding, ValuePlace)
    }

    /// Longer values are no challenges.
    static let valueBytesMax = 4096
    /// Of what is signed for somebody: see `isToken`.
    static let tokenBytesMax = 256

    package let parts: [Part]

    package init(parts: [Part]) { self.parts = parts }

    /// Nil when a brace is left open or a place cannot be read.
    package init?(_ text: String) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}"),
                let part = Self.part(String(rest[rest.index(after: open)..<close]))
            else { return nil }
            parts.append(part)
            rest = rest[rest.index(after: close)...]
        }
        guard !rest.contains("}") else { return nil }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        self.parts = parts
    }

    private static func part(_ name: String) -> Part? {
        for (word, encoding) in [
            ("hmac-hex:", SignatureScheme.Encoding.hex), ("hmac-base64:", .base64),
        ] where name.hasPrefix(word) {
            return ValuePlace(String(name.dropFirst(word.count))).map { .code(encoding, $0) }
        }
        return ValuePlace(name).map { .value($0) }
    }

    package var description: String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .value(let place): "{\(place.text)}"
            case .code(let encoding, let place): "{hmac-\(encoding.rawValue):\(place.text)}"
            }
        }.joined()
    }

    /// Nil when a value is missing, too long, or nothing that may be sent back.
    package func fill(_ message: MessageParts, secret: Secret?) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .value(let place):
                guard let value = EventReader.text(place, message),
                    value.utf8.count <= Self.valueBytesMax
                else { return nil }
                text += value
            case .code(let encoding, let place):
                guard let value = EventReader.text(place, message), Self.isToken(value),
                    let secret
                else { return nil }
                let code = HMAC<SHA256>.authenticationCode(
                    for: Array(value.utf8),
                    using: SymmetricKey(data: Array(secret.reveal().utf8)))
                text += SignatureText.encode(code, encoding)
            }
        }
        return text
    }

    /// Who may choose what we sign must not be able to choose an event: no body and no signed text
    /// consists of these characters alone.
    private static func isToken(_ value: String) -> Bool {
        !value.isEmpty && value.utf8.count <= tokenBytesMax
            && value.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "+/=-_".utf8.contains(byte)
                }
            }
    }
}

extension ValuePlace {
    /// As it would be written in routes.yaml.
    package var text: String {
        switch self {
        case .body(let pointer): pointer.description
        case .header(let name): "header:\(name)"
        case .query(let name): "query:\(name)"
        case .attribute(let name): "ce:\(name)"
        case .constant(let value): value.text
        }
    }
}
