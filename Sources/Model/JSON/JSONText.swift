/// Finds what stands for itself in a JSON string, many bytes at a time.
enum JSONText {
    private typealias Block = SIMD16<UInt8>
    private static let blockBytes = 16
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The first index from `index` on at which something is to be looked at: a quote, a backslash,
    /// a control character, a byte that is not ASCII; or less than a block is left.
    @inline(__always)
    static func plainEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let bytes = UnsafeRawBufferPointer(text)
        var index = start
        while index &+ blockBytes <= bytes.count {
            if let offset = firstMark(special(bytes, index)) { return index &+ offset }
            index &+= blockBytes
            // What did not end at once is often long.
            while index &+ 4 &* blockBytes <= bytes.count {
                let marks =
                    special(bytes, index) | special(bytes, index &+ blockBytes)
                    | special(bytes, index &+ 2 &* blockBytes)
                    | special(bytes, index &+ 3 &* blockBytes)
                guard firstMark(marks) == nil else { break }
                index &+= 4 &* blockBytes
            }
        }
        return index
    }

    /// The highest bit of a byte is set where something is to be looked at: bytes that are not
    /// ASCII, those below a space, and quotes and backslashes, which become zero by `^`.
    @inline(__always)
    private static func special(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Block {
        let block = bytes.loadUnaligned(fromByteOffset: index, as: Block.self)
        let one = Block(repeating: 1)
        let quotes = (block ^ Block(repeating: UInt8(ascii: "\""))) &- one
        let slashes = (block ^ Block(repeating: UInt8(ascii: "\\"))) &- one
        return block | (block &- Block(repeating: 0x20)) | quotes | slashes
    }

    /// The place of the first byte whose highest bit is set.
    @inline(__always)
    private static func firstMark(_ special: Block) -> Int? {
        let halves = unsafeBitCast(special, to: SIMD2<UInt64>.self)
        let (low, high) = (halves.x & tops, halves.y & tops)
        if low | high == 0 { return nil }
        // The lowest byte is the first one on every platform that Swift runs on.
        return low != 0 ? low.trailingZeroBitCount / 8 : 8 + high.trailingZeroBitCount / 8
    }
}
