import Store

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Holds a data directory for this process alone, by `flock` on its file `lock`.
///
/// The kernel lets go of it when the process ends, however it ends: no stale lock is possible.
/// Source: flock(2).
struct DirectoryLock: Sendable {
    private let descriptor: CInt

    /// Makes the directory (0700, with its parents) when it is not there. Throws `.unavailable`.
    init(directory: String) throws(StoreError) {
        try Self.make(directory)
        let path = directory + "/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(directory, "cannot open \(path)") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let holder = isHeld ? Self.holder(descriptor) : ""
            let error =
                isHeld
                ? StoreError.unavailable(
                    "another process\(holder) uses the data directory \(directory): "
                        + "stop it, or choose another directory")
                : Self.failure(directory, "cannot lock \(path)")
            _ = Self.closeFile(descriptor)
            throw error
        }
        let text = Array("\(getpid())\n".utf8)
        // The number only helps people; the lock itself is the kernel's.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
        self.descriptor = descriptor
    }

    /// Unlocked first: a child process that was being started just now may still have the file.
    func release() {
        _ = flock(descriptor, LOCK_UN)
        _ = Self.closeFile(descriptor)
    }

    private static func closeFile(_ descriptor: CInt) -> CInt { close(descriptor) }

    private static func make(_ directory: String) throws(StoreError) {
        guard !directory.isEmpty else {
            throw .unavailable("the data directory has no name: choose one")
        }
        var made = directory.hasPrefix("/") ? "" : "."
        for part in directory.split(separator: "/") {
            made += "/" + part
            if mkdir(made, 0o700) != 0 && errno != EEXIST {
                throw failure(directory, "cannot make \(made)")
            }
        }
    }

    private static func holder(_ descriptor: CInt) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0,
            let pid = Int32(
                String(decoding: bytes[..<count], as: UTF8.self).prefix {
                    $0.isNumber
                })
        else { return "" }
        return " (pid \(pid))"
    }

    private static func failure(_ directory: String, _ what: String) -> StoreError {
        .unavailable(
            "\(what): \(String(cString: strerror(errno))); "
                + "check owner and permissions of the data directory")
    }
}
