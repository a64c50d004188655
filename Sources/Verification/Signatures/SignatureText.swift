import FoundationEssentials
import Model

/// How signatures are written.
enum SignatureText {
    /// Nil when it is not written so. Hexadecimal digits may be of either case; base64 is padded,
    /// base64url may be.
    static func decode(
        _ text: some StringProtocol, _ encoding: SignatureScheme.Encoding
    ) -> [UInt8]? {
        switch encoding {
        case .hex: return Hex.decode(text)
        case .base64: return Data(base64Encoded: String(text)).map { Array($0) }
        case .base64url:
            guard !text.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") })
            else { return nil }
            var digits = text.utf8.map { byte in
                switch byte {
                case UInt8(ascii: "-"): UInt8(ascii: "+")
                case UInt8(ascii: "_"): UInt8(ascii: "/")
                default: byte
                }
            }
            while !digits.count.isMultiple(of: 4) { digits.append(UInt8(ascii: "=")) }
            return Data(base64Encoded: String(decoding: digits, as: UTF8.self)).map { Array($0) }
        }
    }

    static func encode(
        _ code: some Sequence<UInt8>, _ encoding: SignatureScheme.Encoding
    ) -> String {
        switch encoding {
        case .hex: return Hex.encode(code)
        case .base64: return Data(code).base64EncodedString()
        case .base64url:
            let text = Data(code).base64EncodedString().utf8.filter { $0 != UInt8(ascii: "=") }
            return String(
                decoding: text.map { byte in
                    switch byte {
                    case UInt8(ascii: "+"): UInt8(ascii: "-")
                    case UInt8(ascii: "/"): UInt8(ascii: "_")
                    default: byte
                    }
                }, as: UTF8.self)
        }
    }
}
