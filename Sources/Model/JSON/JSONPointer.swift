/// A place inside a JSON text: RFC 6901 (`/data/items/0`), or dotted (`data.items.0`).
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    package let tokens: [String]

    package init(tokens: [String]) { self.tokens = tokens }

    /// Text that begins with `/` is RFC 6901; empty text is the whole document; anything else is
    /// dotted. Nil for a `~` that is not `~0` or `~1`, or for an empty dotted part.
    package init?(_ text: some StringProtocol) {
        // By bytes: a combining mark behind a separator does not hide it.
        let bytes = Array(text.utf8)
        if bytes.isEmpty {
            tokens = []
        } else if bytes.first == UInt8(ascii: "/") {
            var tokens: [String] = []
            let parts = bytes.dropFirst()
                .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            for part in parts {
                guard let token = Self.unescape(part) else { return nil }
                tokens.append(token)
            }
            self.tokens = tokens
        } else {
            let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
            tokens = parts.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Always RFC 6901.
    package var description: String {
        var bytes: [UInt8] = []
        for token in tokens {
            bytes.append(UInt8(ascii: "/"))
            for byte in token.utf8 {
                switch byte {
                case UInt8(ascii: "~"): bytes.append(contentsOf: "~0".utf8)
                case UInt8(ascii: "/"): bytes.append(contentsOf: "~1".utf8)
                default: bytes.append(byte)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescape(_ part: ArraySlice<UInt8>) -> String? {
        var token: [UInt8] = []
        var rest = part
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "~") else {
                token.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "0"): token.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): token.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: token, as: UTF8.self)
    }
}

extension JSONView {
    /// The value at `pointer` below this one; nil when a step is missing.
    package func value(at pointer: JSONPointer) -> JSONView? {
        value(at: pointer.tokens[...])
    }

    package func value(at tokens: ArraySlice<String>) -> JSONView? {
        var place = index
        for token in tokens {
            let next: Int? =
                switch document.entries[place].kind {
                case .object: document.member(token, of: place)
                case .array: Self.position(token).flatMap { document.element($0, of: place) }
                case .null, .bool, .number, .string: nil
                }
            guard let next else { return nil }
            place = next
        }
        return JSONView(document: document, index: place)
    }

    /// An array position: digits without a leading zero (RFC 6901 section 4).
    private static func position(_ token: String) -> Int? {
        guard token == "0" || (token.first != "0" && token.utf8.allSatisfy { $0 &- 0x30 < 10 })
        else { return nil }
        return Int(token)
    }
}
