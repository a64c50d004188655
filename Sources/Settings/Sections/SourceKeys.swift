import Dispatching
import Model
import Verification

/// Keys of `sources.<name>`.
enum SourceKeys {
    static let preset = Key(
        "preset",
        .choice("a preset", Preset.all.map { ($0.name, $0) }),
        "Where a known vendor's events say what they are about; every key here overrides it.")
    static let verify = Key(
        "verify", .mapping("verify", VerifyKeys.all), required: true,
        "How requests prove who sent them. There is no default.")
    static let type = Key(
        "type", .oneOrList(of: .place, countMax: 16), "Where the sender's event name stands.")
    static let milestones = Key(
        "milestones", .named("a mapping of event names to milestones", by: .milestone),
        "The sender's event name → started, paused, ended, report_ready, media_ready, failed, "
            + "decision or other.")
    static let interview = Key(
        "interview", .oneOrList(of: .place, countMax: 16),
        "Where the sender's interview id stands.")
    static let definition = Key(
        "definition", .oneOrList(of: .place, countMax: 16),
        "Where the id of what many candidates take stands: the job, the interview's template.")
    static let run = Key(
        "run", .oneOrList(of: .place, countMax: 16),
        "Where the id of one candidate's one interview stands.")
    static let fields = Key(
        "fields", .named("a mapping of field names to places", by: .oneOrList(of: .fieldPlace)),
        "Values for messages and rules: candidate_name, score, report_url … A number is a constant."
    )
    static let dedupe = Key(
        "dedupe", .dedupe,
        "What makes two messages the same: one place or a list; `body` for the whole body; "
            + "false: nothing does.")
    static let dedupeWindow = Key(
        "dedupe_window", .duration, default: "24h", "How long a repetition is recognised.")
    static let ack = Key("ack", .mapping("ack", AckKeys.all), "What the sender is answered with.")
    static let bodyLimit = Key(
        "body_limit", .bytes(max: Limits.bodyBytesMax), default: "5MiB", "Larger bodies get 413.")
    static let rate = Key(
        "rate", .rate,
        "Verified requests per time, at most; more get 429. Unset: any number.")
    static let failureLimit = Key(
        "failure_limit", .rate, default: "60/m",
        "Failed verifications of one address per time; then it gets 429 for as long.")
    static let allowFrom = Key(
        "allow_from", .oneOrList(of: .cidr, countMax: 256),
        "Addresses that may send; others get 403. Behind a proxy: see `--trusted-proxies`.")
    static let expectEvery = Key(
        "expect_every", .duration,
        "Longer without an event is an error in log, metrics and status: the sender may have lost "
            + "its webhook.")
    static let bodies = Key(
        "bodies", .choice("a rule for bodies", BodyRule.allCases.map { ($0.rawValue, $0) }),
        default: "readable",
        "readable: JSON and forms, others get 415; any: others too, as bytes of which rules see "
            + "headers and query only.")
    static let batch = Key(
        "batch", .batch,
        "Where the list stands whose elements are events of their own, at most 100: a JSON "
            + "Pointer, `body` when the body is the list; false: a body is one event. Other places "
            + "begin at the element.")
    static let methods = Key(
        "methods",
        .oneOrList(
            of: .choice("a method", ["POST", "GET", "PUT", "PATCH"].map { ($0, $0) }), countMax: 4),
        default: "POST", "By which events come; some senders deliver by GET.")
    static let handshakes = Key(
        "handshakes",
        .list("a list of handshakes", of: .mapping("a handshake", HandshakeKeys.all), countMax: 16),
        "Requests that are answered and never routed: challenges and pings. They replace the "
            + "preset's.")
    static let settings = Key(
        "settings", .settingsAccess,
        "Who may say by the settings API where each interview's events go besides the routes.")
    static let enabled = Key("enabled", .bool, default: "true", "false: requests get 403.")

    static let all: [any KeyDeclaration] = [
        preset, verify, type, milestones, interview, definition, run, fields, dedupe, dedupeWindow,
        ack, bodyLimit, rate, failureLimit, allowFrom, expectEvery, bodies, batch, methods,
        handshakes,
        settings, enabled,
    ]
}

enum AckKeys {
    static let status = Key(
        "status", .integer(200...299), default: "200",
        "Some senders accept only exactly 200.")
    static let body = Key("body", .text, "Sent instead of {\"id\":\"evt_…\"}.")

    static let all: [any KeyDeclaration] = [status, body]
}

extension ValueKind where Value == ValuePlace {
    /// A place, or a number that stands for itself (`score_max: 10`).
    static let fieldPlace = ValueKind("a place such as /data/score, or a number") { node, reading in
        if let scalar = node.scalar, scalar.value == .number, let number = JSONNumber(scalar.text) {
            return .constant(.number(number))
        }
        return ValueKind.place.read(node, reading)
    }
}

/// A list's place, or that there is none.
struct BatchPlace: Sendable {
    var list: JSONPointer?
}

extension ValueKind where Value == BatchPlace {
    static let batch = ValueKind("a JSON Pointer, `body`, or false") { node, reading in
        if case .bool(false)? = node.scalar?.value { return BatchPlace(list: nil) }
        if node.scalar?.text == "body" { return BatchPlace(list: JSONPointer(tokens: [])) }
        return ValueKind<JSONPointer>.pointer.read(node, reading).map { BatchPlace(list: $0) }
    }
}

extension ValueKind where Value == [DedupePart] {
    static let dedupe = ValueKind(
        "a place, a list of places, `body`, or false", shape: .either([.scalar, .list(.scalar)])
    ) { node, reading in
        switch node.scalar?.value {
        case .bool(false): return []
        case .bool(true):
            return reading.expected("a place, a list of places, `body`, or false", node)
        default: break
        }
        return ValueKind.oneOrList(of: ValueKind<DedupePart>.dedupePart, countMax: 8)
            .read(node, reading)
    }
}

extension ValueKind where Value == DedupePart {
    static let dedupePart = ValueKind("a place, or `body`") { node, reading in
        if node.scalar?.text == "body" { return .bodyHash }
        return ValueKind<ValuePlace>.place.read(node, reading).map { .place($0) }
    }
}
