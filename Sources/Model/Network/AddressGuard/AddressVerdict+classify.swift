extension AddressVerdict {
    /// Classifies an address. An IPv6 address that stands for an IPv4 one is judged by that.
    package init(_ address: IPAddress) {
        switch address {
        case .v4(let bits):
            self = Self.v4(bits)
        case .v6(let high, let low):
            if Self.metadataV6.contains(where: { $0 == (high, low) }) {
                self = .metadata
            } else if let embedded = EmbeddedIPv4(high: high, low: low) {
                self = embedded.addresses.lazy.map(Self.v4).first { $0 != .public } ?? .public
            } else {
                self = Self.v6(high, low)
            }
        }
    }

    private static func v4(_ bits: UInt32) -> AddressVerdict {
        if metadataV4.contains(bits) { return .metadata }
        for (prefix, length, verdict) in blocksV4
        where (bits ^ prefix) >> UInt32(32 - length) == 0 {
            return verdict
        }
        return .public
    }

    private static func v6(_ high: UInt64, _ low: UInt64) -> AddressVerdict {
        if high == 0 && low == 0 { return .unspecified }
        if high == 0 && low == 1 { return .loopback }
        for (prefix, length, verdict) in blocksV6
        where (high ^ prefix) >> UInt64(64 - length) == 0 {
            return verdict
        }
        // Only 2000::/3 is given out as global unicast (RFC 4291 section 2.4 and IANA's registry).
        return high >> 61 == 1 ? .public : .reserved
    }

    /// AWS, Azure, Google, DigitalOcean and most others; ECS tasks; EKS pods; Alibaba; Oracle;
    /// Azure's host agent, which is a public address only by its number.
    private static let metadataV4: Set<UInt32> = [
        0xA9FE_A9FE,  // 169.254.169.254
        0xA9FE_AA02,  // 169.254.170.2
        0xA9FE_AA17,  // 169.254.170.23
        0x6464_64C8,  // 100.100.100.200
        0xC000_00C0,  // 192.0.0.192
        0xA83F_8110,  // 168.63.129.16
    ]

    private static let metadataV6: [(UInt64, UInt64)] = [
        (0xFD00_0EC2_0000_0000, 0x254),  // fd00:ec2::254, AWS
        (0xFD00_0EC2_0000_0000, 0x23),  // fd00:ec2::23, EKS pods
        (0xFD20_00CE_0000_0000, 0x254),  // fd20:ce::254, Google
        (0xFE80_0000_0000_0000, 0xA9FE_A9FE),  // fe80::a9fe:a9fe, OpenStack
    ]

    /// The first match counts.
    private static let blocksV4: [(prefix: UInt32, length: Int, verdict: AddressVerdict)] = [
        (0x0000_0000, 8, .unspecified),  // 0.0.0.0/8: Linux takes 0.0.0.0 for itself
        (0x0A00_0000, 8, .private),  // 10.0.0.0/8
        (0x6440_0000, 10, .sharedSpace),  // 100.64.0.0/10
        (0x7F00_0000, 8, .loopback),  // 127.0.0.0/8
        (0xA9FE_0000, 16, .linkLocal),  // 169.254.0.0/16
        (0xAC10_0000, 12, .private),  // 172.16.0.0/12
        (0xC000_0000, 24, .reserved),  // 192.0.0.0/24, IETF protocol assignments
        (0xC000_0200, 24, .documentation),  // 192.0.2.0/24
        (0xC01F_C400, 24, .reserved),  // 192.31.196.0/24, AS112
        (0xC034_C100, 24, .reserved),  // 192.52.193.0/24, AMT
        (0xC058_6300, 24, .reserved),  // 192.88.99.0/24, 6to4 relays
        (0xC0A8_0000, 16, .private),  // 192.168.0.0/16
        (0xC0AF_3000, 24, .reserved),  // 192.175.48.0/24, AS112
        (0xC612_0000, 15, .benchmarking),  // 198.18.0.0/15
        (0xC633_6400, 24, .documentation),  // 198.51.100.0/24
        (0xCB00_7100, 24, .documentation),  // 203.0.113.0/24
        (0xE000_0000, 4, .multicast),  // 224.0.0.0/4
        (0xFFFF_FFFF, 32, .broadcast),
        (0xF000_0000, 4, .reserved),  // 240.0.0.0/4
    ]

    /// By their first 64 bits; the first match counts.
    private static let blocksV6: [(prefix: UInt64, length: Int, verdict: AddressVerdict)] = [
        (0xFF00_0000_0000_0000, 8, .multicast),  // ff00::/8
        (0xFE80_0000_0000_0000, 10, .linkLocal),  // fe80::/10
        (0xFEC0_0000_0000_0000, 10, .private),  // fec0::/10, site-local, deprecated
        (0xFC00_0000_0000_0000, 7, .private),  // fc00::/7
        (0x0064_FF9B_0001_0000, 48, .private),  // 64:ff9b:1::/48, local NAT64 (RFC 8215)
        (0x2001_0DB8_0000_0000, 32, .documentation),  // 2001:db8::/32
        (0x3FFF_0000_0000_0000, 20, .documentation),  // 3fff::/20
        (0x2001_0002_0000_0000, 48, .benchmarking),  // 2001:2::/48
        (0x2001_0000_0000_0000, 23, .reserved),  // 2001::/23, IETF protocol assignments
        (0x2620_004F_8000_0000, 48, .reserved),  // 2620:4f:8000::/48, AS112
    ]
}
