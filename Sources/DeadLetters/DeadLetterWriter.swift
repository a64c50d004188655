import Model
import Synchronization

/// Appends dead letters to the files of their targets.
package final class DeadLetterWriter: DeadLetterFiles {
    private let directory: String
    private let state: Mutex<OpenFiles>

    /// `directory` is made (0700) when the first line is written.
    package init(directory: String) {
        self.directory = directory
        state = Mutex(OpenFiles(max: Limits.deadLetterFilesOpenMax))
    }

    package func append(_ lines: [DeadLetter]) throws(DeadLetterError) -> [String] {
        var byFile: [String: [UInt8]] = [:]
        var files: [String] = []
        files.reserveCapacity(lines.count)
        for letter in lines {
            let file = letter.file
            files.append(file)
            byFile[file, default: []].append(contentsOf: letter.line)
            byFile[file, default: []].append(UInt8(ascii: "\n"))
        }
        let result = state.withLock { open -> Result<Void, DeadLetterError> in
            do throws(DeadLetterError) {
                for (file, bytes) in byFile {
                    try open.file(at: "\(directory)/\(file)").append(bytes)
                }
                try open.sync()
                return .success(())
            } catch {
                // After a failed write or fsync nothing is known about what the kernel kept: begin
                // again from what is really in the files.
                open.closeAll()
                return .failure(error)
            }
        }
        try result.get()
        return files
    }

    /// Closes all files. The next `append` opens them again.
    package func close() { state.withLock { $0.closeAll() } }
}

/// The files a writer holds open, at most `max`; the one unused for longest is closed for another.
private struct OpenFiles: ~Copyable {
    private let max: Int
    private var files: [String: DeadLetterFile] = [:]
    /// Least recently used first.
    private var order: [String] = []
    /// Folders that may have new entries.
    private var foldersToSync: Set<String> = []

    init(max: Int) { self.max = max }

    mutating func file(at path: String) throws(DeadLetterError) -> DeadLetterFile {
        order.removeAll { $0 == path }
        if let file = files[path] {
            if file.isInPlace {
                order.append(path)
                return file
            }
            files[path] = nil
        }
        if files.count >= max, let oldest = order.first {
            try files[oldest]?.sync()
            files[oldest] = nil
            order.removeFirst()
        }
        let folder = Folder.parent(of: path)
        try Folder.make(folder)
        let file = try DeadLetterFile(path: path)
        // Also when both were there: who made them may have stopped before syncing their names.
        foldersToSync.formUnion([folder, Folder.parent(of: folder)])
        files[path] = file
        order.append(path)
        return file
    }

    mutating func sync() throws(DeadLetterError) {
        for file in files.values where file.needsSync { try file.sync() }
        for folder in foldersToSync { try Folder.sync(folder) }
        foldersToSync = []
    }

    /// Folders that are still to be synced stay so.
    mutating func closeAll() {
        files = [:]
        order = []
    }
}
