import GRDBSQLite

typealias SQLiteFile = UnsafeMutablePointer<sqlite3_file>

/// One open file of a `FaultyDisk`. SQLite's memory for it holds the table of methods, a reference
/// to this object, and then the system's own file.
final class FaultyFile {
    private struct Head {
        var file: sqlite3_file
        var object: Unmanaged<FaultyFile>
    }

    static let headBytes = MemoryLayout<Head>.stride

    let disk: FaultyDisk
    let path: String
    let kind: FaultyDisk.File

    init(disk: FaultyDisk, path: String, kind: FaultyDisk.File) {
        self.disk = disk
        self.path = path
        self.kind = kind
    }

    static func setHead(_ file: SQLiteFile, _ object: FaultyFile) {
        UnsafeMutableRawPointer(file).bindMemory(to: Head.self, capacity: 1).initialize(
            to: Head(
                file: sqlite3_file(pMethods: methods), object: Unmanaged.passRetained(object)))
    }

    static func of(_ file: SQLiteFile) -> Unmanaged<FaultyFile> {
        UnsafeMutableRawPointer(file).assumingMemoryBound(to: Head.self).pointee.object
    }

    static func system(_ file: SQLiteFile) -> SQLiteFile {
        (UnsafeMutableRawPointer(file) + headBytes).assumingMemoryBound(to: sqlite3_file.self)
    }

    /// The system's file and its methods.
    private static func real(
        _ file: SQLiteFile?
    ) -> (file: SQLiteFile, methods: sqlite3_io_methods, object: FaultyFile)? {
        guard let file, let methods = system(file).pointee.pMethods?.pointee else { return nil }
        return (system(file), methods, of(file).takeUnretainedValue())
    }

    /// Lives as long as the process; without memory mapping, which comes with version 3.
    nonisolated(unsafe) private static let methods: UnsafePointer<sqlite3_io_methods> = {
        var table = sqlite3_io_methods()
        table.iVersion = 2
        setAccess(&table)
        setLocks(&table)
        let place = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        place.initialize(to: table)
        return UnsafePointer(place)
    }()

    private static func setAccess(_ table: inout sqlite3_io_methods) {
        table.xClose = { file in
            guard let file, let real = FaultyFile.real(file) else { return SQLITE_IOERR }
            FaultyFile.of(file).release()
            return real.methods.xClose(real.file)
        }
        table.xRead = { file, buffer, count, offset in
            guard let real = FaultyFile.real(file) else { return SQLITE_IOERR }
            if let code = real.object.disk.failure(.read, real.object.kind) { return code }
            return real.methods.xRead(real.file, buffer, count, offset)
        }
        table.xWrite = { file, bytes, count, offset in
            guard let real = FaultyFile.real(file) else { return SQLITE_IOERR }
            let object = real.object
            let failure = object.disk.failure(.write, object.kind)
            if failure == FaultyDisk.readOnlyCode { return FaultyDisk.writeFailed }
            // A write that fails has often written a part.
            let written = failure == nil ? count : count / 2
            let code = real.methods.xWrite(real.file, bytes, written, offset)
            object.disk.wrote(object.path, offset: offset, count: Int(written))
            return failure ?? code
        }
        table.xTruncate = { file, size in
            guard let real = FaultyFile.real(file) else { return SQLITE_IOERR }
            if let code = real.object.disk.failure(.truncate, real.object.kind) { return code }
            return real.methods.xTruncate(real.file, size)
        }
        table.xSync = { file, _ in
            guard let real = FaultyFile.real(file) else { return SQLITE_IOERR }
            let object = real.object
            if let code = object.disk.failure(.sync, object.kind) {
                object.disk.forgot(object.path)
                return code
            }
            object.disk.synced(object.path)
            return SQLITE_OK
        }
        table.xFileSize = { file, size in
            guard let real = FaultyFile.real(file) else { return SQLITE_IOERR }
            return real.methods.xFileSize(real.file, size)
        }
        table.xFileControl = { file, operation, argument in
            guard let real = FaultyFile.real(file) else { return SQLITE_IOERR }
            return real.methods.xFileControl(real.file, operation, argument)
        }
        table.xSectorSize = { file in
            FaultyFile.real(file).map { $0.methods.xSectorSize($0.file) } ?? 4096
        }
        table.xDeviceCharacteristics = { file in
            FaultyFile.real(file).map { $0.methods.xDeviceCharacteristics($0.file) } ?? 0
        }
    }

    private static func setLocks(_ table: inout sqlite3_io_methods) {
        table.xLock = { file, level in
            FaultyFile.real(file).map { $0.methods.xLock($0.file, level) } ?? SQLITE_IOERR
        }
        table.xUnlock = { file, level in
            FaultyFile.real(file).map { $0.methods.xUnlock($0.file, level) } ?? SQLITE_IOERR
        }
        table.xCheckReservedLock = { file, result in
            FaultyFile.real(file).map { $0.methods.xCheckReservedLock($0.file, result) }
                ?? SQLITE_IOERR
        }
        table.xShmMap = { file, page, size, extends, place in
            FaultyFile.real(file).map { $0.methods.xShmMap($0.file, page, size, extends, place) }
                ?? SQLITE_IOERR
        }
        table.xShmLock = { file, offset, count, flags in
            FaultyFile.real(file).map { $0.methods.xShmLock($0.file, offset, count, flags) }
                ?? SQLITE_IOERR
        }
        table.xShmBarrier = { file in
            if let real = FaultyFile.real(file) { real.methods.xShmBarrier(real.file) }
        }
        table.xShmUnmap = { file, deletes in
            FaultyFile.real(file).map { $0.methods.xShmUnmap($0.file, deletes) } ?? SQLITE_IOERR
        }
    }
}
