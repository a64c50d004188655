import Model

/// Which of an event's headers a target gets to see.
struct Forwarding: Sendable {
    private let named: [String]
    private let replaced: [String]
    private let originalBody: Bool

    /// `replaced` are names that the target sets itself: the event's are left out.
    init(named: [String], replaced: [String], originalBody: Bool) throws(TargetError) {
        for name in named {
            guard HeaderText.isName(name) else {
                throw .invalid(setting: "forward_headers", problem: "'\(name)' is no header name")
            }
            guard !HeaderNames.isNeverForwarded(name) else {
                throw .invalid(
                    setting: "forward_headers",
                    problem: "'\(name)' is never forwarded: it is a credential, belongs to one "
                        + "connection, or is set by Signalbox itself")
            }
        }
        self.named = named
        self.replaced = replaced
        self.originalBody = originalBody
    }

    func append(to fields: inout PackedHeaders, _ event: Event) {
        for field in event.headers.fields where wants(field.name, event) {
            if HeaderText.isValid(field.value) { fields.append(field.name, field.value) }
        }
    }

    private func wants(_ name: String, _ event: Event) -> Bool {
        guard isUsual(name, event) || named.contains(where: { HeaderList.equal($0, name) })
        else { return false }
        return !replaced.contains { HeaderList.equal($0, name) }
    }

    /// What belongs to the body, CloudEvents attributes, and the trace.
    private func isUsual(_ name: String, _ event: Event) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first else { return false }
        switch first | 0x20 {
        case UInt8(ascii: "c"):
            if bytes.count > 3, Self.isCloudEventsAttribute(name) { return true }
            guard originalBody else { return false }
            return HeaderList.equal(name, "content-type")
                || HeaderList.equal(name, "content-encoding")
        case UInt8(ascii: "t"):
            // Without its traceparent a tracestate means nothing.
            return event.traceparent != nil && HeaderList.equal(name, "tracestate")
        default: return false
        }
    }

    private static func isCloudEventsAttribute(_ name: String) -> Bool {
        var bytes = name.utf8.makeIterator()
        return bytes.next().map { $0 | 0x20 } == UInt8(ascii: "c")
            && bytes.next().map { $0 | 0x20 } == UInt8(ascii: "e")
            && bytes.next() == UInt8(ascii: "-")
    }
}

/// Header names with a meaning of their own; compared in lower case.
enum HeaderNames {
    /// RFC 9110 section 7.6.1, and what the transport sets from the request itself.
    static let ofConnection: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
        "upgrade", "host", "content-length", "expect",
    ]
    static let credentials: Set<String> = [
        "authorization", "proxy-authorization", "proxy-authenticate", "cookie", "set-cookie",
    ]
    /// Set by us on every request.
    static let own: Set<String> = [
        "webhook-id", "webhook-timestamp", "webhook-signature", "idempotency-key",
        "signalbox-event", "signalbox-type", "signalbox-hops", "traceparent",
    ]

    static func isNeverForwarded(_ name: String) -> Bool {
        let name = name.lowercased()
        return ofConnection.contains(name) || credentials.contains(name) || own.contains(name)
            || name == "user-agent"
    }

    /// Whether a header's constant value is probably a credential.
    static func soundsSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return credentials.contains(name)
            || ["token", "secret", "key", "password"].contains { name.contains($0) }
            || name.split(separator: "-").contains("auth")
    }
}
