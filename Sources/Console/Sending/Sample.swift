import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A body to send, and what it is called in messages.
package struct Sample: Equatable, Sendable {
    package var name: String
    package var body: [UInt8]

    package init(name: String, body: [UInt8]) {
        self.name = name
        self.body = body
    }

    /// Reads a file, or standard input for `-`. Byte for byte, at most `Limits.bodyBytesMax`.
    package static func read(_ path: String) throws(ConsoleError) -> Sample {
        let name = path == "-" ? "standard input" : path
        let descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .usage("\(name) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var body: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes {
                Self.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw .usage("\(name) cannot be read: \(String(cString: strerror(errno)))")
            }
            guard count > 0 else { return Sample(name: name, body: body) }
            body += buffer[..<count]
            guard body.count <= Limits.bodyBytesMax else {
                throw .usage("\(name) is longer than \(Limits.bodyBytesMax) bytes")
            }
        }
    }

    private static func read(
        _ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int
    ) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer, count)
        #else
            Darwin.read(descriptor, buffer, count)
        #endif
    }
}
