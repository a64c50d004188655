/// A piece of text to find in others, in time linear in theirs whatever they hold.
/// Method: Knuth, Morris, Pratt, "Fast pattern matching in strings", 1977.
struct TextPiece: Sendable {
    private let bytes: [UInt8]
    /// How much of the piece is still matched after a mismatch behind each of its bytes.
    private let fallback: [Int32]

    init(_ text: String) {
        let bytes = Array(text.utf8)
        var fallback = [Int32](repeating: 0, count: bytes.count)
        var matched = 0
        for index in bytes.indices.dropFirst() {
            while matched > 0, bytes[index] != bytes[matched] {
                matched = Int(fallback[matched - 1])
            }
            if bytes[index] == bytes[matched] { matched += 1 }
            fallback[index] = Int32(matched)
        }
        self.bytes = bytes
        self.fallback = fallback
    }

    func isFound(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first else { return true }
        return bytes.withUnsafeBufferPointer { piece in
            var matched = 0
            for byte in text {
                // Most bytes are not the first one.
                if matched == 0, byte != first { continue }
                while matched > 0, byte != piece[matched] { matched = Int(fallback[matched - 1]) }
                if byte == piece[matched] { matched += 1 }
                if matched == piece.count { return true }
            }
            return false
        }
    }
}
