/// Looking values up by number: nothing is retained on the way.
extension JSONDocument {
    /// The number of the last member's value with this key; nil when there is none or `index` is no
    /// object.
    func member(_ key: String, of index: Int) -> Int? {
        guard entries[index].kind == .object else { return nil }
        return key.withBytes { key in
            bytes.withUnsafeBufferPointer { bytes in
                entries.withUnsafeBufferPointer { entries in
                    Self.member(key, of: index, bytes, entries)
                }
            }
        }
    }

    /// The number of the element at a zero-based position; nil when out of range or no array.
    func element(_ position: Int, of index: Int) -> Int? {
        guard entries[index].kind == .array, position >= 0 else { return nil }
        var rest = position
        var candidate = index + 1
        let end = Int(entries[index].next)
        while candidate < end {
            if rest == 0 { return candidate }
            rest -= 1
            candidate = Int(entries[candidate].next)
        }
        return nil
    }

    private static func member(
        _ key: UnsafeBufferPointer<UInt8>, of index: Int, _ bytes: UnsafeBufferPointer<UInt8>,
        _ entries: UnsafeBufferPointer<Entry>
    ) -> Int? {
        var found: Int?
        var position = index + 1
        let end = Int(entries[index].next)
        while position < end {
            let candidate = entries[position]
            let text = UnsafeBufferPointer(
                rebasing: bytes[Int(candidate.start)..<Int(candidate.end)])
            let isEqual =
                candidate.hasEscapes
                ? JSONView.unescape(text).withBytes { sameBytes($0, key) } : sameBytes(text, key)
            if isEqual { found = position + 1 }
            position = Int(entries[position + 1].next)
        }
        return found
    }
}
