import Model

/// Reads HTTP/1.1 requests from a stream of bytes (RFC 9112); as strict as tests need.
struct RequestParser {
    enum Problem: Error {
        case malformed
    }

    private var buffer: [UInt8] = []
    private var head: TestRequest?
    private var framing = Framing.length(0)

    private enum Framing {
        case length(Int)
        case chunked
    }

    mutating func append(_ bytes: some Sequence<UInt8>) { buffer.append(contentsOf: bytes) }

    /// The next complete request; nil when more bytes are needed.
    mutating func next(connection: Int) throws(Problem) -> TestRequest? {
        if head == nil {
            guard let end = Self.find([13, 10, 13, 10], in: buffer[...]) else { return nil }
            try readHead(buffer[..<end], connection)
            buffer.removeFirst(end + 4)
        }
        guard var request = head else { return nil }
        switch framing {
        case .length(let length):
            guard buffer.count >= length else { return nil }
            request.body = Array(buffer[..<length])
            buffer.removeFirst(length)
        case .chunked:
            guard let (body, used) = try Self.chunks(buffer) else { return nil }
            request.body = body
            buffer.removeFirst(used)
        }
        head = nil
        return request
    }

    private mutating func readHead(_ bytes: ArraySlice<UInt8>, _ number: Int) throws(Problem) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { throw .malformed }
        var headers = HeaderList()
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw .malformed }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            headers.append(String(line[..<colon]), String(value))
        }
        if let length = headers["content-length"] {
            guard let length = Int(length), length >= 0 else { throw .malformed }
            framing = .length(length)
        } else {
            framing = headers["transfer-encoding"] == "chunked" ? .chunked : .length(0)
        }
        head = TestRequest(
            method: String(words[0]), path: String(words[1]), headers: headers, body: [],
            connection: number)
    }

    private static func chunks(
        _ buffer: [UInt8]
    ) throws(Problem) -> (body: [UInt8], used: Int)? {
        var body: [UInt8] = []
        var rest = buffer[...]
        while let line = find([13, 10], in: rest) {
            guard let size = Int(String(decoding: rest[..<line], as: UTF8.self), radix: 16),
                size >= 0
            else { throw .malformed }
            rest = rest[(line + 2)...]
            guard rest.count >= size + 2 else { return nil }
            body.append(contentsOf: rest.prefix(size))
            rest = rest.dropFirst(size + 2)
            if size == 0 { return (body, rest.startIndex) }
        }
        return nil
    }

    private static func find(_ needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= needle.count else { return nil }
        return (bytes.startIndex...(bytes.endIndex - needle.count)).first { start in
            bytes[start..<(start + needle.count)].elementsEqual(needle)
        }
    }
}
