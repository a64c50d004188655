/// One verified message, kept byte for byte.
///
/// Immutable and shared: all deliveries of an event refer to the same object, so its body is in
/// memory once.
package final class Event: Sendable {
    package let id: EventID
    package let source: String
    package let identity: EventIdentity
    package let method: String
    /// The query string as received, without `?`; credentials removed. Empty when there was none.
    package let query: String
    /// As received, in order, without credentials (`Authorization`, `Cookie`, the source's own).
    package let headers: HeaderList
    package let body: [UInt8]
    package let receivedAt: Timestamp
    /// The configuration that planned its deliveries; see `Settings`.
    package let configurationVersion: String
    /// W3C `traceparent` of the sender or our own; nil when there is none.
    package let traceparent: String?
    /// JSON: which routes matched and on which clause near ones failed (design section 2, promise
    /// 8).
    package let explanation: [UInt8]
    /// What the event takes of the memory window, in bytes; roughly.
    package let weight: Int

    package init(
        id: EventID, source: String, identity: EventIdentity, method: String = "POST",
        query: String = "", headers: HeaderList, body: [UInt8], receivedAt: Timestamp,
        configurationVersion: String, traceparent: String? = nil, explanation: [UInt8] = []
    ) {
        self.id = id
        self.source = source
        self.identity = identity
        self.method = method
        self.query = query
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
        self.configurationVersion = configurationVersion
        self.traceparent = traceparent
        self.explanation = explanation
        weight = body.count + headers.weight + 512
    }

    package var contentType: String? { headers["content-type"] }
}

/// What an event is about, read from its body and headers. Empty text: the sender did not say.
package struct EventIdentity: Equatable, Sendable {
    /// The sender's own event name.
    package var type: String
    package var milestone: Milestone
    package var interview: String
    package var definition: String
    package var run: String
    /// Vendor-neutral values by name: `candidate_name`, `score`, `report_url` …
    package var fields: [String: JSONScalar]

    package init(
        type: String = "", milestone: Milestone = .other, interview: String = "",
        definition: String = "", run: String = "", fields: [String: JSONScalar] = [:]
    ) {
        self.type = type
        self.milestone = milestone
        self.interview = interview
        self.definition = definition
        self.run = run
        self.fields = fields
    }
}
