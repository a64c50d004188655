/// What kind of address it is. Only `public` may be reached without permission.
///
/// Source: the IANA special-purpose registries,
/// https://www.iana.org/assignments/iana-ipv4-special-registry and
/// https://www.iana.org/assignments/iana-ipv6-special-registry.
package enum AddressVerdict: String, Sendable, CaseIterable {
    case `public`
    case loopback
    case `private`
    case linkLocal = "link_local"
    /// Carrier-grade NAT.
    case sharedSpace = "shared_space"
    /// Where clouds hand credentials to whoever asks.
    case metadata
    case unspecified
    case multicast
    case broadcast
    case documentation
    case benchmarking
    case reserved

    /// For people: "… is a private address".
    package var word: String {
        switch self {
        case .public: "a public address"
        case .loopback: "a loopback address"
        case .private: "a private address"
        case .linkLocal: "a link-local address"
        case .sharedSpace: "a carrier-grade NAT address"
        case .metadata: "a cloud metadata address"
        case .unspecified: "an unspecified address"
        case .multicast: "a multicast address"
        case .broadcast: "the broadcast address"
        case .documentation: "a documentation address"
        case .benchmarking: "a benchmarking address"
        case .reserved: "a reserved address"
        }
    }

    /// For metrics and logs: one of a bounded set.
    package var metricWord: String { rawValue }

    /// Where the rule comes from.
    package var source: String {
        switch self {
        case .public: "RFC 4291"
        case .loopback: "RFC 1122, RFC 4291"
        case .private: "RFC 1918, RFC 4193"
        case .linkLocal: "RFC 3927, RFC 4291"
        case .sharedSpace: "RFC 6598"
        case .metadata: "cloud vendors"
        case .unspecified: "RFC 1122, RFC 4291"
        case .multicast: "RFC 5771, RFC 4291"
        case .broadcast: "RFC 919"
        case .documentation: "RFC 5737, RFC 3849, RFC 9637"
        case .benchmarking: "RFC 2544, RFC 5180"
        case .reserved: "RFC 6890"
        }
    }

    /// How a target can be given permission.
    package enum Permission: Sendable {
        case notNeeded
        /// Any block of `allow_private` that contains the address.
        case block
        /// Only an entry that names exactly this address: a block never means it.
        case exactAddress
        /// Nothing can be delivered there.
        case never
    }

    package var permission: Permission {
        switch self {
        case .public: .notNeeded
        case .metadata: .exactAddress
        case .unspecified, .multicast, .broadcast: .never
        case .loopback, .private, .linkLocal, .sharedSpace, .documentation, .benchmarking,
            .reserved:
            .block
        }
    }
}
