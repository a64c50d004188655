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

    /// Replaces what was here. No `Content-Type` is sent unless the fields have one; without a
    /// `User-Agent` of theirs, `userAgent` is sent. Returns the list's head.
    func build(
        _ headers: PackedHeaders, userAgent: String
    ) throws(Problem) -> UnsafeMutablePointer<curl_slist>? {
        reserve(headers, userAgent: userAgent)
        used = 0
        count = 0
        canJoin = false
        // Without this libcurl asks for permission before it sends a body over 1 MiB.
        append("Expect:")
        var hasType = false
        var hasAgent = false
        var invalid: String?
        headers.forEach { name, value in
            switch Self.kind(of: name) {
            case .framing: return true
            case .type: hasType = true
            case .agent: hasAgent = true
            case .other: break
            }
            if append(name, value) { return true }
            invalid = String(decoding: name, as: UTF8.self)
            return false
        }
        if let invalid { throw .invalid(name: invalid) }
        if !hasType { append("Content-Type:") }
        if !hasAgent, !userAgent.isEmpty, !append(userAgent: userAgent) {
            throw .invalid(name: "user-agent")
        }
        for index in 0..<count {
            nodes[index].next = index + 1 < count ? nodes.baseAddress.map { $0 + index + 1 } : nil
        }
        return nodes.baseAddress
    }

    private enum Kind {
        /// Says how the message is framed or the connection kept: that is libcurl's to say.
        case framing
        case type
        case agent
        case other
    }

    private static func kind(of name: UnsafeRawBufferPointer) -> Kind {
        switch name.count {
        case 2: equal(name, "te") ? .framing : .other
        case 6: equal(name, "expect") ? .framing : .other
        case 7: equal(name, "trailer") || equal(name, "upgrade") ? .framing : .other
        case 10:
            if equal(name, "user-agent") {
                .agent
            } else {
                equal(name, "connection") || equal(name, "keep-alive") ? .framing : .other
            }
        case 12: equal(name, "content-type") ? .type : .other
        case 14: equal(name, "content-length") ? .framing : .other
        case 16: equal(name, "proxy-connection") ? .framing : .other
        case 17: equal(name, "transfer-encoding") ? .framing : .other
        default: .other
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
    private func reserve(_ headers: PackedHeaders, userAgent: String) {
        let bytes = headers.weight + headers.count * 4 + userAgent.utf8.count + 64
        if bytes > text.count {
            text.deallocate()
            text = .allocate(capacity: bytes * 2)
        }
        if headers.count + 3 > nodes.count {
            nodes.deallocate()
            nodes = .allocate(capacity: (headers.count + 3) * 2)
        }
    }

    private func append(_ line: StaticString) {
        let start = used
        put(UnsafeRawBufferPointer(start: line.utf8Start, count: line.utf8CodeUnitCount))
        finishLine(from: start)
    }

    private func append(userAgent: String) -> Bool {
        var value = userAgent
        return value.withUTF8 { value in
            "user-agent".utf8.withContiguousStorageIfAvailable { name in
                append(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer(value))
            } ?? false
        }
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
            guard Self.isValue(value) else { return false }
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

    /// No control byte but the tab (RFC 9110 section 5.5).
    private static func isValue(_ value: UnsafeRawBufferPointer) -> Bool {
        func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }
        // Eight bytes at once: a byte's top bit comes out set where it is below 0x20, or is 0x7F;
        // seldom also where it is not, so those eight are looked at one by one.
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        var start = 0
        while start + 8 <= value.count {
            let eight = value.loadUnaligned(fromByteOffset: start, as: UInt64.self)
            let deleted = eight ^ (ones &* 0x7F)
            let suspects =
                ((eight &- ones &* 0x20) & ~eight | (deleted &- ones) & ~deleted) & tops
            if suspects != 0, !value[start..<(start + 8)].allSatisfy(isPlain) { return false }
            start += 8
        }
        return value[start...].allSatisfy(isPlain)
    }

    /// RFC 9110 section 5.6.2: `tchar`.
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
