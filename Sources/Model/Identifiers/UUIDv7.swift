/// A time-ordered identifier of 128 bits: 48 bits of Unix milliseconds, version 7, 74 random bits.
///
/// Written as 32 lowercase hex digits without dashes, so that a double click selects it whole and
/// text order is time order. Source: RFC 9562 section 5.7.
package struct UUIDv7: Hashable, Sendable, Comparable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new identifier for `time`, which only orders it: it need not be unique.
    package init(at time: Timestamp) {
        let words = RandomWords.pair()
        self.init(at: time, words.0, words.1)
    }

    package init(at time: Timestamp, using generator: inout some RandomNumberGenerator) {
        self.init(at: time, generator.next(), generator.next())
    }

    private init(at time: Timestamp, _ first: UInt64, _ second: UInt64) {
        let milliseconds = UInt64(clamping: time.milliseconds) & 0xFFFF_FFFF_FFFF
        high = milliseconds << 16 | 0x7000 | (first & 0x0FFF)
        low = 0x8000_0000_0000_0000 | (second >> 2)
    }

    /// When it was made, to the millisecond.
    package var time: Timestamp { Timestamp(milliseconds: Int64(high >> 16)) }

    /// Reads exactly 32 lowercase hex digits; anything else is nil.
    package init?(hex text: some StringProtocol) {
        var text = String(text)
        let halves: (UInt64, UInt64)? = text.withUTF8 { bytes in
            guard bytes.count == 32 else { return nil }
            var halves: (UInt64, UInt64) = (0, 0)
            for index in 0..<32 {
                guard let digit = Hex.value(ofLowercase: bytes[index]) else { return nil }
                if index < 16 {
                    halves.0 = halves.0 << 4 | UInt64(digit)
                } else {
                    halves.1 = halves.1 << 4 | UInt64(digit)
                }
            }
            return halves
        }
        guard let halves else { return nil }
        self.init(high: halves.0, low: halves.1)
    }

    /// The 32 digits that `init(hex:)` reads.
    package func writeHex(to digits: UnsafeMutableBufferPointer<UInt8>) {
        precondition(digits.count == 32)
        Hex.write(high, to: digits, at: 0)
        Hex.write(low, to: digits, at: 16)
    }

    package static func < (left: UUIDv7, right: UUIDv7) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    /// The 16 bytes in network order: how stores keep it.
    package var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            for index in 0..<8 {
                buffer[index] = UInt8(truncatingIfNeeded: high >> (56 - 8 * UInt64(index)))
                buffer[index + 8] = UInt8(truncatingIfNeeded: low >> (56 - 8 * UInt64(index)))
            }
            count = 16
        }
    }

    /// Reads exactly 16 bytes in network order; anything else is nil.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.init(high: high, low: low)
    }
}
