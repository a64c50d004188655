/// Where a condition looks: a field of the event, and for the body a place inside it.
///
/// Written dotted (`body.data.score`, `fields.score`, `headers.x-event`) or as a JSON Pointer
/// (`/body/data/score`), which can also name keys with dots in them. The first part names the
/// field.
package struct FilterPath: Hashable, Sendable {
    package enum Root: Hashable, Sendable {
        case id, source, type, milestone, interview, definition, run, method, received, body
        /// A vendor-neutral value by name.
        case field(String)
        /// The first query parameter of that name, decoded.
        case query(String)
        /// The first header of that name, without regard to case.
        case header(String)
        /// The element that `any`, `all` or `none` looks at.
        case element
    }

    package let root: Root
    /// Steps below the root; only `body` and `element` have any.
    package let tokens: [String]
    /// As written.
    package let text: String

    init(root: Root, tokens: [String] = [], text: String) {
        self.root = root
        self.tokens = tokens
        self.text = text
    }
}
