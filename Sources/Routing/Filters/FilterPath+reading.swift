import Model

extension FilterPath {
    /// What a path's value can be, as far as it is known before any event.
    enum Content {
        /// An id: always text, whatever way it was written.
        case text
        case milestone
        /// Text of the request; a number never equals it.
        case requestText
        case time
        /// A single value of any kind.
        case scalar
        case anything
    }

    var content: Content {
        switch root {
        case .id, .source, .type, .interview, .definition, .run: .text
        case .milestone: .milestone
        case .method, .query, .header: .requestText
        case .received: .time
        case .field: .scalar
        case .body, .element: .anything
        }
    }

    /// The fields of an event, as the first part of a path.
    static let rootNames = [
        "id", "source", "type", "milestone", "interview", "definition", "run", "fields", "method",
        "query", "headers", "body", "received",
    ]

    /// The element that `any`, `all` or `none` looks at, itself.
    static let element = FilterPath(root: .element, text: "")

    /// Reads a path into an event, dotted or as a JSON Pointer.
    package init(_ text: String) throws(FilterError) {
        guard !text.isEmpty, let pointer = JSONPointer(text) else {
            throw FilterError(.malformedPath(text))
        }
        let name = pointer.tokens[0]
        let below = Array(pointer.tokens.dropFirst())
        // A dot may be part of a header's or parameter's name.
        let isPointer = text.utf8.first == UInt8(ascii: "/")
        func named(_ make: (String) -> Root) throws(FilterError) -> FilterPath {
            guard let first = below.first, !first.isEmpty else {
                throw FilterError(.nameMissing(name))
            }
            guard !isPointer || below.count == 1 else {
                throw FilterError(.nothingBelow("\(name).\(first)"))
            }
            return FilterPath(root: make(below.joined(separator: ".")), text: text)
        }
        switch name {
        case "body": self.init(root: .body, tokens: below, text: text)
        case "fields": self = try named { .field($0) }
        case "query": self = try named { .query($0) }
        case "headers": self = try named { .header($0.lowercased()) }
        default:
            guard let root = Self.single(name) else {
                let nearest =
                    NearestName.find(name, in: Self.rootNames)
                    ?? (isPointer ? "/body\(text)" : "body.\(text)")
                throw FilterError(.unknownField(name, nearest: nearest))
            }
            guard below.isEmpty else { throw FilterError(.nothingBelow(name)) }
            self.init(root: root, text: text)
        }
    }

    /// Reads a path below the element that `any`, `all` or `none` looks at.
    init(element text: String) throws(FilterError) {
        guard !text.isEmpty, let pointer = JSONPointer(text) else {
            throw FilterError(.malformedPath(text))
        }
        self.init(root: .element, tokens: pointer.tokens, text: text)
    }

    private static func single(_ name: String) -> Root? {
        switch name {
        case "id": .id
        case "source": .source
        case "type": .type
        case "milestone": .milestone
        case "interview": .interview
        case "definition": .definition
        case "run": .run
        case "method": .method
        case "received": .received
        default: nil
        }
    }
}
