extension JSONView {
    /// Runs `body` over a string's unescaped UTF-8, without a copy when its text has no escapes;
    /// nil for other kinds. The buffer must not leave `body`.
    package func withText<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R? {
        guard kind == .string else { return nil }
        let entry = document.entries[index]
        if entry.hasEscapes {
            return Array((string ?? "").utf8).withUnsafeBufferPointer(body)
        }
        return document.bytes.withUnsafeBufferPointer { bytes in
            body(UnsafeBufferPointer(rebasing: bytes[Int(entry.start)..<Int(entry.end)]))
        }
    }
}
