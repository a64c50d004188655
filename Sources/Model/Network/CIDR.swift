/// A block of addresses: `10.2.0.0/16`, `fd00::/8`; a single address is a block of one.
package struct CIDR: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let prefixLength: Int

    /// Nil when malformed, or when bits beyond the prefix are set (`10.2.3.4/16` is a mistake).
    package init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(halves[0]) else { return nil }
        if halves.count == 2 {
            guard halves[1].utf8.allSatisfy({ $0 &- 0x30 < 10 }), let length = Int(halves[1]),
                (0...address.bitCount).contains(length)
            else { return nil }
            self.init(address: address, prefixLength: length)
        } else {
            self.init(address: address, prefixLength: address.bitCount)
        }
        guard masked(address) == address else { return nil }
    }

    package init(address: IPAddress, prefixLength: Int) {
        precondition((0...address.bitCount).contains(prefixLength))
        self.address = address
        self.prefixLength = prefixLength
    }

    package func contains(_ candidate: IPAddress) -> Bool {
        candidate.bitCount == address.bitCount && masked(candidate) == masked(address)
    }

    package var description: String { "\(address)/\(prefixLength)" }

    private func masked(_ address: IPAddress) -> IPAddress {
        switch address {
        case .v4(let bits):
            return .v4(prefixLength == 0 ? 0 : bits & (UInt32.max << UInt32(32 - prefixLength)))
        case .v6(let high, let low):
            let highMask = prefixLength == 0 ? 0 : UInt64.max << UInt64(max(0, 64 - prefixLength))
            let lowMask = prefixLength <= 64 ? 0 : UInt64.max << UInt64(128 - prefixLength)
            return .v6(high & highMask, low & lowMask)
        }
    }
}
