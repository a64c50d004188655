/// Text that equals another only byte for byte (RFC 8259 section 8.3). Swift's `String` also
/// equates different spellings of the same character, which no sender and no index expects.
struct ByteText: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ByteText, right: ByteText) -> Bool { equal(left.text, right.text) }

    static func equal(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return FoundValue.withBytes(left) { a in
            FoundValue.withBytes(right) { b in FoundValue.same(a, b) }
        }
    }

    func hash(into hasher: inout Hasher) {
        let contiguous: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if contiguous == nil {
            for byte in text.utf8 { hasher.combine(byte) }
        }
    }
}
