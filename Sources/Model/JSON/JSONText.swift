/// Finds what stands for itself in a JSON string, eight bytes at a time.
enum JSONText {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Whether eight bytes from `index` are there and all are ASCII that needs no escape: no quote,
    /// backslash or control character.
    ///
    /// Source: Bit Twiddling Hacks, "Determine if a word has a byte less than n".
    @inline(__always)
    static func isPlain(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        guard index + 8 <= text.count else { return false }
        let word = UnsafeRawBufferPointer(text).loadUnaligned(
            fromByteOffset: index, as: UInt64.self)
        let quotes = word ^ (ones &* 0x22)
        let slashes = word ^ (ones &* 0x5C)
        let special =
            word | (word &- ones &* 0x20) | (quotes &- ones) | (slashes &- ones)
        // A byte that borrows from a lower one that is special may be called special too: it is
        // looked at alone then.
        return special & tops == 0
    }
}
