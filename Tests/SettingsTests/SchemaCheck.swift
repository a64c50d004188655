import Model

@testable import Settings

/// As much of JSON Schema as ours uses, over a YAML file. An unknown word of the schema is a
/// problem: nothing is skipped in silence.
struct SchemaCheck {
    private let root: JSONView

    init(_ root: JSONView) { self.root = root }

    /// Each begins with the place in the file.
    func problems(of node: YAMLNode) -> [String] { problems(node, root, "") }

    private func problems(_ node: YAMLNode, _ schema: JSONView, _ place: String) -> [String] {
        schema.members.flatMap { word, value -> [String] in
            switch word {
            case "$schema", "title", "description", "$defs", "then", "minimum", "maximum": []
            case "$ref": problems(node, resolve(value), place)
            case "type":
                types(value).contains { fits(node, $0, schema) }
                    ? [] : ["\(place): \(node.summary)"]
            case "enum", "const":
                types(value).contains(node.scalar?.text ?? "") ? [] : ["\(place): no such word"]
            case "pattern":
                matches(node, value) ? [] : ["\(place): not as the pattern wants it"]
            case "required":
                types(value).filter { entry(node, $0) == nil }.map { "\(place): \($0) is missing" }
            case "properties":
                value.members.flatMap { name, schema in
                    entry(node, name).map { problems($0, schema, "\(place)/\(name)") } ?? []
                }
            case "additionalProperties":
                entries(node).filter { schema.member("properties")?.member($0.key) == nil }
                    .flatMap { other in
                        value.bool == false
                            ? ["\(place)/\(other.key): unknown"]
                            : problems(other.value, value, "\(place)/\(other.key)")
                    }
            case "items":
                items(node).enumerated().flatMap { index, item in
                    problems(item, value, "\(place)/\(index)")
                }
            case "anyOf":
                value.elements.contains { problems(node, $0, place).isEmpty }
                    ? [] : ["\(place): none of the alternatives"]
            case "allOf": value.elements.flatMap { problems(node, $0, place) }
            case "if":
                problems(node, value, place).isEmpty
                    ? schema.member("then").map { problems(node, $0, place) } ?? [] : []
            default: ["\(place): the schema says '\(word)'"]
            }
        }
    }

    private func matches(_ node: YAMLNode, _ pattern: JSONView) -> Bool {
        guard let pattern = pattern.scalarText, let text = node.scalar?.text else { return false }
        do {
            return text.contains(try Regex(pattern))
        } catch {
            return false
        }
    }

    private func types(_ value: JSONView) -> [String] {
        value.kind == .array
            ? value.elements.compactMap(\.scalarText) : [value.scalarText].compactMap { $0 }
    }

    private func fits(_ node: YAMLNode, _ type: String, _ schema: JSONView) -> Bool {
        switch (type, node.content) {
        case ("object", .mapping), ("array", .list): return true
        case ("string", .scalar(let scalar)): return scalar.value == .text
        case ("boolean", .scalar(let scalar)):
            if case .bool = scalar.value { return true }
            return false
        case ("number", .scalar(let scalar)), ("integer", .scalar(let scalar)):
            guard scalar.value == .number, let number = JSONNumber(scalar.text) else {
                return false
            }
            let isWhole = number.double == number.double.rounded()
            let (low, high) = (schema.member("minimum")?.number, schema.member("maximum")?.number)
            return (type == "number" || isWhole) && low.map { !(number < $0) } ?? true
                && high.map { !($0 < number) } ?? true
        default: return false
        }
    }

    private func resolve(_ reference: JSONView) -> JSONView {
        let steps = (reference.scalarText ?? "").split(separator: "/").dropFirst()
        return steps.reduce(root) { $0.member(String($1)) ?? root }
    }

    private func entries(_ node: YAMLNode) -> [YAMLEntry] {
        if case .mapping(let entries) = node.content { entries } else { [] }
    }

    private func entry(_ node: YAMLNode, _ name: String) -> YAMLNode? {
        entries(node).first { $0.key == name }?.value
    }

    private func items(_ node: YAMLNode) -> [YAMLNode] {
        if case .list(let items) = node.content { items } else { [] }
    }
}
