#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Whether two texts are the same bytes. Swift's own `==` on `String` also equates different
/// spellings of one character, and takes its time to find out.
package func sameBytes(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
) -> Bool {
    guard left.count == right.count else { return false }
    guard let a = left.baseAddress, let b = right.baseAddress else { return true }
    return memcmp(a, b, left.count) == 0
}

extension String {
    /// Calls `body` with the text's UTF-8, which must not leave it; nothing is copied to the heap
    /// unless the text came from elsewhere than Swift.
    @inlinable
    package func withBytes<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        var copy = self
        return copy.withUTF8(body)
    }
}
