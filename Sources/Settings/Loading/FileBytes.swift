#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads whole small files. Blocks: called at start and reload, never on a request's way.
package enum FileBytes {
    package enum Problem: Error, Equatable {
        /// With the system's words for it.
        case unreadable(String)
        case tooLarge
    }

    /// - Throws: `tooLarge` when there are more than `bytesMax` bytes.
    package static func read(_ path: String, bytesMax: Int) throws(Problem) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = chunk.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                    Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                #else
                    Darwin.read(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(String(cString: strerror(errno)))
            }
            guard bytes.count + count <= bytesMax else { throw .tooLarge }
            bytes += chunk[..<count]
        }
    }
}
