import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the file system says of some files: differs as soon as one of them was written, replaced,
/// removed or made. Cheap to take: nothing is read.
struct FileTraces: Equatable, Sendable {
    enum Difference: Equatable {
        case none
        /// Something was written a moment ago: its writer may not be done.
        case fresh
        case some
    }

    private struct Trace: Equatable {
        var device: UInt64
        var node: UInt64
        var bytes: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    private var traces: [String: Trace] = [:]

    init(_ paths: Set<String>) {
        for path in paths {
            var found = stat()
            guard stat(path, &found) == 0 else { continue }
            #if canImport(Glibc)
                let time = found.st_mtim
            #else
                let time = found.st_mtimespec
            #endif
            traces[path] = Trace(
                device: UInt64(found.st_dev), node: UInt64(found.st_ino),
                bytes: Int64(found.st_size), seconds: time.tv_sec, nanoseconds: time.tv_nsec)
        }
    }

    /// For how long after its last write a file may still be written to.
    static let freshTime = Milliseconds(200)

    func difference(from other: FileTraces, now: Timestamp) -> Difference {
        guard self != other else { return .none }
        let isFresh = traces.contains { path, trace in
            guard trace != other.traces[path] else { return false }
            let written = Int64(trace.seconds) * 1000 + Int64(trace.nanoseconds) / 1_000_000
            // A time in the future is another machine's clock: nothing to wait for.
            return (0..<Self.freshTime.count).contains(now.milliseconds - written)
        }
        return isFresh ? .fresh : .some
    }

    /// Where changes of these files show: their folders, and those of what links lead to. A mounted
    /// ConfigMap is swapped by a link beside the file.
    static func folders(of paths: Set<String>) -> Set<String> {
        var folders: Set<String> = []
        for path in paths {
            folders.insert(folder(of: path))
            guard let real = realpath(path, nil) else { continue }
            folders.insert(folder(of: String(cString: real)))
            free(real)
        }
        return folders
    }

    private static func folder(of path: String) -> String {
        var found = stat()
        if stat(path, &found) == 0, found.st_mode & S_IFMT == S_IFDIR { return path }
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
