package import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The operating system's way to resolve names: `/etc/hosts`, then the name servers.
package enum SystemLookup {
    /// More addresses of one name are not tried.
    static let addressesMax = 16

    /// Blocks, in the worst case for as long as resolv.conf allows. Any thread.
    package static func addresses(of name: String) -> Result<[IPAddress], LookupFailure> {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(name, nil, &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        switch code {
        case 0: break
        case EAI_NONAME, eaiNoData: return .failure(.notFound)
        case EAI_AGAIN: return .failure(.noAnswer)
        default: return .failure(.failed(detail: String(cString: gai_strerror(code))))
        }
        var addresses: [IPAddress] = []
        var next = list
        while let entry = next, addresses.count < addressesMax {
            if let address = address(entry.pointee), !addresses.contains(address) {
                addresses.append(address)
            }
            next = entry.pointee.ai_next
        }
        return addresses.isEmpty ? .failure(.notFound) : .success(addresses)
    }

    /// glibc's EAI_NODATA, which its headers show only to GNU sources.
    private static let eaiNoData: Int32 = -5

    private static func address(_ entry: addrinfo) -> IPAddress? {
        guard let socket = entry.ai_addr else { return nil }
        switch entry.ai_family {
        case AF_INET:
            return socket.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { v4 in
                withUnsafeBytes(of: v4.pointee.sin_addr) { IPAddress(bytes: $0) }
            }
        case AF_INET6:
            return socket.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { v6 in
                withUnsafeBytes(of: v6.pointee.sin6_addr) { IPAddress(bytes: $0) }
            }
        default: return nil
        }
    }
}
