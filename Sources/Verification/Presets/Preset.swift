package import Model

/// What is known about a vendor's webhooks. Data: it fills a source's settings, each of which
/// routes.yaml can override.
package struct Preset: Sendable {
    /// How sure we are.
    package enum Evidence: String, Sendable, CaseIterable {
        /// The vendor's own page says so.
        case documented
        /// The vendor's page leaves parts open; `notes` says which.
        case partlyDocumented = "partly-documented"
        /// Not read on the vendor's page: try it before you rely on it.
        case generalKnowledge = "general-knowledge"
    }

    /// As written after `preset:`.
    package let name: String
    package let title: String
    /// The vendor's page.
    package let documentation: String
    package let evidence: Evidence
    /// What the vendor's page does not say, and what was assumed; one line each, for people.
    package let notes: [String]
    package let mapping: EventMapping
    /// Schemes that this vendor can be verified by, the best first.
    package let verification: [VerificationKind]
    /// The best of them with all but its secrets, when there is more to say than its kind.
    package let scheme: VerificationScheme?
    package let acknowledgement: Acknowledgement
    package let handshakes: [Handshake]
    package let bodies: BodyRule
    /// See `Source.batch`.
    package let batch: JSONPointer?

    package init(
        name: String, title: String, documentation: String, evidence: Evidence,
        notes: [String] = [], mapping: EventMapping, verification: [VerificationKind] = [],
        scheme: VerificationScheme? = nil, acknowledgement: Acknowledgement = Acknowledgement(),
        handshakes: [Handshake] = [], bodies: BodyRule = .readable, batch: JSONPointer? = nil
    ) {
        self.name = name
        self.title = title
        self.documentation = documentation
        self.evidence = evidence
        self.notes = notes
        self.mapping = mapping
        self.verification = (scheme.map { [$0.kind] } ?? []) + verification
        self.scheme = scheme
        self.acknowledgement = acknowledgement
        self.handshakes = handshakes
        self.bodies = bodies
        self.batch = batch
    }

    /// The field names that presets fill and messages may count on.
    package static let fieldNames = [
        "candidate_name", "candidate_email", "candidate_id", "score", "score_max", "report_url",
        "recording_url", "ats_candidate", "event_time",
    ]

    /// By group and name.
    package static let all: [Preset] =
        interviews + screening + assessments + applicantTracking + calendars + meetings
        + development + payments + commerce + messaging + support + platforms

    package static func named(_ name: String) -> Preset? { all.first { $0.name == name } }
}

extension ValuePlace {
    /// A place in the body, by the keys that lead to it.
    static func at(_ keys: String...) -> ValuePlace { .body(JSONPointer(tokens: keys)) }

    static func number(_ value: Int64) -> ValuePlace { .constant(.number(JSONNumber(value))) }
}

extension DedupePart {
    static func at(_ keys: String...) -> DedupePart { .place(.body(JSONPointer(tokens: keys))) }
    static func header(_ name: String) -> DedupePart { .place(.header(name)) }
}

extension JSONPointer {
    static func at(_ keys: String...) -> JSONPointer { JSONPointer(tokens: keys) }
}

extension SignedTemplate {
    static func parts(_ parts: Part...) -> SignedTemplate { SignedTemplate(parts: parts) }

    /// For vendors whose signatures say nothing about the body.
    static func bodyUnsigned(_ parts: Part...) -> SignedTemplate {
        SignedTemplate(parts: parts, allowingUnsignedBody: true)
    }

    /// `{timestamp}.{body}`
    static let dotted = SignedTemplate.parts(.timestamp, .literal("."), .body)
}

extension VerificationScheme {
    /// HMAC-SHA256 over the body alone, in hexadecimal.
    static func hex(_ header: String, prefix: String = "") -> VerificationScheme {
        .signature(SignatureScheme(header: header, prefix: prefix))
    }

    /// HMAC-SHA256 over the body alone, in base64.
    static func base64(_ header: String, prefix: String = "") -> VerificationScheme {
        .signature(SignatureScheme(header: header, prefix: prefix, encoding: .base64))
    }

    /// `t=…,v1=…` over `{timestamp}.{body}`, in hexadecimal.
    static func timed(
        _ header: String, prefix: String = "v1=", tolerance: Milliseconds = .minutes(5)
    ) -> VerificationScheme {
        .signature(
            SignatureScheme(
                header: header, prefix: prefix, signed: .dotted,
                timestamp: .init(.element("t"), tolerance: tolerance)))
    }

    static let standardWebhooks = VerificationScheme.standardWebhooks(
        secrets: [], tolerance: .minutes(5))
}

extension Preset {
    /// The vendor chooses the secret, in a handshake.
    package var isPaired: Bool { handshakes.contains { $0.stores != nil } }

    /// `url` must be set: the address is signed.
    package var needsURL: Bool {
        guard case .signature(let scheme)? = self.scheme else { return false }
        return scheme.signed.parts.contains { $0 == .url || $0 == .urlDecoded }
    }

    /// The signature says nothing about the body, or too little: the address should be a secret.
    package var wantsPathToken: Bool {
        guard case .signature(let scheme)? = self.scheme else { return false }
        return !scheme.signed.coversBody || scheme.signed.parts.contains(.crc32)
    }
}
