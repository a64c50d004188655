import GRDBSQLite
package import Model
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A disk below SQLite that fails when told to, and that can lose its power.
///
/// It watches every SQLite file below one directory. What was written is visible at once, as in a
/// system's page cache; only what was synced since it was written is on the disk. A sync that fails
/// forgets what it should have written: the next one succeeds without it, as on Linux
/// (https://wiki.postgresql.org/wiki/Fsync_Errors). `powerCut` leaves what the disk had.
///
/// It comes in as SQLite's default VFS (sqlite.org/vfs.html), which passes all other files through
/// untouched. Make it before the first file is opened.
package final class FaultyDisk: Sendable {
    package enum Operation: Sendable, Hashable {
        case open
        case read
        case write
        case sync
        case truncate
    }

    package enum File: Sendable, Hashable {
        case database
        case log
    }

    /// What the operation answers, as SQLite's own code for files would.
    package enum Fault: Sendable, Hashable {
        case failing
        case full
        /// The file system was mounted again, for reading only.
        case readOnly
    }

    private struct Plan {
        var fault: Fault
        /// So many pass before.
        var after: Int
        var times: Int
    }

    private struct Place: Hashable {
        var operation: Operation
        var file: File
    }

    private struct State {
        var plans: [Place: Plan] = [:]
        var counts: [Place: Int] = [:]
        var images: [String: DiskImage] = [:]
    }

    /// Ends without `/`.
    package let directory: String
    private let state = Mutex(State())

    package init(directory: String) {
        self.directory = directory
        FaultyFileSystem.install()
        FaultyFileSystem.add(self)
    }

    deinit { FaultyFileSystem.remove(directory) }

    /// From now on, after so many more, the next `times` of these fail.
    package func fail(
        _ operation: Operation, _ file: File, _ fault: Fault = .failing, after: Int = 0,
        times: Int = .max
    ) {
        state.withLock {
            $0.plans[Place(operation: operation, file: file)] = Plan(
                fault: fault, after: after, times: times)
        }
    }

    /// Everything works again.
    package func repair() { state.withLock { $0.plans = [:] } }

    /// How often this was asked for, failures included.
    package func count(_ operation: Operation, _ file: File) -> Int {
        state.withLock { $0.counts[Place(operation: operation, file: file)] ?? 0 }
    }

    /// Writes what the disk had to an empty directory, which a store can open then. Of what was
    /// not synced, a random part is there too, down to single sectors.
    package func powerCut(
        to other: String, using random: inout SeededGenerator
    ) throws(DiskImage.Problem) {
        let images = state.withLock { $0.images }
        guard mkdir(other, 0o700) == 0 || errno == EEXIST else { throw .cannotWrite(other) }
        for (path, image) in images.sorted(by: { $0.key < $1.key }) {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            try image.afterPowerCut(of: path, using: &random).write(to: other + "/" + name)
        }
    }

    // MARK: For the file system

    /// The code to fail with, or nil.
    func failure(_ operation: Operation, _ file: File) -> Int32? {
        let place = Place(operation: operation, file: file)
        let fault: Fault? = state.withLock { state in
            state.counts[place, default: 0] += 1
            guard var plan = state.plans[place] else { return nil }
            defer { state.plans[place] = plan.times > 0 ? plan : nil }
            if plan.after > 0 {
                plan.after -= 1
                return nil
            }
            guard plan.times > 0 else { return nil }
            plan.times -= 1
            return plan.fault
        }
        return fault.map { Self.code(operation, $0) }
    }

    func wrote(_ path: String, offset: Int64, count: Int) {
        state.withLock { $0.images[path, default: DiskImage()].wrote(offset, count) }
    }

    func synced(_ path: String) {
        state.withLock { $0.images[path, default: DiskImage()].synced(path) }
    }

    func forgot(_ path: String) {
        state.withLock { $0.images[path, default: DiskImage()].forgot() }
    }

    func deleted(_ path: String) { state.withLock { _ = $0.images.removeValue(forKey: path) } }

    static let writeFailed = SQLITE_IOERR | 3 << 8
    /// To be told apart from other failures: nothing is written then.
    static let readOnlyCode = SQLITE_READONLY

    /// Source: os_unix.c, which maps errno so; sqlite.org/rescode.html.
    private static func code(_ operation: Operation, _ fault: Fault) -> Int32 {
        switch (operation, fault) {
        case (.write, .full), (.truncate, .full): SQLITE_FULL
        case (.open, .readOnly), (.write, .readOnly): readOnlyCode
        case (.open, _): SQLITE_CANTOPEN
        case (.read, _): SQLITE_IOERR | 1 << 8
        case (.write, _): writeFailed
        case (.sync, _): SQLITE_IOERR | 4 << 8
        case (.truncate, _): SQLITE_IOERR | 6 << 8
        }
    }
}
