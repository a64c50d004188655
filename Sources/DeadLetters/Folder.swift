#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Folders on disk, their durability, and their files.
enum Folder {
    /// Makes a folder (0700) and those above it. Each folder in which an entry was made is synced
    /// before this returns.
    static func make(_ path: String) throws(DeadLetterError) {
        if mkdir(path, 0o700) == 0 {
            try sync(parent(of: path))
            return
        }
        switch errno {
        case EEXIST:
            var status = stat()
            guard stat(path, &status) == 0 else { throw .writing(path) }
            guard status.st_mode & S_IFMT == S_IFDIR else { throw .writing(path, ENOTDIR) }
        case ENOENT where parent(of: path) != path:
            try make(parent(of: path))
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .writing(path) }
            try sync(parent(of: path))
        default: throw .writing(path)
        }
    }

    /// Puts a folder's entries on disk: a new file's name is only there after this (fsync(2)).
    static func sync(_ path: String) throws(DeadLetterError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .writing(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .writing(path) }
    }

    /// Names in a folder, sorted; empty when there is no such folder.
    static func names(in path: String) throws(DeadLetterError) -> [String] {
        guard let stream = opendir(path) else {
            if errno == ENOENT { return [] }
            throw .reading(path)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Exactly these bytes of an open file; `path` is for errors.
    static func read(
        _ descriptor: Int32, _ path: String, from offset: Int64, count: Int
    ) throws(DeadLetterError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes {
                pread(
                    descriptor, $0.baseAddress.map { $0 + filled }, count - filled,
                    off_t(offset) + off_t(filled))
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw .reading(path, got < 0 ? errno : EIO) }
            filled += got
        }
        return bytes
    }

    /// A file's size in bytes.
    static func size(of path: String) throws(DeadLetterError) -> Int64 {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .reading(path) }
        return Int64(status.st_size)
    }

    static func parent(of path: String) -> String {
        var trimmed = path[...]
        while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }
}
