package import Model

/// What rules look at: an event before it is stored, or a stored one again (replay, explain).
///
/// Empty text in `source` or `identity` means that the sender did not say: the field is missing.
package struct EventFacts: Sendable {
    /// Nil while a rule is tried out on an event that does not exist.
    package var id: EventID?
    package var source: String
    package var identity: EventIdentity
    package var method: String
    /// As received, without `?`, credentials removed. Empty when there was none.
    package var query: String
    package var headers: HeaderList
    /// Nil when the body is neither JSON nor a form: every path into it is missing then.
    package var body: JSONView?
    package var receivedAt: Timestamp

    package init(
        id: EventID? = nil, source: String, identity: EventIdentity, method: String = "POST",
        query: String = "", headers: HeaderList = HeaderList(), body: JSONView? = nil,
        receivedAt: Timestamp
    ) {
        self.id = id
        self.source = source
        self.identity = identity
        self.method = method
        self.query = query
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
    }

    /// A stored event; its body is read again. A body that cannot be read is no error.
    package init(_ event: Event) {
        self.init(
            id: event.id, source: event.source, identity: event.identity, method: event.method,
            query: event.query, headers: event.headers,
            body: MessageBody.document(event.body, event.headers)?.root,
            receivedAt: event.receivedAt)
    }
}
