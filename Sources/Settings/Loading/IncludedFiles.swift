import Model
import Routing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Finds the files of a configuration. Blocks: called at start and reload only.
enum IncludedFiles {
    /// The folder with its `/` at the end (empty for the working directory), and the name.
    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        return (String(path[...slash]), String(path[path.index(after: slash)...]))
    }

    /// Nil: it cannot be read, and `reading` was told so, at `position`.
    static func read(
        _ path: String, as name: String, into reading: Reading, at position: Position
    ) -> ConfigurationFile? {
        reading.touch(path)
        do {
            let bytes = try FileBytes.read(path, bytesMax: Limits.configurationBytesMax)
            return ConfigurationFile(name: name, bytes: bytes)
        } catch {
            switch error {
            case .tooLarge:
                reading.error(
                    .fileTooLarge, at: position,
                    "the file is larger than \(Limits.configurationBytesMax >> 20) MiB")
            case .unreadable(let reason):
                reading.error(
                    .fileUnreadable, at: position, "cannot read the file: \(reason)",
                    hint: "name another one, or copy routes.yaml.example to begin with")
            }
            return nil
        }
    }

    /// What the patterns of `include` name, sorted by name and each once; names are relative to
    /// `folder` as the patterns are. Hidden files are left out: editors and mounts make them.
    static func find(
        _ patterns: [Placed<String>], in folder: String, reading: Reading
    ) -> [(ConfigurationFile, Reading)] {
        var found: [String: Position] = [:]
        for pattern in patterns {
            let names = names(pattern, folder, reading)
            for name in names where found[name] == nil { found[name] = pattern.position }
        }
        guard found.count <= Limits.includedFilesMax else {
            reading.error(
                .tooMany, at: patterns[0].position,
                "more than \(Limits.includedFilesMax) included files: there are \(found.count)")
            return []
        }
        return found.sorted { $0.key < $1.key }.compactMap { name, position in
            read(
                Placed(value: name, position: position), "included file", in: folder,
                reading: reading)
        }
    }

    /// Whether a stored file is one that the patterns of `include` mean.
    static func `is`(_ name: String, amongst patterns: [Placed<String>]) -> Bool {
        patterns.contains { pattern in
            guard pattern.value != name else { return true }
            let (folder, last) = split(pattern.value)
            let file = split(name)
            return folder == file.folder && isIncluded(file.name, by: try? Glob(last))
        }
    }

    /// Hidden files are left out, and tables: those are read where they are named.
    private static func isIncluded(_ name: String, by glob: Glob?) -> Bool {
        !name.hasPrefix(".") && !TableSection.isFile(name) && glob?.matches(name) == true
    }

    /// A file that a section names, relative to `folder`; `what` is for diagnostics.
    static func read(
        _ name: Placed<String>, _ what: String, in folder: String, reading: Reading
    ) -> (ConfigurationFile, Reading)? {
        let path = name.value.hasPrefix("/") ? name.value : folder + name.value
        reading.touch(path)
        do throws(FileBytes.Problem) {
            let bytes = try FileBytes.read(path, bytesMax: Limits.configurationBytesMax)
            return (
                ConfigurationFile(name: name.value, bytes: bytes),
                Reading(file: path, beside: reading)
            )
        } catch {
            let why =
                switch error {
                case .tooLarge: "it is larger than \(Limits.configurationBytesMax >> 20) MiB"
                case .unreadable(let reason): reason
                }
            reading.error(
                .fileUnreadable, at: name.position,
                "cannot read the \(what) \(Excerpt.clean(path)): \(why)")
            return nil
        }
    }

    private static func names(
        _ pattern: Placed<String>, _ folder: String, _ reading: Reading
    ) -> [String] {
        let (below, last) = split(pattern.value)
        guard last.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") })
        else { return [pattern.value] }
        let path = below.hasPrefix("/") ? below : folder + below
        reading.touch(path.isEmpty ? "." : path)
        guard let glob = try? Glob(last), let names = entries(of: path.isEmpty ? "." : path) else {
            reading.error(
                .fileUnreadable, at: pattern.position,
                "cannot list the folder \(Excerpt.clean(path)): "
                    + String(cString: strerror(errno)))
            return []
        }
        let matching = names.filter { isIncluded($0, by: glob) }
        if matching.isEmpty {
            reading.warning(
                .nothingIncluded, at: pattern.position,
                "no file matches '\(Excerpt.clean(pattern.value))'")
        }
        return matching.map { below + $0 }
    }

    private static func entries(of path: String) -> [String]? {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(
                    to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)
                ) { String(cString: $0) }
            }
            names.append(name)
        }
        return names
    }
}
