import Model

/// The headers that every request of ours carries, whatever its kind.
enum OwnHeaders {
    /// Appends `webhook-id`, `idempotency-key`, the `signalbox-*` headers and `traceparent`.
    ///
    /// Answers with the text of the webhook-id, which a signature covers.
    @discardableResult
    static func append(to fields: inout [HeaderList.Field], _ context: AttemptContext) -> String {
        let event = context.event
        let webhookID = context.delivery.webhookID.description
        fields.append(.init(name: "webhook-id", value: webhookID))
        fields.append(.init(name: "idempotency-key", value: webhookID))
        fields.append(.init(name: "signalbox-event", value: event.id.description))
        // Ids and types hold no control characters: ingress refuses them.
        if !event.identity.type.isEmpty, HeaderText.isValid(event.identity.type) {
            fields.append(.init(name: "signalbox-type", value: event.identity.type))
        }
        fields.append(.init(name: "signalbox-hops", value: hops(after: event)))
        fields.append(.init(name: "traceparent", value: traceparent(context)))
        return webhookID
    }

    /// One more than the event came with, so that a circle of relays ends (508 at the fifth).
    private static func hops(after event: Event) -> String {
        guard let text = event.headers["signalbox-hops"] else { return "1" }
        guard let hops = Int(text), hops >= 0 else { return "1" }
        return String(min(hops, 999) + 1)
    }

    /// The sender's trace with a parent id of this attempt's own; a new trace when there is none.
    /// Source: https://www.w3.org/TR/trace-context/#traceparent-header
    static func traceparent(_ context: AttemptContext) -> String {
        // Distinct for each attempt and never zero: a UUID's low half has its top bit set, and
        // attempt numbers do not reach it.
        let parent = context.delivery.id.uuid.low ^ UInt64(context.attempt & 0xFFFF)
        if let received = context.event.traceparent.flatMap(TraceContext.init(traceparent:)) {
            return received.child(parent: parent).description
        }
        let uuid = context.event.id.uuid
        return TraceContext(traceHigh: uuid.high, traceLow: uuid.low, parent: parent).description
    }
}

/// What may stand in a header field (RFC 9110 section 5).
enum HeaderText {
    /// A field value: no control byte but the tab.
    static func isValid(_ value: String) -> Bool {
        value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }

    /// A value made from event data: no control byte at all.
    static func isFreeOfControls(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// A field name: a token.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
