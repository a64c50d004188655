import GRDBSQLite
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// SQLite's default VFS of a test process: the system's own, with `FaultyDisk`s in between.
/// Source: sqlite.org/vfs.html
enum FaultyFileSystem {
    private struct WeakDisk: Sendable {
        weak let disk: FaultyDisk?
    }

    private static let disks = Mutex<[String: WeakDisk]>([:])

    static func add(_ disk: FaultyDisk) {
        disks.withLock { $0[disk.directory] = WeakDisk(disk: disk) }
    }

    static func remove(_ directory: String) {
        disks.withLock { _ = $0.removeValue(forKey: directory) }
    }

    fileprivate static func disk(of path: String) -> FaultyDisk? {
        guard let end = path.lastIndex(of: "/") else { return nil }
        return disks.withLock { $0[String(path[..<end])]?.disk }
    }

    static func install() { _ = installed }

    /// The system's own. Constant once set, and SQLite keeps it for ever.
    nonisolated(unsafe) fileprivate static var system: UnsafeMutablePointer<sqlite3_vfs>?

    private static let installed: Bool = {
        guard let system = sqlite3_vfs_find(nil) else { return false }
        Self.system = system
        let ours = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        ours.initialize(to: system.pointee)
        ours.pointee.zName = UnsafePointer(strdup("faulty"))
        ours.pointee.pNext = nil
        ours.pointee.szOsFile = Int32(FaultyFile.headBytes) + system.pointee.szOsFile
        ours.pointee.xOpen = openFile
        ours.pointee.xDelete = { _, path, syncsFolder in
            guard let system = FaultyFileSystem.system else { return SQLITE_ERROR }
            if let path {
                let path = String(cString: path)
                FaultyFileSystem.disk(of: path)?.deleted(path)
            }
            return system.pointee.xDelete(system, path, syncsFolder)
        }
        return sqlite3_vfs_register(ours, 1) == SQLITE_OK
    }()
}

private let openFile:
    @convention(c) (
        UnsafeMutablePointer<sqlite3_vfs>?, UnsafePointer<CChar>?,
        UnsafeMutablePointer<sqlite3_file>?, Int32, UnsafeMutablePointer<Int32>?
    ) -> Int32 = { _, name, file, flags, outFlags in
        guard let system = FaultyFileSystem.system, let file else { return SQLITE_ERROR }
        let path = name.map { String(cString: $0) } ?? ""
        let kind: FaultyDisk.File? =
            flags & SQLITE_OPEN_MAIN_DB != 0
            ? .database : flags & SQLITE_OPEN_WAL != 0 ? .log : nil
        guard let kind, let disk = FaultyFileSystem.disk(of: path) else {
            return system.pointee.xOpen(system, name, file, flags, outFlags)
        }
        file.pointee.pMethods = nil
        var flags = flags
        switch disk.failure(.open, kind) {
        case nil: break
        case FaultyDisk.readOnlyCode:
            flags = flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_READONLY
        case let code?: return code
        }
        let code = system.pointee.xOpen(
            system, name, FaultyFile.system(file), flags, outFlags)
        if code == SQLITE_OK {
            FaultyFile.setHead(file, FaultyFile(disk: disk, path: path, kind: kind))
        }
        return code
    }
