/// The IPv4 addresses that an IPv6 address stands for: a way around rules that look at IPv6 alone.
package struct EmbeddedIPv4: Equatable, Sendable {
    package enum Form: String, Sendable, CaseIterable {
        /// `::ffff:a.b.c.d`, RFC 4291 section 2.5.5.2
        case mapped
        /// `::ffff:0:a.b.c.d`, RFC 2765 section 2.1
        case translated
        /// `::a.b.c.d`, RFC 4291 section 2.5.5.1
        case compatible
        /// `64:ff9b::a.b.c.d`, RFC 6052 section 2.1
        case nat64
        /// `2002:aabb:ccdd::`, RFC 3056 section 2
        case sixToFour = "6to4"
        /// `2001:0:server:flags:port:client`, RFC 4380 section 4
        case teredo
    }

    package let form: Form
    /// All of them must be allowed: Teredo names its server and its client.
    package let addresses: [UInt32]

    /// Nil when no IPv4 address is in it. `::` and `::1` are addresses of their own.
    package init?(high: UInt64, low: UInt64) {
        let last = UInt32(truncatingIfNeeded: low)
        switch (high, low >> 32) {
        case (0, 0xFFFF): (form, addresses) = (.mapped, [last])
        case (0, 0xFFFF_0000): (form, addresses) = (.translated, [last])
        case (0, 0) where last > 1: (form, addresses) = (.compatible, [last])
        case (0x0064_FF9B_0000_0000, 0): (form, addresses) = (.nat64, [last])
        default:
            if high >> 48 == 0x2002 {
                (form, addresses) = (.sixToFour, [UInt32(truncatingIfNeeded: high >> 16)])
            } else if high >> 32 == 0x2001_0000 {
                // The client's address has all its bits turned over.
                (form, addresses) = (.teredo, [UInt32(truncatingIfNeeded: high), ~last])
            } else {
                return nil
            }
        }
    }

    package init?(_ address: IPAddress) {
        guard case .v6(let high, let low) = address else { return nil }
        self.init(high: high, low: low)
    }
}
