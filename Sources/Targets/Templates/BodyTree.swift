package import Model

/// A body as it is written in routes.yaml: a tree whose texts are templates.
package indirect enum BodyTree: Sendable {
    /// Stands for itself.
    case literal(JSONScalar)
    case template(String)
    case list([BodyTree])
    /// Names stand as they are.
    case object([(name: String, value: BodyTree)])
}

/// A tree ready to be rendered as JSON. Structurally: a value becomes a JSON string, whatever it
/// holds, and cannot leave it.
struct PreparedTree: Sendable {
    private indirect enum Node: Sendable {
        case literal(JSONScalar)
        case template(MessageTemplate)
        /// `{{{path}}}` alone: the value as it is, with its type; null when it is missing.
        case value([String])
        case list([Node])
        case object([(name: String, value: Node)])
    }

    private let root: Node
    /// Members and elements without a value are left out: null, empty texts, lists and objects.
    private let omitsEmpty: Bool

    init(_ tree: BodyTree, omitsEmpty: Bool) throws(TemplateError) {
        root = try Self.prepare(tree)
        self.omitsEmpty = omitsEmpty
    }

    private static func prepare(_ tree: BodyTree) throws(TemplateError) -> Node {
        switch tree {
        case .literal(let scalar): return .literal(scalar)
        case .template(let text):
            let template = try MessageTemplate(text, escaping: .none)
            return path(text).map { .value($0) } ?? .template(template)
        case .list(let items):
            var nodes: [Node] = []
            for item in items { nodes.append(try prepare(item)) }
            return .list(nodes)
        case .object(let members):
            var nodes: [(name: String, value: Node)] = []
            for (name, value) in members { nodes.append((name, try prepare(value))) }
            return .object(nodes)
        }
    }

    /// Of a text that is nothing but `{{{a.b}}}`.
    private static func path(_ text: String) -> [String]? {
        guard text.hasPrefix("{{{"), text.hasSuffix("}}}") else { return nil }
        let inner = text.dropFirst(3).dropLast(3).filter { $0 != " " }
        guard !inner.isEmpty, !inner.contains(where: { "{}()#^/!&".contains($0) }) else {
            return nil
        }
        return inner.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    /// - Throws: `templateTooLarge` beyond `Limits.renderedBytesMax`.
    func bytes(_ context: TemplateContext) throws(RenderFailure) -> [UInt8] {
        var left = Limits.renderedBytesMax
        let piece = try render(root, context, &left)
        var json = JSONWriter(reservingCapacity: 512)
        piece.write(to: &json)
        return json.bytes
    }

    private func render(
        _ node: Node, _ context: TemplateContext, _ left: inout Int
    ) throws(RenderFailure) -> Piece {
        let piece: Piece
        switch node {
        case .literal(let scalar): piece = .scalar(scalar)
        case .template(let template): piece = .scalar(.string(try template.render(context)))
        case .value(let path): piece = context.piece(at: path[...])
        case .list(let items):
            var pieces: [Piece] = []
            for item in items { pieces.append(try render(item, context, &left)) }
            piece = .list(omitsEmpty ? pieces.filter { !$0.isEmpty } : pieces)
        case .object(let members):
            var pieces: [(name: String, value: Piece)] = []
            for (name, value) in members {
                let piece = try render(value, context, &left)
                if !omitsEmpty || !piece.isEmpty { pieces.append((name, piece)) }
            }
            piece = .object(pieces)
        }
        left -= piece.bytes
        guard left >= 0 else { throw RenderFailure(.templateTooLarge) }
        return piece
    }

    /// A part of the body with its values in place.
    indirect enum Piece {
        case scalar(JSONScalar)
        /// Of the event's body, as it came.
        case view(JSONView)
        case list([Piece])
        case object([(name: String, value: Piece)])

        var isEmpty: Bool {
            switch self {
            case .scalar(let scalar): scalar == .null || scalar == .string("")
            case .view(let view):
                switch view.kind {
                case .null: true
                case .array, .object: view.count == 0
                case .string: view.string?.isEmpty ?? true
                case .bool, .number: false
                }
            case .list(let pieces): pieces.isEmpty
            case .object(let members): members.isEmpty
            }
        }

        /// Without what is below.
        var bytes: Int {
            switch self {
            case .scalar(let scalar): scalar.text.utf8.count
            case .view(let view): view.sourceBytes.count
            case .list, .object: 2
            }
        }

        func write(to json: inout JSONWriter) {
            switch self {
            case .scalar(let scalar): json.scalar(scalar)
            case .view(let view): json.raw(view.sourceBytes)
            case .list(let pieces):
                json.array { json in for piece in pieces { piece.write(to: &json) } }
            case .object(let members):
                json.object { json in
                    for (name, value) in members {
                        json.key(name)
                        value.write(to: &json)
                    }
                }
            }
        }
    }
}
