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
    static let enabled = Key("enabled", .bool, default: "true", "false: requests get 403.")

    static let all: [any KeyDeclaration] = [
        preset, verify, type, milestones, interview, definition, run, fields, dedupe, dedupeWindow,
        ack, bodyLimit, enabled,
    ]
}

enum AckKeys {
    static let status = Key(
        "status", .integer(200...299), default: "200",
        "Some senders accept only exactly 200.")
    static let body = Key("body", .text, "Sent instead of {\"id\":\"evt_…\"}.")

    static let all: [any KeyDeclaration] = [status, body]
}

/// Keys of `verify`; which of them have a meaning depends on the scheme.
enum VerifyKeys {
    static let scheme = Key(
        "scheme",
        .choice(
            "a scheme of verification", VerificationKind.allCases.map { ($0.rawValue, $0) }),
        required: true,
        "header, path-token, basic, bearer, hmac-sha256, standard-webhooks, or none.")
    static let secret = Key("secret", .secret, "The secret; for several use `secrets`.")
    static let secrets = Key(
        "secrets", .list("a list of secrets", of: .secret, countMax: 8),
        "Any of them is accepted: for changing a secret without a gap.")
    static let header = Key("header", .headerName, "header: which header holds the secret.")
    static let username = Key("username", .text, "basic: the user's name, without ':'.")
    static let password = Key("password", .secret, "basic: the password.")
    static let signature = Key(
        "signature", .mapping("signature", SignatureKeys.all),
        "hmac-sha256: where the signature stands, and how it is written.")
    static let signed = Key(
        "signed", .signedTemplate, default: "\"{body}\"",
        "hmac-sha256: what is signed: text with {body}, {timestamp}, {id}, {method}, "
            + "{header:Name}.")
    static let idHeader = Key(
        "id_header", .headerName, default: "webhook-id", "hmac-sha256: where {id} stands.")
    static let timestamp = Key(
        "timestamp", .mapping("timestamp", TimestampKeys.all),
        "hmac-sha256: where the time of signing stands.")
    static let tolerance = Key(
        "tolerance", .duration, default: "5m",
        "standard-webhooks: how far the time of signing may be from now, both ways.")

    static let all: [any KeyDeclaration] = [
        scheme, secret, secrets, header, username, password, signature, signed, idHeader,
        timestamp, tolerance,
    ]

    /// What has a meaning with a scheme.
    static func keys(for kind: VerificationKind) -> [any KeyDeclaration] {
        switch kind {
        case .header: [scheme, header, secret, secrets]
        case .pathToken, .bearer: [scheme, secret, secrets]
        case .basic: [scheme, username, password, secret, secrets]
        case .hmacSHA256: [scheme, signature, signed, idHeader, timestamp, secret, secrets]
        case .standardWebhooks: [scheme, secret, secrets, tolerance]
        case .none: [scheme]
        }
    }
}

enum SignatureKeys {
    static let header = Key("header", .headerName, required: true, "Where the signature stands.")
    static let prefix = Key("prefix", .text, "Stands before it: sha256=")
    static let encoding = Key(
        "encoding",
        .choice("an encoding", HMACScheme.Encoding.allCases.map { ($0.rawValue, $0) }),
        default: "hex", "hex, base64 or base64url.")

    static let all: [any KeyDeclaration] = [header, prefix, encoding]
}

enum TimestampKeys {
    static let header = Key(
        "header", .headerName, required: true,
        "Where the time stands; the signature's own header for the form t=…,v1=….")
    static let tolerance = Key(
        "tolerance", .duration, default: "5m", "How far it may be from now, both ways.")

    static let all: [any KeyDeclaration] = [header, tolerance]
}

extension ValueKind where Value == SignedTemplate {
    static let signedTemplate = parsed(
        "what is signed, such as \"{timestamp}.{body}\"", unset: .body
    ) { text throws(ValueProblem) in
        do throws(VerificationError) {
            return try SignedTemplate(text)
        } catch {
            throw ValueProblem(error.description)
        }
    }
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

extension ValueKind where Value == [DedupePart] {
    static let dedupe = ValueKind("a place, a list of places, `body`, or false") { node, reading in
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
