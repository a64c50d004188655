import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What of one file is on the disk, and which parts of it only the page cache has.
package struct DiskImage: Sendable {
    package enum Problem: Error {
        case cannotWrite(String)
    }

    private static let pageBytes = 4096
    private static let sectorBytes = 512

    private var bytes: [UInt8] = []
    /// Numbers of pages that were written and not synced.
    private var dirty: Set<Int> = []

    mutating func wrote(_ offset: Int64, _ count: Int) {
        guard count > 0 else { return }
        let first = Int(offset) / Self.pageBytes
        let last = (Int(offset) + count - 1) / Self.pageBytes
        dirty.formUnion(first...last)
    }

    /// What the file at `path` has in dirty pages reaches the disk, and its length.
    mutating func synced(_ path: String) {
        let file = CachedFile(path)
        bytes.resize(to: file.size)
        var pages = dirty.sorted()[...]
        while let first = pages.popFirst() {
            // As many as stand together are read together.
            var end = first + 1
            while pages.first == end {
                pages.removeFirst()
                end += 1
            }
            copy(file, from: first * Self.pageBytes, (end - first) * Self.pageBytes)
        }
        dirty = []
    }

    /// A sync failed: the system takes its pages for clean, and the disk has the old ones.
    mutating func forgot() { dirty = [] }

    /// What is there when the power comes back.
    func afterPowerCut(of path: String, using random: inout SeededGenerator) -> DiskImage {
        var image = self
        let file = CachedFile(path)
        if Bool.random(using: &random) { image.bytes.resize(to: max(bytes.count, file.size)) }
        for page in dirty.sorted() where Bool.random(using: &random) {
            let isWhole = Bool.random(using: &random)
            for sector in 0..<(Self.pageBytes / Self.sectorBytes)
            where isWhole || Bool.random(using: &random) {
                let start = page * Self.pageBytes + sector * Self.sectorBytes
                image.copy(file, from: start, Self.sectorBytes)
            }
        }
        return image
    }

    package func write(to path: String) throws(Problem) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotWrite(path) }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        guard written == bytes.count else { throw .cannotWrite(path) }
    }

    private mutating func copy(_ file: borrowing CachedFile, from start: Int, _ count: Int) {
        let count = min(count, file.size - start)
        guard count > 0 else { return }
        bytes.resize(to: max(bytes.count, start + count))
        bytes.withUnsafeMutableBytes {
            file.read(from: start, into: .init(rebasing: $0[start..<(start + count)]))
        }
    }
}

/// A file as programs see it. Empty when it is not there.
private struct CachedFile: ~Copyable {
    private let descriptor: Int32

    init(_ path: String) { descriptor = open(path, O_RDONLY | O_CLOEXEC) }

    deinit { if descriptor >= 0 { close(descriptor) } }

    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    func read(from start: Int, into place: UnsafeMutableRawBufferPointer) {
        _ = pread(descriptor, place.baseAddress, place.count, off_t(start))
    }
}

extension [UInt8] {
    fileprivate mutating func resize(to size: Int) {
        if size < count {
            removeLast(count - size)
        } else {
            append(contentsOf: [UInt8](repeating: 0, count: size - count))
        }
    }
}
