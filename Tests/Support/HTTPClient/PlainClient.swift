#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A blocking HTTP/1.1 client over one kept loopback connection: for load and crash tests, which
/// must know exactly what was answered. Confined to one thread.
package final class PlainClient {
    package struct Answer: Sendable {
        package var status: Int
        package var body: String
    }

    /// The connection broke, or no answer came in time: whether the server has it is unknown.
    package struct Broken: Error {}

    private let port: UInt16
    private let timeoutSeconds: Int
    private var socket: Int32 = -1
    private var buffer: [UInt8] = []

    package init(port: UInt16, timeoutSeconds: Int = 60) {
        self.port = port
        self.timeoutSeconds = timeoutSeconds
    }

    deinit { disconnect() }

    package func post(
        _ path: String, headers: [(String, String)] = [], body: [UInt8]
    ) throws -> Answer {
        try send("POST", path, headers: headers, body: body)
    }

    package func get(_ path: String) throws -> Answer {
        try send("GET", path, headers: [], body: [])
    }

    package func send(
        _ method: String, _ path: String, headers: [(String, String)], body: [UInt8]
    ) throws -> Answer {
        if socket < 0 { try connect() }
        var head = "\(method) \(path) HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        head += "content-length: \(body.count)\r\n\r\n"
        do {
            try write(Array(head.utf8) + body)
            return try readAnswer()
        } catch {
            disconnect()
            throw error
        }
    }

    private func connect() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var time = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, size)
            }
        }
        guard result == 0 else {
            disconnect()
            throw Broken()
        }
    }

    private func disconnect() {
        if socket >= 0 { close(socket) }
        socket = -1
        buffer = []
    }

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Broken() }
            sent += count
        }
    }

    private func readAnswer() throws -> Answer {
        var headEnd: Int?
        while headEnd == nil {
            headEnd = Self.end(ofHeadIn: buffer)
            if headEnd == nil { try fill() }
        }
        let end = headEnd ?? 0
        let head = String(decoding: buffer[..<end], as: UTF8.self)
        let lines = head.split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { throw Broken() }
        let length =
            lines.first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst("content-length:".count).filter(\.isNumber)) } ?? 0
        while buffer.count < end + length { try fill() }
        let body = String(decoding: buffer[end..<end + length], as: UTF8.self)
        buffer.removeFirst(end + length)
        if lines.contains(where: { $0.lowercased() == "connection: close" }) { disconnect() }
        return Answer(status: status, body: body)
    }

    private func fill() throws {
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { throw Broken() }
        buffer.append(contentsOf: chunk[..<count])
    }

    private static func end(ofHeadIn bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in 0...bytes.count - 4
        where bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13
            && bytes[index + 3] == 10
        { return index + 4 }
        return nil
    }
}
