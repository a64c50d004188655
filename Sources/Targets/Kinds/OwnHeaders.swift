import Model

/// The headers that every request of ours carries, whatever its kind.
enum OwnHeaders {
    /// Names and values of all of them, roughly.
    static let bytes = 400
    static let count = 8

    /// Appends `webhook-id`, `idempotency-key`, the `signalbox-*` headers and `traceparent`.
    ///
    /// Answers with the text of the webhook-id, which a signature covers.
    @discardableResult
    static func append(to fields: inout PackedHeaders, _ context: AttemptContext) -> String {
        let event = context.event
        let webhookID = context.delivery.webhookID.description
        fields.append("webhook-id", webhookID)
        fields.append("idempotency-key", webhookID)
        fields.append("signalbox-event") { bytes in
            bytes.append(text: EventID.prefix)
            bytes.append(hex: event.id.uuid.high)
            bytes.append(hex: event.id.uuid.low)
        }
        // Ids and types hold no control characters: ingress refuses them.
        if !event.identity.type.isEmpty, HeaderText.isValid(event.identity.type) {
            fields.append("signalbox-type", event.identity.type)
        }
        fields.append("signalbox-hops", hops(after: event))
        fields.append("traceparent") { appendTraceparent(to: &$0, context) }
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
    private static func appendTraceparent(to bytes: inout [UInt8], _ context: AttemptContext) {
        // Distinct for each attempt and never zero: a UUID's low half has its top bit set, and
        // attempt numbers do not reach it.
        let parent = context.delivery.id.uuid.low ^ UInt64(context.attempt & 0xFFFF)
        let uuid = context.event.id.uuid
        let received = context.event.traceparent.flatMap(TraceContext.init(traceparent:))
        let trace =
            received?.child(parent: parent)
            ?? TraceContext(traceHigh: uuid.high, traceLow: uuid.low, parent: parent)
        bytes.append(text: trace.description)
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
