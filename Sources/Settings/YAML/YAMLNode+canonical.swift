extension YAMLNode {
    /// The same text for the same content, whatever its order and quotes.
    var canonical: String {
        switch content {
        case .scalar(let scalar): "\(scalar.value)\(scalar.text.debugDescription)"
        case .list(let items): "[\(items.map(\.canonical).joined(separator: ","))]"
        case .mapping(let entries):
            "{"
                + entries.sorted { $0.key < $1.key }
                .map { "\($0.key.debugDescription):\($0.value.canonical)" }
                .joined(separator: ",") + "}"
        }
    }
}
