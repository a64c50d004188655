package import Model

/// A message to be held against a configuration: one that is stored, or one that never came.
package struct TrialMessage: Sendable {
    /// Nil when it is not stored.
    package var id: EventID?
    package var source: String
    package var method = "POST"
    /// Without `?`.
    package var query = ""
    package var headers = HeaderList()
    package var body: [UInt8]
    package var receivedAt: Timestamp

    package init(source: String, body: [UInt8], receivedAt: Timestamp) {
        self.source = source
        self.body = body
        self.receivedAt = receivedAt
    }

    package init(_ event: Event) {
        self.init(source: event.source, body: event.body, receivedAt: event.receivedAt)
        id = event.id
        method = event.method
        query = event.query
        headers = event.headers
    }
}

/// Why a configuration would not take a message at all.
package enum TrialRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// With the most similar name, if there is one.
    case unknownSource(String, nearest: String?)
    case disabledSource(String)
    /// With the most similar name, if there is one.
    case unknownTarget(String, nearest: String?)
    /// An id of it is too long or holds a control character.
    case unusableIdentity(String)
    /// Neither JSON nor a form, or too long.
    case unusableBody(String)

    package var description: String {
        switch self {
        case .unknownSource(let name, let nearest):
            "no source is named '\(Excerpt.clean(name))'"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        case .unknownTarget(let name, let nearest):
            "no target is named '\(Excerpt.clean(name))'"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        case .disabledSource(let name): "the source '\(name)' is not enabled"
        case .unusableIdentity(let why), .unusableBody(let why):
            "the event would be refused: \(why)"
        }
    }
}
