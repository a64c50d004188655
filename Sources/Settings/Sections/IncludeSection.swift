import Model

/// Reads `include:`, which must be known before the rest of the file is looked at.
enum IncludeSection {
    /// Empty when nothing is included, or when what stands there is wrong: reading the whole file
    /// says so.
    static func patterns(of root: YAMLNode, _ reading: Reading) -> [Placed<String>] {
        guard case .mapping(let entries) = root.content,
            let entry = entries.first(where: { $0.key == DocumentKeys.include.name })
        else { return [] }
        return DocumentKeys.include.kind.read(entry.value, reading) ?? []
    }
}

extension ValueKind where Value == [Placed<String>] {
    /// Wildcards stand in the last part only: a folder is listed, not a tree.
    static let includes = ValueKind<[Placed<String>]>.oneOrList(
        of: ValueKind<Placed<String>>("a file such as routes.d/*.yaml") { node, reading in
            guard let text = ValueKind<String>.text.read(node, reading) else { return nil }
            let (folder, name) = IncludedFiles.split(text)
            let isPlain = !folder.contains("*") && !folder.contains("?")
            guard isPlain, !name.isEmpty, !text.utf8.contains(0) else {
                reading.error(
                    .invalidValue, at: node.position,
                    "'\(Excerpt.clean(text))' names no file",
                    hint: "write routes.d/more.yaml, or routes.d/*.yaml for all of a folder")
                return nil
            }
            return Placed(value: text, position: node.position)
        }, countMax: Limits.includedFilesMax)
}
