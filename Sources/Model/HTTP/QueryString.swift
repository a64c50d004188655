/// Reads and cleans `application/x-www-form-urlencoded` text, as in a URL's query.
package enum QueryString {
    // Text is cut by bytes: a combining mark behind a separator does not hide it.

    /// The first value of a parameter, decoded; nil when it is absent.
    package static func value(_ name: String, in query: String) -> String? {
        pairs(query).first { $0.name == name }?.value
    }

    /// All parameters in order, decoded.
    package static func pairs(_ query: String) -> [(name: String, value: String)] {
        query.utf8.split(separator: UInt8(ascii: "&")).map { part in
            let halves = part.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return (
                decode(Substring(halves[0])), halves.count > 1 ? decode(Substring(halves[1])) : ""
            )
        }
    }

    /// The query without the parameters of these names, the rest byte for byte.
    package static func removing(_ names: Set<String>, from query: String) -> String {
        query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
            .filter { part in
                !names.contains(decode(Substring(part.prefix { $0 != UInt8(ascii: "=") })))
            }
            .map { String(Substring($0)) }.joined(separator: "&")
    }

    /// `+` is a space; a `%` without two digits stays; what is not UTF-8 is replaced.
    package static func decode(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(0x20)
            } else if byte == UInt8(ascii: "%"), rest.count >= 2,
                let high = Hex.value(of: rest[rest.startIndex]),
                let low = Hex.value(of: rest[rest.startIndex + 1])
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Everything but RFC 3986's unreserved characters becomes `%XX`.
    package static func encode(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes.append(contentsOf: "%\(Hex.encode([byte]).uppercased())".utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
