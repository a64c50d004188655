import CCurl
import Model

#if canImport(Glibc)
    import Glibc
#endif

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
    /// The last line holds only plain fields.
    private var canJoin = false

    init() {
        text = .allocate(capacity: 1024)
        nodes = .allocate(capacity: 16)
    }

    deinit {
        text.deallocate()
        nodes.deallocate()
    }

    /// Replaces what was here. `suppressesType`: no `Content-Type` is sent unless the fields have
    /// one. Returns the list's head.
    func build(
        _ headers: PackedHeaders, suppressesType: Bool
    ) throws(Problem) -> UnsafeMutablePointer<curl_slist>? {
        reserve(headers)
        used = 0
        count = 0
        canJoin = false
        // Without this libcurl asks for permission before it sends a body over 1 MiB.
        append("Expect:")
        var hasType = false
        var invalid: String?
        headers.forEach { name, value in
            if Self.isFraming(name) { return true }
            if !hasType { hasType = Self.equal(name, "content-type") }
            if append(name, value) { return true }
            invalid = String(decoding: name, as: UTF8.self)
            return false
        }
        if let invalid { throw .invalid(name: invalid) }
        if suppressesType, !hasType { append("Content-Type:") }
        for index in 0..<count {
            nodes[index].next = index + 1 < count ? nodes.baseAddress.map { $0 + index + 1 } : nil
        }
        return nodes.baseAddress
    }

    /// Fields that say how the message is framed or the connection kept: those are libcurl's to
    /// say.
    private static func isFraming(_ name: UnsafeRawBufferPointer) -> Bool {
        switch name.count {
        case 2: equal(name, "te")
        case 6: equal(name, "expect")
        case 7: equal(name, "trailer") || equal(name, "upgrade")
        case 10: equal(name, "connection") || equal(name, "keep-alive")
        case 14: equal(name, "content-length")
        case 16: equal(name, "proxy-connection")
        case 17: equal(name, "transfer-encoding")
        default: false
        }
    }

    /// Names that mean nothing to libcurl. It compares each entry of its list with some twenty
    /// names that do; since it passes an entry on as it is, such fields can share one.
    private static func isPlain(_ name: UnsafeRawBufferPointer) -> Bool {
        switch name.first {
        case UInt8(ascii: "w"): begins(name, "webhook-")
        case UInt8(ascii: "s"): begins(name, "signalbox-")
        case UInt8(ascii: "i"): begins(name, "idempotency-key")
        case UInt8(ascii: "t"): begins(name, "trace")
        case UInt8(ascii: "x"): begins(name, "x-")
        case UInt8(ascii: "c"): begins(name, "ce-")
        default: false
        }
    }

    /// `word` is in lower case.
    private static func equal(_ name: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        guard name.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<name.count {
            let byte = name[index]
            let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            guard lower == word.utf8Start[index] else { return false }
        }
        return true
    }

    private static func begins(_ name: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        equal(UnsafeRawBufferPointer(rebasing: name.prefix(word.utf8CodeUnitCount)), word)
    }

    /// Room for everything beforehand: the nodes point into the text, so it must not move.
    private func reserve(_ headers: PackedHeaders) {
        let bytes = headers.weight + headers.count * 4 + 32
        if bytes > text.count {
            text.deallocate()
            text = .allocate(capacity: bytes * 2)
        }
        if headers.count + 2 > nodes.count {
            nodes.deallocate()
            nodes = .allocate(capacity: (headers.count + 2) * 2)
        }
    }

    private func append(_ line: StaticString) {
        let start = used
        put(UnsafeRawBufferPointer(start: line.utf8Start, count: line.utf8CodeUnitCount))
        finishLine(from: start)
    }

    /// False: a name or value that cannot be sent.
    private func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        guard !name.isEmpty, name.allSatisfy(Self.isTokenByte) else { return false }
        let hasValue = value.contains { $0 != 0x20 && $0 != 0x09 }
        let isPlain = hasValue && Self.isPlain(name)
        let joins = isPlain && canJoin
        if joins {
            // In place of the zero that ended the line before.
            used -= 1
            put(0x0D)
            put(0x0A)
        }
        canJoin = isPlain
        let start = used
        put(name)
        if hasValue {
            guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else { return false }
            put(UInt8(ascii: ":"))
            put(0x20)
            put(value)
        } else {
            // libcurl's way to send a field without value.
            put(UInt8(ascii: ";"))
        }
        if joins { put(0) } else { finishLine(from: start) }
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

    private func put(_ bytes: UnsafeRawBufferPointer) {
        precondition(used + bytes.count <= text.count)
        guard let from = bytes.baseAddress, let base = text.baseAddress else { return }
        memcpy(base + used, from, bytes.count)
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
