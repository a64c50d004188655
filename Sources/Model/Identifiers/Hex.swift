/// Hexadecimal text of bytes.
package enum Hex {
    /// The lowercase digit for 0…15.
    package static func digit(_ value: UInt8) -> UInt8 {
        precondition(value < 16)
        return value < 10 ? 0x30 + value : 0x57 + value
    }

    package static func value(ofLowercase digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }

    /// The value of a digit of either case.
    package static func value(of digit: UInt8) -> UInt8? {
        (0x41...0x46).contains(digit) ? digit - 0x37 : value(ofLowercase: digit)
    }

    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Either case; an odd number of digits or any other character is nil.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(of: digits[index]), let low = value(of: digits[index + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
