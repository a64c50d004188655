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
        bytes.append(text: "00-")
        guard let received = context.event.traceparent, let trace = valid(received) else {
            bytes.append(hex: context.event.id.uuid.high)
            bytes.append(hex: context.event.id.uuid.low)
            bytes.append(text: "-")
            bytes.append(hex: parent)
            bytes.append(text: "-00")
            return
        }
        bytes.append(contentsOf: trace.id.utf8)
        bytes.append(text: "-")
        bytes.append(hex: parent)
        bytes.append(text: "-")
        bytes.append(contentsOf: trace.flags.utf8)
    }

    /// Trace id and flags of a traceparent; nil for one that the standard tells to drop.
    private static func valid(_ text: String) -> (id: Substring, flags: Substring)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff",
            parts[1].utf8.count == 32, parts[2].utf8.count == 16, parts[3].utf8.count == 2,
            parts[0] != "00" || parts.count == 4,
            parts.prefix(4).allSatisfy({
                $0.utf8.allSatisfy { Hex.value(ofLowercase: $0) != nil }
            }),
            parts[1].utf8.contains(where: { $0 != 0x30 }),
            parts[2].utf8.contains(where: { $0 != 0x30 })
        else { return nil }
        return (parts[1], parts[3])
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
