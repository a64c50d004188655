import Model
import Yams

/// Reads a YAML text into nodes, with every problem as a diagnostic.
struct YAMLReader {
    private static let tooDeep = "nested deeper than \(Limits.yamlDepthMax) levels"

    private let reading: Reading
    private let linesBefore: Int
    /// Keys that were masked to get past the library's refusal of repeated keys; see `compose`.
    private var shadowed: [Position: String] = [:]
    /// The furthest place seen: nodes come in the order of the text, except through an alias.
    private var furthest = Position(line: 0, column: 0)
    private var aliasedValues = 0
    /// Keys repeat in every route: each is judged once.
    private var sensitiveNames: [String: Bool] = [:]

    /// Nil when the text is not YAML, or is beyond a limit: `reading` holds the reason.
    static func read(_ text: String, into reading: Reading) -> YAMLNode? {
        if let root = readTogether(text, reading) { return root }
        if let position = AliasGuard.find(in: text) {
            reading.error(
                .yamlLimit, at: position, "a key must be plain text in a file that uses aliases")
            return nil
        }
        var reader = YAMLReader(reading: reading)
        guard let root = reader.compose(text) else { return nil }
        do {
            return try reader.node(root, owner: nil, sensitive: false, depth: 0)
        } catch {
            reading.error(.yamlLimit, at: error.position, error.message)
            return nil
        }
    }

    /// `linesBefore`: of the file, when the text is a part of it.
    init(reading: Reading, linesBefore: Int = 0) {
        self.reading = reading
        self.linesBefore = linesBefore
    }

    struct LimitExceeded: Error {
        var position: Position
        var message: String
    }

    /// The library stops at the first repeated key and knows no way around it. All problems are
    /// wanted in one run, so the first of the two keys is masked by a private-use character of the
    /// same width and the text is read again; `mapping` then finds both.
    private mutating func compose(_ original: String) -> Node? {
        var text = original
        while true {
            do {
                guard let node = try Yams.compose(yaml: text, .basic, .default, .utf8) else {
                    reading.error(
                        .missingKey, at: .start, "the file is empty", hint: "begin with: version: 1"
                    )
                    return nil
                }
                return node
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let place = Position(line: context.mark.line, column: context.mark.column)
                let name = names.first ?? ""
                guard shadowed.count < Limits.yamlDuplicateKeysMax,
                    let masked = Self.mask(text, at: place, number: shadowed.count)
                else {
                    reading.error(.duplicateKey, at: place, "the key '\(name)' stands here twice")
                    return nil
                }
                shadowed[place] = name
                text = masked
            } catch {
                report(error)
                return nil
            }
        }
    }

    private static func mask(_ text: String, at place: Position, number: Int) -> String? {
        guard var index = SourceText.index(of: place, in: text) else { return nil }
        let scalars = text.unicodeScalars
        if scalars[index] == "\"" || scalars[index] == "'" { index = scalars.index(after: index) }
        guard index < scalars.endIndex, !"\"'*&!".unicodeScalars.contains(scalars[index]),
            let substitute = Unicode.Scalar(0xE000 + UInt32(number))
        else { return nil }
        var masked = scalars
        masked.replaceSubrange(index...index, with: CollectionOfOne(substitute))
        return String(masked)
    }

    private func report(_ error: any Error) {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let place = Position(line: mark.line, column: mark.column)
            if problem.hasPrefix("Maximum nesting level reached") {
                reading.error(.yamlLimit, at: place, Self.tooDeep)
            } else if problem == "found undefined alias" {
                reading.error(
                    .yamlSyntax, at: place, "this alias names no anchor that ends before it",
                    hint: "an anchor cannot contain an alias to itself")
            } else if problem == "but found another document" {
                reading.error(.yamlSyntax, at: place, "a second document: a file holds one")
            } else if let context, problem.contains("end of stream") {
                // Where the open quote stands is more useful than the end of the file.
                let start = Position(line: context.mark.line, column: context.mark.column)
                reading.error(.yamlSyntax, at: start, "not YAML: \(problem) \(context.text)")
            } else {
                let text = context.map { context in
                    let line =
                        context.mark.line == mark.line ? "" : " from line \(context.mark.line)"
                    return "\(problem) \(context.text)\(line)"
                }
                reading.error(
                    .yamlSyntax, at: place, "not YAML: \(text ?? problem)", hint: hint(problem))
            }
        case .reader(let problem, let offset, _, let yaml):
            let place = offset.map { SourceText.position(ofCharacter: $0, in: yaml) }
            reading.error(.yamlSyntax, at: place ?? .start, "not YAML: \(problem)")
        default:
            reading.error(.yamlSyntax, at: .start, "not YAML")
        }
    }

    private func hint(_ problem: String) -> String? {
        switch problem {
        case "found character that cannot start any token":
            "indent with spaces, and quote text that begins with @, ` or %"
        case "mapping values are not allowed in this context":
            "quote text that holds ': '"
        case "could not find expected ':'": "write key: value, with a space after the colon"
        default: nil
        }
    }

    mutating func node(
        _ node: Node, owner: Position?, sensitive: Bool, depth: Int
    ) throws(LimitExceeded) -> YAMLNode {
        let position = try place(node.mark)
        guard depth < Limits.yamlDepthMax else {
            throw LimitExceeded(position: position, message: Self.tooDeep)
        }
        let content: YAMLNode.Content
        switch node {
        case .scalar(let scalar): content = .scalar(self.scalar(scalar, position))
        case .sequence(let sequence):
            var items: [YAMLNode] = []
            items.reserveCapacity(sequence.count)
            for item in sequence {
                items.append(
                    try self.node(item, owner: nil, sensitive: sensitive, depth: depth + 1))
            }
            content = .list(items)
        case .mapping(let mapping):
            content = .mapping(try entries(mapping, sensitive: sensitive, depth: depth))
        case .alias: content = .scalar(YAMLScalar("", isPlain: true))
        }
        return YAMLNode(
            content: content, position: position, owner: owner ?? position,
            isSensitive: sensitive || SensitiveName.isCredential(content))
    }

    private mutating func entries(
        _ mapping: Node.Mapping, sensitive: Bool, depth: Int
    ) throws(LimitExceeded) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        entries.reserveCapacity(mapping.count)
        var names = KeysSeen()
        for (keyNode, valueNode) in mapping {
            let position = try place(keyNode.mark)
            guard case .scalar(let scalar) = keyNode else {
                reading.error(
                    .wrongType, at: position, "expected text as a key, got \(kind(keyNode))")
                reading.unread.append(
                    try node(valueNode, owner: position, sensitive: sensitive, depth: depth + 1))
                continue
            }
            let key = shadowed[position] ?? scalar.string
            var value = try node(
                valueNode, owner: position, sensitive: sensitive || isSensitive(key),
                depth: depth + 1)
            // `auth: "Bearer …"` instead of a mapping: what is written there is the secret.
            if value.scalar != nil, SensitiveName.isForMapping(key) { value.isSensitive = true }
            if let index = names.index(of: key, in: entries) {
                let first = entries[index].position
                reading.unread.append(value)
                reading.error(
                    .duplicateKey, at: position,
                    "the key '\(Excerpt.clean(key))' stands here twice; first in line \(first.line)"
                )
            } else {
                names.add(key, entries.count, after: entries)
                entries.append(YAMLEntry(key: key, position: position, value: value))
            }
        }
        return entries
    }

    private mutating func isSensitive(_ key: String) -> Bool {
        if let known = sensitiveNames[key] { return known }
        let answer = SensitiveName.matches(key)
        sensitiveNames[key] = answer
        return answer
    }

    private func kind(_ node: Node) -> String {
        if case .sequence = node { "a list" } else { "a mapping" }
    }

    private func scalar(_ scalar: Node.Scalar, _ position: Position) -> YAMLScalar {
        switch scalar.tag.rawValue {
        case "", "!", Tag.Name.str.rawValue: break
        default:
            reading.error(
                .unsupportedTag, at: position,
                "the tag \(Excerpt.clean(scalar.tag.rawValue)) is not known",
                hint: "write the value without a tag, or !!str for text")
        }
        return YAMLScalar(
            scalar.string, isPlain: scalar.style == .plain && scalar.tag.rawValue.isEmpty,
            isBlock: scalar.style == .literal)
    }

    private mutating func place(_ mark: Mark?) throws(LimitExceeded) -> Position {
        guard let mark else { return furthest }
        let position = Position(line: mark.line + linesBefore, column: mark.column)
        if position < furthest {
            aliasedValues += 1
            guard aliasedValues <= Limits.yamlAliasedValuesMax else {
                throw LimitExceeded(
                    position: position,
                    message: "aliases repeat more than \(Limits.yamlAliasedValuesMax) values")
            }
        } else {
            furthest = position
        }
        return position
    }
}

/// Which keys a mapping has had: few are quicker compared than hashed, and a large file has a
/// hundred thousand mappings.
private struct KeysSeen {
    private static let comparedMax = 16

    private var indices: [String: Int] = [:]

    func index(of key: String, in entries: [YAMLEntry]) -> Int? {
        guard entries.count <= Self.comparedMax else { return indices[key] }
        return entries.firstIndex { $0.key == key }
    }

    /// For the entry that comes to stand at `index`.
    mutating func add(_ key: String, _ index: Int, after entries: [YAMLEntry]) {
        guard index >= Self.comparedMax else { return }
        if indices.isEmpty {
            for (index, entry) in entries.enumerated() { indices[entry.key] = index }
        }
        indices[key] = index
    }
}
