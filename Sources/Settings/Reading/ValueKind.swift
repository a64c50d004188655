import Model

/// A kind of value that may stand behind a key: what to call it, and how to read it.
struct ValueKind<Value>: Sendable {
    /// For "expected …": `a duration such as 30s`.
    let expected: String
    /// Nil when the value cannot be used: a diagnostic has been made.
    let read: @Sendable (YAMLNode, Reading) -> Value?
    /// The keys of a mapping, for documentation; empty for other kinds.
    let keys: [any KeyDeclaration]
    let shape: ValueShape

    init(
        _ expected: String, keys: [any KeyDeclaration] = [], shape: ValueShape = .scalar,
        read: @escaping @Sendable (YAMLNode, Reading) -> Value?
    ) {
        self.expected = expected
        self.keys = keys
        self.shape = shape
        self.read = read
    }
}

extension ValueKind {
    /// The same kind of value, made into something else.
    func map<Other>(_ change: @escaping @Sendable (Value) -> Other) -> ValueKind<Other> {
        ValueKind<Other>(expected, keys: keys, shape: shape) { node, reading in
            read(node, reading).map(change)
        }
    }
}

/// Why a text cannot be what it should be.
struct ValueProblem: Error {
    /// Nil: "expected …, got …".
    var message: String?
    var hint: String?

    init(_ message: String? = nil, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}

extension ValueKind where Value: Sendable {
    /// Text that `parse` understands. `unset` stands for it while a secret in it has no value; nil:
    /// the key is treated as absent. `isNumber`: written out, it must be a number without quotes.
    static func parsed(
        _ expected: String, unset: Value?, isNumber: Bool = false, shape: ValueShape = .scalar,
        _ parse: @escaping @Sendable (String) throws(ValueProblem) -> Value
    ) -> ValueKind {
        ValueKind(expected, shape: shape) { node, reading in
            guard let scalar = node.scalar, scalar.value != .null else {
                return reading.expected(expected, node)
            }
            switch reading.text(scalar, at: node.position) {
            case .unset: return unset
            case .literal(let text) where isNumber && scalar.value != .number:
                let isQuoted = JSONNumber(text) != nil
                return reading.expected(
                    expected, node, hint: isQuoted ? "write it without quotes" : nil)
            case .literal(let text), .resolved(let text):
                do throws(ValueProblem) {
                    return try parse(text)
                } catch {
                    guard let message = error.message else {
                        return reading.expected(expected, node, hint: error.hint)
                    }
                    reading.error(
                        .invalidValue, at: node.position, message, hint: error.hint)
                    return nil
                }
            }
        }
    }

    /// One of a few words.
    static func choice(
        _ what: String, _ choices: [(word: String, value: Value)]
    ) -> ValueKind {
        let words = choices.map(\.word)
        return parsed(what, unset: choices.first?.value, shape: .words(words)) {
            text throws(ValueProblem) in
            guard let value = choices.first(where: { $0.word == text })?.value else {
                throw ValueProblem(
                    "expected \(what), got '\(Excerpt.clean(text))'",
                    hint: NearestName.hint(text, in: words))
            }
            return value
        }
    }
}

extension ValueKind {
    /// A list; entries that cannot be read are reported and left out.
    static func list<Item>(
        _ what: String, of kind: ValueKind<Item>, countMax: Int = .max
    ) -> ValueKind where Value == [Item] {
        ValueKind(what, shape: .list(kind.shape)) { node, reading in
            guard case .list(let items) = node.content else {
                return reading.expected(what, node, hint: "write it as a list: [ … ]")
            }
            return reading.items(items, of: kind, in: node, countMax: countMax)
        }
    }

    /// One value, or a list of them.
    static func oneOrList<Item>(
        of kind: ValueKind<Item>, countMax: Int = .max
    ) -> ValueKind where Value == [Item] {
        ValueKind(
            "\(kind.expected), or a list of them", shape: .either([kind.shape, .list(kind.shape)])
        ) { node, reading in
            guard case .list(let items) = node.content else {
                return kind.read(node, reading).map { [$0] }
            }
            return reading.items(items, of: kind, in: node, countMax: countMax)
        }
    }

    /// A mapping with names of the user's own as keys.
    static func named<Item>(
        _ what: String, by kind: ValueKind<Item>
    ) -> ValueKind where Value == [(entry: YAMLEntry, value: Item)] {
        ValueKind(what, shape: .named(kind.shape)) { node, reading in
            guard case .mapping(let entries) = node.content else {
                return reading.expected(what, node)
            }
            return entries.compactMap { entry in
                kind.read(entry.value, reading).map { (entry, $0) }
            }
        }
    }
}

extension ValueKind where Value == YAMLNode {
    /// Anything; looked at later.
    static func any(_ what: String, _ shape: ValueShape = .anything) -> ValueKind {
        ValueKind(what, shape: shape) { node, _ in node }
    }
}

extension ValueKind where Value == MappingReader {
    /// A mapping with these keys; `what` names it in diagnostics about them.
    static func mapping(_ what: String, _ keys: [any KeyDeclaration]) -> ValueKind {
        ValueKind(MappingReader.description(keys), keys: keys, shape: .mapping(keys)) {
            node, reading in
            MappingReader(node, what: what, keys: keys, reading: reading)
        }
    }
}

extension Reading {
    /// Reports a value of the wrong kind; always nil.
    func expected<Value>(_ what: String, _ node: YAMLNode, hint: String? = nil) -> Value? {
        // A key without a value is best shown at the key.
        let position = node.isNull ? node.owner : node.position
        let isText =
            if case .scalar(let scalar) = node.content { scalar.value != .null } else { false }
        error(
            isText ? .invalidValue : .wrongType, at: position,
            "expected \(what), got \(node.summary)", hint: hint)
        return nil
    }

    fileprivate func items<Item>(
        _ items: [YAMLNode], of kind: ValueKind<Item>, in node: YAMLNode, countMax: Int
    ) -> [Item]? {
        guard !items.isEmpty else {
            error(.invalidValue, at: node.position, "expected \(kind.expected), got an empty list")
            return nil
        }
        guard items.count <= countMax else {
            error(
                .tooMany, at: items[countMax].position,
                "more than \(countMax) entries: there are \(items.count)")
            return nil
        }
        return items.compactMap { kind.read($0, self) }
    }
}
