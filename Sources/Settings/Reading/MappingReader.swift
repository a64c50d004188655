import Model

/// One mapping of the file, read through its table of keys.
///
/// Making one reports keys that are not in the table and required ones that are missing; asking for
/// a key reports what is wrong with its value. Nothing stops at the first problem.
struct MappingReader {
    let node: YAMLNode
    let reading: Reading
    private let what: String
    private let declared: [any KeyDeclaration]
    /// Few: quicker compared than hashed, and a large file has a hundred thousand mappings.
    private var entries: [YAMLEntry] = []
    /// What unknown keys were most likely meant to be: those are not reported as missing too.
    private var misspelled: Set<String> = []

    /// Nil when `node` is no mapping. `requiring`: whether required keys must be there.
    init?(
        _ node: YAMLNode, what: String, keys: [any KeyDeclaration], reading: Reading,
        requiring: Bool = true
    ) {
        guard case .mapping(let entries) = node.content else {
            let _: Never? = reading.expected(Self.description(keys), node)
            return nil
        }
        self.node = node
        self.what = what
        self.reading = reading
        declared = keys
        let names = keys.map(\.name)
        for entry in entries {
            if names.contains(entry.key) {
                self.entries.append(entry)
            } else {
                hasStrangers = true
                let nearest =
                    reading.seeksHints ? NearestName.find(entry.key, in: names) : nil
                if let nearest { misspelled.insert(nearest) }
                reading.error(
                    .unknownKey, at: entry.position,
                    "unknown key '\(Excerpt.clean(entry.key))' in \(what)",
                    hint: entry.key == "<<"
                        ? "YAML 1.2 has no merge keys: write the keys out, or use 'defaults'"
                        : NearestName.hint(nearest: nearest, in: names))
            }
        }
        guard requiring else { return }
        for key in keys where key.isRequired && !has(key) {
            reportMissing(key.name, expected: key.expected)
        }
    }

    /// `a mapping of connect, total`
    static func description(_ keys: [any KeyDeclaration]) -> String {
        let shown = keys.prefix(5).map(\.name).joined(separator: ", ")
        return "a mapping of \(shown)\(keys.count > 5 ? " …" : "")"
    }

    /// The key's value; nil when it is absent or cannot be used.
    func callAsFunction<Value>(_ key: Key<Value>) -> Value? {
        guard let entry = entry(key) else {
            assert(declared.contains { $0.name == key.name }, "\(key.name) is not in the table")
            return nil
        }
        return key.kind.read(entry.value, reading)
    }

    /// Like asking, and reports an absent key: for keys that only some mappings must have.
    func require<Value>(_ key: Key<Value>, in what: String) -> Value? {
        guard has(key) else {
            reportMissing(key.name, expected: key.expected, in: what)
            return nil
        }
        return self(key)
    }

    func has(_ key: any KeyDeclaration) -> Bool { entry(key) != nil }

    private func entry(_ key: any KeyDeclaration) -> YAMLEntry? {
        let name = key.name
        return entries.first { $0.key == name }
    }

    /// Whether it has keys that mean nothing: what is missing may be one of them.
    private(set) var hasStrangers = false

    /// Of the keys that are there.
    var names: Set<String> { Set(entries.map(\.key)) }

    /// The key's value as it is written; nil when it is absent.
    func node(of key: any KeyDeclaration) -> YAMLNode? { entry(key)?.value }

    /// Where the key stands; where the mapping begins when it is absent.
    func position(of key: any KeyDeclaration) -> Position {
        entry(key)?.position ?? node.owner
    }

    /// Where the key's value stands.
    func valuePosition(of key: any KeyDeclaration) -> Position {
        entry(key)?.value.position ?? node.owner
    }

    /// Reports keys of the table that have no meaning here.
    func allowOnly(_ keys: [any KeyDeclaration], in what: String) {
        let names = keys.map(\.name)
        let strangers = entries.filter { !names.contains($0.key) }
        for entry in strangers.sorted(by: { $0.position < $1.position }) {
            reading.error(
                .unknownKey, at: entry.position, "'\(entry.key)' has no meaning in \(what)",
                hint: "one of: \(names.joined(separator: ", "))")
        }
    }

    private func reportMissing(_ name: String, expected: String, in what: String? = nil) {
        guard !misspelled.contains(name) else { return }
        reading.error(
            .missingKey, at: node.owner, "\(what ?? self.what) needs '\(name)': \(expected)")
    }
}
