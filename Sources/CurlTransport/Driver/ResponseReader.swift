import Model

/// Collects one answer from libcurl's callbacks, within its limits. Pure.
struct ResponseReader {
    struct Limits {
        var snippetBytes: Int
        var readBytesMax: Int
        var headerBytesMax: Int
    }

    /// What stopped the reading; libcurl then reports an error of ours.
    enum Stop: Equatable {
        /// Enough was read; the answer counts by its status.
        case bodyLimit
        case headerLimit
        /// `101`, which nobody asked for: libcurl would wait for another protocol's bytes.
        case otherProtocol
    }

    private(set) var headers = PackedHeaders()
    private(set) var body: [UInt8] = []
    private(set) var bodyBytes = 0
    private(set) var stop: Stop?
    /// The fields of the final answer are complete; what comes later are trailers.
    private(set) var hasHead = false
    private var headerBytes = 0
    private var isInterim = false

    /// One header line with its end, as libcurl passes them. False: stop reading.
    mutating func readHeader(_ line: UnsafeRawBufferPointer, limits: Limits) -> Bool {
        headerBytes += line.count
        guard headerBytes <= limits.headerBytesMax else {
            stop = .headerLimit
            return false
        }
        guard !hasHead else { return true }
        var end = line.count
        while end > 0, Self.isSpace(line[end - 1]) || line[end - 1] == 0x0A || line[end - 1] == 0x0D
        {
            end -= 1
        }
        let text = UnsafeRawBufferPointer(rebasing: line[..<end])
        if text.isEmpty {
            // An interim answer (1xx) is followed by another one.
            hasHead = !isInterim
        } else if Self.begins(text, "HTTP/") {
            headers = PackedHeaders()
            // Enough for most answers at once.
            headers.reserve(bytes: 256, fields: 8)
            let status = text.drop { $0 != 0x20 }.drop { $0 == 0x20 }
            isInterim = status.first == UInt8(ascii: "1")
            if status.starts(with: "101".utf8) {
                stop = .otherProtocol
                return false
            }
        } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            var start = colon + 1
            while start < end, Self.isSpace(text[start]) { start += 1 }
            headers.append(
                name: UnsafeRawBufferPointer(rebasing: text[..<colon]),
                value: UnsafeRawBufferPointer(rebasing: text[start...]))
        }
        return true
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func begins(_ text: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        guard text.count >= word.utf8CodeUnitCount else { return false }
        return (0..<word.utf8CodeUnitCount).allSatisfy { text[$0] == word.utf8Start[$0] }
    }

    /// A piece of the body. False: stop reading.
    mutating func readBody(_ bytes: UnsafeRawBufferPointer, limits: Limits) -> Bool {
        let room = limits.snippetBytes - body.count
        if room > 0 { body.append(contentsOf: bytes.prefix(room)) }
        let left = limits.readBytesMax - bodyBytes
        bodyBytes += min(bytes.count, left)
        guard bytes.count <= left else {
            stop = .bodyLimit
            return false
        }
        return true
    }
}
