/// Where a source's messages say what they are about. Data: presets fill it, routes.yaml overrides
/// it.
package struct EventMapping: Equatable, Sendable {
    /// Places of the sender's event name; the first that holds one counts.
    package var type: [ValuePlace]
    /// The sender's event name → milestone; names that are not listed are `other`.
    package var milestones: [String: Milestone]
    package var interview: [ValuePlace]
    package var definition: [ValuePlace]
    package var run: [ValuePlace]
    /// Field name → places; the first that holds a scalar counts.
    package var fields: [String: [ValuePlace]]
    /// Parts of the deduplication key; empty means no deduplication.
    package var dedupe: [DedupePart]

    package init(
        type: [ValuePlace] = [], milestones: [String: Milestone] = [:],
        interview: [ValuePlace] = [], definition: [ValuePlace] = [], run: [ValuePlace] = [],
        fields: [String: [ValuePlace]] = [:], dedupe: [DedupePart] = []
    ) {
        self.type = type
        self.milestones = milestones
        self.interview = interview
        self.definition = definition
        self.run = run
        self.fields = fields
        self.dedupe = dedupe
    }

    /// Whether any value is an attribute of a CloudEvent.
    package var hasAttributes: Bool {
        let keys = dedupe.compactMap { if case .place(let place) = $0 { place } else { nil } }
        return [type, interview, definition, run, keys, fields.values.flatMap { $0 }].joined()
            .contains { if case .attribute = $0 { true } else { false } }
    }
}

/// One place in a request where a value stands.
package enum ValuePlace: Hashable, Sendable {
    /// Into the JSON body.
    case body(JSONPointer)
    /// A header by lowercase name.
    case header(String)
    /// A query parameter by name.
    case query(String)
    /// An attribute of a CloudEvent, by lowercase name; see `CloudEvent`.
    case attribute(String)
    /// Always this value.
    case constant(JSONScalar)

    /// Reads `/meta/kind` or `meta.kind` (body), `header:X-Event`, `query:kind`, `ce:type`; nil
    /// when malformed.
    package init?(_ text: String) {
        if text.hasPrefix("header:") {
            let name = text.dropFirst("header:".count)
            guard !name.isEmpty else { return nil }
            self = .header(name.lowercased())
        } else if text.hasPrefix("query:") {
            let name = text.dropFirst("query:".count)
            guard !name.isEmpty else { return nil }
            self = .query(String(name))
        } else if text.hasPrefix("ce:") {
            let name = text.dropFirst("ce:".count)
            guard CloudEvent.isName(name) else { return nil }
            self = .attribute(String(name))
        } else {
            guard !text.isEmpty, let pointer = JSONPointer(text) else { return nil }
            self = .body(pointer)
        }
    }
}

/// One part of a deduplication key.
package enum DedupePart: Hashable, Sendable {
    case place(ValuePlace)
    /// SHA-256 of the whole body; missing when it is empty, since all empty bodies are alike.
    case bodyHash
}
