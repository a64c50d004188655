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

    /// Writes sixteen lowercase digits; there must be room from `start` on.
    static func write(
        _ value: UInt64, to digits: UnsafeMutableBufferPointer<UInt8>, at start: Int
    ) {
        precondition(start >= 0 && start + 16 <= digits.count)
        for index in 0..<16 {
            let shift = UInt64(truncatingIfNeeded: 60 &- 4 &* index)
            digits[start &+ index] = digit(UInt8(truncatingIfNeeded: value &>> shift) & 15)
        }
    }

    /// Either case; an odd number of digits or any other character is nil.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        if let bytes = text.utf8.withContiguousStorageIfAvailable({ decode($0) }) { return bytes }
        return Array(text.utf8).withUnsafeBufferPointer { decode($0) }
    }

    /// The same, of bytes.
    package static func decode(_ digits: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var isValid = true
        let bytes = [UInt8](unsafeUninitializedCapacity: digits.count / 2) { bytes, count in
            for index in 0..<digits.count / 2 {
                guard let high = value(of: digits[2 * index]),
                    let low = value(of: digits[2 * index + 1])
                else {
                    isValid = false
                    return
                }
                bytes.initializeElement(at: index, to: high << 4 | low)
                count = index + 1
            }
        }
        return isValid ? bytes : nil
    }
}
