#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A port on 127.0.0.1 where every connection is refused: bound, so that nobody else gets it, but
/// not listened on.
package final class RefusingPort: Sendable {
    package struct Problem: Error {}

    package let port: Int
    private let descriptor: Int32

    package init() throws(Problem) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                bind(descriptor, plain, length) == 0
                    && getsockname(descriptor, plain, &length) == 0
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        guard isBound else { throw Problem() }
    }

    deinit { close(descriptor) }

    package func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }
}
