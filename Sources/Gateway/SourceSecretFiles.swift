import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Secrets that senders chose, one file each, mode 0600: `<data>/source-secrets/<source>`.
struct SourceSecretFiles: Sendable {
    let directory: String

    /// What was kept, by source; a file that cannot be read counts as none. Blocks.
    func all() -> [String: Secret] {
        guard let folder = opendir(directory) else { return [:] }
        defer { closedir(folder) }
        var secrets: [String: Secret] = [:]
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            // Drafts and the folder itself have a dot in their names; sources have none.
            if !name.contains(".") { secrets[name] = read(path(name)) }
        }
        return secrets
    }

    /// Written beside, synced and renamed: an old secret stays until the new one is whole.
    func save(_ source: String, _ secret: Secret) -> Bool {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { return false }
        let (path, draft) = (path(source), path(source) + ".new")
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return false }
        let bytes = Array(secret.reveal().utf8)
        let isWritten =
            bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == bytes.count
            && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, rename(draft, path) == 0 else {
            unlink(draft)
            return false
        }
        return true
    }

    /// Names of sources are letters, digits, '-' and '_': no path can hide in one.
    private func path(_ source: String) -> String { "\(directory)/\(source)" }

    private func read(_ path: String) -> Secret? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { bytes in
            #if canImport(Glibc)
                Glibc.read(descriptor, bytes.baseAddress, bytes.count)
            #else
                Darwin.read(descriptor, bytes.baseAddress, bytes.count)
            #endif
        }
        guard count > 0 else { return nil }
        return Secret(String(decoding: buffer[..<count], as: UTF8.self))
    }
}
