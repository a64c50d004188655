import Model
import Verification

/// A secret and how long it is good for.
struct DatedSecret: Sendable {
    let secret: Secret
    let notAfter: Timestamp?
}

enum DatedSecretKeys {
    static let secret = Key("secret", .secret, required: true, "The secret.")
    static let notAfter = Key(
        "not_after", .notAfter,
        "The last day on which it proves anything, in UTC, or the moment from which it does not.")

    static let all: [any KeyDeclaration] = [secret, notAfter]
}

/// The same for public keys.
enum DatedKeyKeys {
    static let key = Key("key", .publicKey, required: true, "The key.")

    static let all: [any KeyDeclaration] = [key, DatedSecretKeys.notAfter]
}

extension ValueKind where Value == Secret {
    /// No secret, but kept like one: verifiers know no other keys.
    static let publicKey = parsed("a public key", unset: Secret("unset")) {
        text throws(ValueProblem) in
        guard let key = Secret(text) else { throw ValueProblem("a key cannot be empty") }
        return key
    }
}

extension ValueKind where Value == DatedSecret {
    /// A secret, or a mapping with it and its end.
    static let datedSecret = dated("a secret", .secret, DatedSecretKeys.secret, DatedSecretKeys.all)

    /// A public key, or a mapping with it and its end.
    static let datedKey = dated("a public key", .publicKey, DatedKeyKeys.key, DatedKeyKeys.all)

    private static func dated(
        _ what: String, _ kind: ValueKind<Secret>, _ key: Key<Secret>,
        _ keys: [any KeyDeclaration]
    ) -> ValueKind {
        ValueKind(kind.expected, shape: .either([.scalar, .mapping(keys)])) { node, reading in
            guard case .mapping = node.content else {
                return kind.read(node, reading).map { DatedSecret(secret: $0, notAfter: nil) }
            }
            let mapping = MappingReader(node, what: what, keys: keys, reading: reading)
            guard let mapping, let secret = mapping(key) else { return nil }
            let end = mapping(DatedSecretKeys.notAfter)
            guard end != nil || !mapping.has(DatedSecretKeys.notAfter) else { return nil }
            if let end, end <= SystemClock().now {
                reading.warning(
                    .secretExpired, at: mapping.valuePosition(of: DatedSecretKeys.notAfter),
                    "this \(what.dropFirst("a ".count)) proves nothing any more",
                    hint: "take it out of the list")
            }
            return DatedSecret(secret: secret, notAfter: end)
        }
    }
}

extension ValueKind where Value == Timestamp {
    static let notAfter = parsed(
        "a day such as 2026-12-01, or a moment such as 2026-12-01T12:00:00Z", unset: nil
    ) { text throws(ValueProblem) in
        guard let end = SecretLabels.end(text) else { throw ValueProblem() }
        return end
    }
}

/// How the secrets of `verify` are called: by their references, never by their text.
///
/// Reports nothing: what is wrong with a secret is told where it is read.
struct SecretLabels {
    private let mapping: MappingReader

    init(_ mapping: MappingReader) { self.mapping = mapping }

    /// `count` labels, all different.
    func labels(count: Int) -> [SecretLabel] {
        var seen: Set<String> = []
        return nodes(count).enumerated().map { index, node in
            var label = node.map(Self.label) ?? SecretLabel(name: "")
            if label.name.isEmpty || !seen.insert(label.name).inserted {
                label.name += label.name.isEmpty ? "\(index + 1)" : " (\(index + 1))"
                seen.insert(label.name)
            }
            return label
        }
    }

    private func nodes(_ count: Int) -> [YAMLNode?] {
        let keys: [any KeyDeclaration] = [
            VerifyKeys.secrets, VerifyKeys.secret, VerifyKeys.password, VerifyKeys.publicKey,
        ]
        guard let node = keys.lazy.compactMap({ mapping.node(of: $0) }).first else {
            return Array(repeating: nil, count: count)
        }
        if case .list(let items) = node.content, items.count == count { return items }
        return count == 1 ? [node] : Array(repeating: nil, count: count)
    }

    private static func label(_ node: YAMLNode) -> SecretLabel {
        switch node.content {
        case .scalar(let scalar):
            return SecretLabel(name: ReferenceTemplate.names(in: scalar.text))
        case .mapping(let entries):
            let names = [DatedSecretKeys.secret.name, DatedKeyKeys.key.name]
            let secret = entries.first { names.contains($0.key) }?.value
            let end = entries.first { $0.key == DatedSecretKeys.notAfter.name }?.value.scalar?.text
            var label = secret.map(Self.label) ?? SecretLabel(name: "")
            label.notAfter = end.flatMap(Self.end)
            return label
        default: return SecretLabel(name: "")
        }
    }

    /// A day ends with itself.
    static func end(_ text: String) -> Timestamp? {
        text.utf8.count == 10
            ? Timestamp(text: text + "T00:00:00Z").map { $0 + .days(1) } : Timestamp(text: text)
    }
}

extension ReferenceTemplate {
    /// `VENDOR_SECRET`; several with `+` between; empty when the text holds none.
    static func names(in text: String) -> String {
        guard let template = try? ReferenceTemplate(text) else { return "" }
        var names: [String] = []
        _ = template.resolve { reference in
            names.append(reference.name)
            return ""
        }
        return names.joined(separator: "+")
    }
}
