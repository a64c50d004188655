import Model
import Targets

/// `body` of a target.
enum TargetBody: Sendable {
    case text(String)
    case tree(BodyTree)

    var isTree: Bool { if case .tree = self { true } else { false } }
}

extension ValueKind where Value == TargetBody {
    /// A text is one template; anything else a tree of them.
    static let targetBody = ValueKind("text, or a mapping or list", shape: .anything) {
        node, reading in
        guard node.scalar == nil else {
            return ValueKind<String>.text.read(node, reading).map { .text($0) }
        }
        return BodySection(reading: reading).tree(node).map { .tree($0) }
    }
}

/// Reads a body that is a tree, so that a mistake in one of its templates is shown at its place.
struct BodySection {
    let reading: Reading

    /// Nil when a part of it cannot be used.
    func tree(_ node: YAMLNode) -> BodyTree? {
        switch node.content {
        case .list(let items):
            let trees = items.compactMap(tree)
            return trees.count == items.count ? .list(trees) : nil
        case .mapping(let entries):
            let members = entries.compactMap { entry in
                tree(entry.value).map { (name: entry.key, value: $0) }
            }
            return members.count == entries.count ? .object(members) : nil
        case .scalar(let scalar):
            guard let value = JSONScalar(scalar, at: node.position, reading) else { return nil }
            guard case .string(let text) = value else { return .literal(value) }
            do throws(TemplateError) {
                _ = try MessageTemplate(text, escaping: .none)
                return .template(text)
            } catch {
                reading.error(
                    .invalidValue, at: node.position, "not a template: \(error.problem)",
                    hint: error.hint)
                return nil
            }
        }
    }
}
