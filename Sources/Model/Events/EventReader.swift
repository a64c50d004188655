/// Reads from a message what it is about, as its source's mapping says. Pure. One object: asked for
/// each request, and a copy of its mapping is a dozen retained parts.
package final class EventReader: Sendable {
    package let mapping: EventMapping

    package init(_ mapping: EventMapping) { self.mapping = mapping }

    /// Why an identity cannot be taken: answered with 400.
    package enum Problem: Error, Equatable, Sendable {
        /// Longer than `Limits.idBytesMax` bytes of UTF-8.
        case tooLong(what: String)
        case controlCharacter(what: String)
    }

    /// What the message is about. `document` is nil when the body is not JSON: only headers and
    /// query are read then. A value that is missing or no scalar is left empty.
    package func identity(_ message: MessageParts) throws(Problem) -> EventIdentity {
        let type = try text("type", mapping.type, message)
        var fields: [String: JSONScalar] = [:]
        for (name, places) in mapping.fields {
            if let value = first(places, message) { fields[name] = value }
        }
        return EventIdentity(
            type: type, milestone: mapping.milestones[type] ?? .other,
            interview: try text("interview", mapping.interview, message),
            definition: try text("definition", mapping.definition, message),
            run: try text("run", mapping.run, message), fields: fields)
    }

    /// The parts of the deduplication key in order; nil when the source has none, or when one of
    /// its values is missing: such an event is never a duplicate.
    package func dedupeValues(_ message: MessageParts) -> [DedupeValue]? {
        guard !mapping.dedupe.isEmpty else { return nil }
        var values: [DedupeValue] = []
        for part in mapping.dedupe {
            switch part {
            case .bodyHash: values.append(.bodyHash)
            case .place(let place):
                guard let value = value(place, message), value != .null else { return nil }
                values.append(.text(value.text))
            }
        }
        return values
    }

    package enum DedupeValue: Equatable, Sendable {
        case text(String)
        case bodyHash
    }

    /// The text of one value; nil when it is missing or no scalar.
    package static func text(_ place: ValuePlace, _ message: MessageParts) -> String? {
        value(place, message).flatMap { $0 == .null ? nil : $0.text }
    }

    private func first(_ places: [ValuePlace], _ message: MessageParts) -> JSONScalar? {
        for place in places {
            if let value = value(place, message), value != .null { return value }
        }
        return nil
    }

    private func value(_ place: ValuePlace, _ message: MessageParts) -> JSONScalar? {
        Self.value(place, message)
    }

    private static func value(_ place: ValuePlace, _ message: MessageParts) -> JSONScalar? {
        switch place {
        case .body(let pointer): message.body?.value(at: pointer).flatMap(JSONScalar.init)
        case .header(let name): message.headers[name].map(JSONScalar.string)
        case .query(let name): QueryString.value(name, in: message.query).map(JSONScalar.string)
        case .attribute(let name): CloudEvent.attribute(name, message)
        case .constant(let value): value
        }
    }

    private func text(
        _ what: String, _ places: [ValuePlace], _ message: MessageParts
    ) throws(Problem) -> String {
        for place in places {
            // Empty text is a sender's way not to say: the next place may.
            guard let value = value(place, message)?.text, !value.isEmpty else { continue }
            guard value.utf8.count <= Limits.idBytesMax else { throw .tooLong(what: what) }
            guard !Self.hasControl(value) else {
                throw .controlCharacter(what: what)
            }
            return value
        }
        return ""
    }

    /// C0, DEL and C1: Unicode's general category Cc. C1 is C2 80 to C2 9F in UTF-8.
    private static func hasControl(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte < 0x20 || byte == 0x7F || previous == 0xC2 && byte < 0xA0 { return true }
            previous = byte
        }
        return false
    }
}

/// The parts of a request that can say something about the event.
package struct MessageParts: Sendable {
    package var headers: HeaderList
    package var query: String
    /// Nil when the body is not JSON.
    package var body: JSONView?

    package init(headers: HeaderList, query: String, body: JSONView?) {
        self.headers = headers
        self.query = query
        self.body = body
    }
}
