#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A port on 127.0.0.1 to which no connection comes about, and none is refused: it listens, but its
/// queue is full and nobody accepts.
package final class UnreachableServer: Sendable {
    package enum Problem: Error {
        case socket(errno: Int32)
    }

    package let port: Int
    private let descriptors: [Int32]

    package init() throws(Problem) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw .socket(errno: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                bind(listener, plain, length) == 0 && listen(listener, 0) == 0
                    && getsockname(listener, plain, &length) == 0
            }
        }
        var all = [listener]
        // A queue of 0 takes one connection on Linux; the others are to find it full.
        for _ in 0..<4 where isListening {
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
            let client = socket(AF_INET, kind, 0)
            guard client >= 0 else { continue }
            all.append(client)
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                    // It is still on its way, or waits for ever: both are meant.
                    _ = connect(client, plain, length)
                }
            }
        }
        descriptors = all
        port = Int(UInt16(bigEndian: address.sin_port))
        guard isListening else {
            for descriptor in all { close(descriptor) }
            throw .socket(errno: errno)
        }
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }

    package func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }
}
