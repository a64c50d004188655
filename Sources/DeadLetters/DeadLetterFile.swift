import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One open dead-letter file. Used by one thread at a time; owns its descriptor.
final class DeadLetterFile {
    let path: String
    private let descriptor: Int32
    /// Where the last whole line ends.
    private var size: Int64
    private(set) var needsSync = false

    /// Opens or creates the file (0600) and repairs its last line.
    ///
    /// `created` says whether its folder must be synced, too.
    init(path: String) throws(DeadLetterError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        size = 0
        guard descriptor >= 0 else { throw .writing(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .writing(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .writing(path, ENOTDIR) }
        // Candidates' data: nobody else reads it, also if someone copied the file with other
        // rights.
        if status.st_mode & 0o077 != 0, fchmod(descriptor, 0o600) != 0 { throw .writing(path) }
        size = Int64(status.st_size)
        try repair()
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Whether `path` still leads to this file: someone may have moved or removed it.
    var isInPlace: Bool {
        var here = stat()
        var there = stat()
        return fstat(descriptor, &here) == 0 && lstat(path, &there) == 0
            && here.st_ino == there.st_ino && here.st_dev == there.st_dev
    }

    /// Appends whole lines. When it fails, nothing of them is left in the file, as far as that can
    /// be undone; a torn rest is repaired at the next opening.
    func append(_ bytes: [UInt8]) throws(DeadLetterError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0 {
                let number = errno
                if number == EINTR { continue }
                _ = ftruncate(descriptor, off_t(size))
                throw .writing(path, number)
            }
            written += count
        }
        size += Int64(bytes.count)
        needsSync = true
    }

    /// Returns when everything appended is on disk.
    func sync() throws(DeadLetterError) {
        guard needsSync else { return }
        guard fsync(descriptor) == 0 else { throw .writing(path) }
        needsSync = false
    }

    /// A last line without newline was torn by a crash: it is completed when it is whole, else
    /// cut off.
    private func repair() throws(DeadLetterError) {
        let tail = try lastLine()
        guard !tail.isEmpty else { return }
        if let document = try? JSONDocument(tail), document.root.kind == .object {
            try append([UInt8(ascii: "\n")])
        } else {
            size -= Int64(tail.count)
            guard ftruncate(descriptor, off_t(size)) == 0 else { throw .writing(path) }
            needsSync = true
        }
        try sync()
    }

    /// What stands after the last newline, read from the end.
    private func lastLine() throws(DeadLetterError) -> [UInt8] {
        var tail: [UInt8] = []
        var end = size
        while end > 0 {
            let start = max(0, end - Int64(Limits.deadLetterReadBytes))
            let chunk = try Folder.read(
                descriptor, path, from: start, count: Int(end - start))
            if let newline = chunk.lastIndex(of: UInt8(ascii: "\n")) {
                return chunk[(newline + 1)...] + tail
            }
            tail = chunk + tail
            end = start
        }
        return tail
    }
}
