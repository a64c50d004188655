import CCurl
import Model

/// The header fields of one request in libcurl's form, in memory that the next request uses again:
/// building a `curl_slist` the usual way costs two allocations per field.
///
/// The list must stay as it is until its easy handle has left the multi handle.
final class HeaderBlock {
    enum Problem: Error {
        /// A name that is no token, or a control character in a value (RFC 9110 section 5).
        case invalid(name: String)
    }

    private var text: UnsafeMutableBufferPointer<UInt8>
    private var used = 0
    private var nodes: UnsafeMutableBufferPointer<curl_slist>
    private var count = 0

    init() {
        text = .allocate(capacity: 1024)
        nodes = .allocate(capacity: 16)
    }

    deinit {
        text.deallocate()
        nodes.deallocate()
    }

    /// Fields that say how the message is framed or the connection kept: those are libcurl's to
    /// say.
    private static let framing: [String] = [
        "content-length", "transfer-encoding", "connection", "keep-alive", "proxy-connection",
        "te", "trailer", "upgrade", "expect",
    ]

    /// Replaces what was here. `suppressesType`: no `Content-Type` is sent unless the fields have
    /// one. Returns the list's head.
    func build(
        _ headers: HeaderList, suppressesType: Bool
    ) throws(Problem) -> UnsafeMutablePointer<curl_slist>? {
        reserve(headers)
        used = 0
        count = 0
        // Without this libcurl asks for permission before it sends a body over 1 MiB.
        append("Expect:")
        var hasType = false
        for field in headers.fields {
            if Self.isFraming(field.name) { continue }
            if !hasType { hasType = HeaderList.equal(field.name, "content-type") }
            guard append(field) else { throw .invalid(name: field.name) }
        }
        if suppressesType, !hasType { append("Content-Type:") }
        for index in 0..<count {
            nodes[index].next = index + 1 < count ? nodes.baseAddress.map { $0 + index + 1 } : nil
        }
        return nodes.baseAddress
    }

    private static func isFraming(_ name: String) -> Bool {
        let length = name.utf8.count
        return framing.contains { $0.utf8.count == length && HeaderList.equal($0, name) }
    }

    /// Room for everything beforehand: the nodes point into the text, so it must not move.
    private func reserve(_ headers: HeaderList) {
        let bytes = headers.weight + headers.fields.count * 3 + 32
        if bytes > text.count {
            text.deallocate()
            text = .allocate(capacity: bytes * 2)
        }
        if headers.fields.count + 2 > nodes.count {
            nodes.deallocate()
            nodes = .allocate(capacity: (headers.fields.count + 2) * 2)
        }
    }

    private func append(_ line: StaticString) {
        let start = used
        line.withUTF8Buffer { put($0) }
        finishLine(from: start)
    }

    private func append(_ field: HeaderList.Field) -> Bool {
        let start = used
        var (name, value) = (field.name, field.value)
        let isName = name.withUTF8 { bytes in
            put(bytes)
            return !bytes.isEmpty && bytes.allSatisfy(Self.isTokenByte)
        }
        guard isName else { return false }
        let isEmpty = value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        if isEmpty {
            // libcurl's way to send a field without value.
            put(UInt8(ascii: ";"))
        } else {
            put(UInt8(ascii: ":"))
            put(0x20)
            let isValue = value.withUTF8 { bytes in
                put(bytes)
                return bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
            }
            guard isValue else { return false }
        }
        finishLine(from: start)
        return true
    }

    private func finishLine(from start: Int) {
        put(0)
        let line = text.baseAddress.map {
            UnsafeMutableRawPointer($0 + start).assumingMemoryBound(to: CChar.self)
        }
        nodes.initializeElement(at: count, to: curl_slist(data: line, next: nil))
        count += 1
    }

    private func put(_ bytes: UnsafeBufferPointer<UInt8>) {
        _ = UnsafeMutableBufferPointer(rebasing: text[used...]).initialize(from: bytes)
        used += bytes.count
    }

    private func put(_ byte: UInt8) {
        text.initializeElement(at: used, to: byte)
        used += 1
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
