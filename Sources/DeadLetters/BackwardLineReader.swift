import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a file's lines from the last to the first, a block at a time from its end. Memory is
/// bounded by the longest line allowed; no file is held open in between.
struct BackwardLineReader {
    private let path: String
    /// What was read and not given yet.
    private var buffer: [UInt8] = []
    /// Where in the file the buffer begins.
    private var start: Int64
    private var isSkipping = false

    /// Begins before `end`, which is where a line ends or the next one begins.
    init(path: String, before end: Int64) {
        self.path = path
        start = end
    }

    /// Begins at the end of the file.
    init(path: String) throws(DeadLetterError) {
        self.init(path: path, before: try Folder.size(of: path))
    }

    /// Everything before this place in the file is still to come.
    var end: Int64 { start + Int64(buffer.count) }

    /// The line before the last one given, empty ones left out; nil at the file's beginning. A last
    /// line without newline counts: it may be whole.
    mutating func next() throws(DeadLetterError) -> LineReader.Line? {
        while true {
            if let newline = buffer.lastIndex(of: UInt8(ascii: "\n")) {
                let line = Array(buffer[(newline + 1)...])
                buffer.removeSubrange(newline...)
                if isSkipping || line.count > Limits.deadLetterLineBytesMax {
                    isSkipping = false
                    return .tooLong
                }
                if !line.isEmpty { return .line(line) }
            } else if start > 0 {
                if buffer.count > Limits.deadLetterLineBytesMax {
                    (buffer, isSkipping) = ([], true)
                }
                try fill()
            } else {
                defer { (buffer, isSkipping) = ([], false) }
                if isSkipping || buffer.count > Limits.deadLetterLineBytesMax { return .tooLong }
                return buffer.isEmpty ? nil : .line(buffer)
            }
        }
    }

    /// Puts what stands before in front of the buffer: as much again, so that a long line costs
    /// no more than twice its length.
    private mutating func fill() throws(DeadLetterError) {
        let wanted = max(Limits.deadLetterReadBytes, buffer.count)
        let count = Int(min(start, Int64(wanted)))
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw .reading(path) }
        defer { close(descriptor) }
        let from = start - Int64(count)
        let bytes = try Folder.read(descriptor, path, from: from, count: count)
        (buffer, start) = (bytes + buffer, from)
    }
}
