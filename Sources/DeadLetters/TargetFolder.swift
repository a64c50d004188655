import Model

/// The name of a target's folder: safe in a path, whatever the target is called, and different for
/// different targets.
enum TargetFolder {
    /// File systems take 255 bytes.
    private static let bytesMax = 200

    /// Letters, digits, `-`, `_` and `.` stay, except for a dot in front; other bytes are `%XX`. A
    /// name that becomes too long is cut, and told apart by a hash.
    static func name(of target: String) -> String {
        guard !target.isEmpty else { return "%" }
        var name = ""
        for (position, byte) in target.utf8.enumerated() {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: ".") where position > 0: name += "."
            default: name += "%\(Hex.encode([byte]).uppercased())"
            }
        }
        guard name.utf8.count > bytesMax else { return name }
        return "\(name.prefix(bytesMax - 20))~\(hash(target))"
    }

    /// FNV-1a, 64 bits. Source: RFC 9923.
    private static func hash(_ text: String) -> String {
        let value = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return String(value, radix: 16)
    }
}
