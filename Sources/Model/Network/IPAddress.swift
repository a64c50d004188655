/// An IPv4 or IPv6 address as a number. IPv4 keeps its own family; it is not mapped.
package enum IPAddress: Hashable, Sendable {
    case v4(UInt32)
    /// High and low 64 bits.
    case v6(UInt64, UInt64)

    /// Four bytes or sixteen, in network order; anything else is nil.
    package init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: self = .v4(bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16:
            let high = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let low = bytes.dropFirst(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            self = .v6(high, low)
        default: return nil
        }
    }

    /// The same, from memory.
    package init?(networkOrder bytes: UnsafeRawBufferPointer) {
        switch bytes.count {
        case 4: self = .v4(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))
        case 16:
            self = .v6(
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        default: return nil
        }
    }

    /// Dotted quads of decimal numbers without leading zeros, or RFC 4291 text (also
    /// `::ffff:1.2.3.4`). Decimal, octal, hexadecimal and short forms, zones and brackets are nil.
    package init?(_ text: some StringProtocol) {
        if let address = Self.v4(text) {
            self = .v4(address)
        } else if let (high, low) = Self.v6(text) {
            self = .v6(high, low)
        } else {
            return nil
        }
    }

    package var bitCount: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    private static func v4(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ $0 &- 0x30 < 10 }),
                part == "0" || part.first != "0", let byte = UInt8(part)
            else { return nil }
            address = address << 8 | UInt32(byte)
        }
        return address
    }

    private static func v6(_ text: some StringProtocol) -> (UInt64, UInt64)? {
        var text = String(text)
        // A dotted quad may stand for the last two groups.
        if let colon = text.lastIndex(of: ":"), text[colon...].contains(".") {
            guard let quad = v4(text[text.index(after: colon)...]) else { return nil }
            text =
                text[...colon] + String(quad >> 16, radix: 16) + ":"
                + String(quad & 0xFFFF, radix: 16)
        }
        func groups(_ part: Substring) -> [UInt16]? {
            guard !part.isEmpty else { return [] }
            var groups: [UInt16] = []
            for group in part.split(separator: ":", omittingEmptySubsequences: false) {
                guard (1...4).contains(group.utf8.count),
                    group.utf8.allSatisfy({ Hex.value(of: $0) != nil }),
                    let value = UInt16(group, radix: 16)
                else { return nil }
                groups.append(value)
            }
            return groups
        }
        let all: [UInt16]
        if let gap = text.firstRange(of: "::") {
            guard let before = groups(text[..<gap.lowerBound]),
                let after = groups(text[gap.upperBound...]), before.count + after.count <= 7
            else { return nil }
            all = before + Array(repeating: 0, count: 8 - before.count - after.count) + after
        } else {
            guard let groups = groups(text[...]), groups.count == 8 else { return nil }
            all = groups
        }
        return (
            all[..<4].reduce(0) { $0 << 16 | UInt64($1) },
            all[4...].reduce(0) { $0 << 16 | UInt64($1) }
        )
    }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted quads, or eight groups with the longest run of zeros left out (RFC 5952).
    package var description: String {
        switch self {
        case .v4(let address):
            return [24, 16, 8, 0].map { String(address >> UInt32($0) & 255) }.joined(separator: ".")
        case .v6(let high, let low):
            let groups = [high, low].flatMap { half in
                [48, 32, 16, 0].map { half >> UInt64($0) & 0xFFFF }
            }
            var best = 0..<0
            var start = 0
            while start < 8 {
                var end = start
                while end < 8, groups[end] == 0 { end += 1 }
                if end - start > max(1, best.count) { best = start..<end }
                start = max(end, start + 1)
            }
            func text(_ range: Range<Int>) -> String {
                groups[range].map { String($0, radix: 16) }.joined(separator: ":")
            }
            return best.isEmpty
                ? text(0..<8) : text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
        }
    }
}
