import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a file line by line; memory is bounded by the longest line allowed.
struct LineReader: ~Copyable {
    enum Line {
        case line([UInt8])
        /// Longer than `Limits.deadLetterLineBytesMax`: skipped.
        case tooLong
    }

    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0
    /// Where in the file the buffer begins.
    private var base: Int64
    private var isAtEnd = false

    /// Begins at `offset`, which is where a line begins.
    init(path: String, from offset: Int64 = 0) throws(DeadLetterError) {
        self.path = path
        base = offset
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0, offset == 0 || lseek(descriptor, off_t(offset), SEEK_SET) >= 0
        else { throw .reading(path) }
    }

    /// Where in the file the next line begins.
    var offset: Int64 { base + Int64(position) }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The next line without its newline, empty ones left out; nil at the end. A last line without
    /// newline counts: it may be whole.
    mutating func next() throws(DeadLetterError) -> Line? {
        var line: [UInt8] = []
        var isTooLong = false
        while true {
            let rest = buffer[position...]
            let newline = rest.firstIndex(of: UInt8(ascii: "\n"))
            let piece = buffer[position..<(newline ?? buffer.count)]
            if line.count + piece.count > Limits.deadLetterLineBytesMax {
                isTooLong = true
                line = []
            }
            if !isTooLong { line += piece }
            if let newline {
                position = newline + 1
                if isTooLong { return .tooLong }
                if !line.isEmpty { return .line(line) }
            } else if try !fill() {
                if isTooLong { return .tooLong }
                return line.isEmpty ? nil : .line(line)
            }
        }
    }

    /// Replaces the buffer by what comes next; false at the end.
    private mutating func fill() throws(DeadLetterError) -> Bool {
        guard !isAtEnd else {
            base += Int64(buffer.count)
            (buffer, position) = ([], 0)
            return false
        }
        var bytes = [UInt8](repeating: 0, count: Limits.deadLetterReadBytes)
        while true {
            let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .reading(path) }
            bytes.removeLast(bytes.count - count)
            base += Int64(buffer.count)
            (buffer, position, isAtEnd) = (bytes, 0, count == 0)
            return count > 0
        }
    }
}
