extension JSONDocument {
    /// Every string of the text in its order, keys included.
    package var strings: some Sequence<JSONView> {
        entries.indices.lazy.filter { entries[$0].kind == .string }
            .map { JSONView(document: self, index: $0) }
    }
}
