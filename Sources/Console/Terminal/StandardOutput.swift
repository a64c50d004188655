#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes to standard output at once, so that a pipe's reader sees each line when it is made.
package enum StandardOutput {
    /// All of it, from any thread; a text of up to 4096 bytes is not torn by others. What a closed
    /// reader does not take is dropped.
    package static func write(_ text: String) {
        put(1, Array(text.utf8)[...])
    }

    /// To standard error: for messages, so that output stays clean for programs.
    package static func complain(_ text: String) {
        put(2, Array(text.utf8)[...])
    }

    private static func put(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR && errno != EAGAIN {
                return
            }
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
