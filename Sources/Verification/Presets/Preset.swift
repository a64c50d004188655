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
    package let acknowledgement: Acknowledgement

    package init(
        name: String, title: String, documentation: String, evidence: Evidence,
        notes: [String] = [], mapping: EventMapping, verification: [VerificationKind],
        acknowledgement: Acknowledgement = Acknowledgement()
    ) {
        self.name = name
        self.title = title
        self.documentation = documentation
        self.evidence = evidence
        self.notes = notes
        self.mapping = mapping
        self.verification = verification
        self.acknowledgement = acknowledgement
    }

    /// The field names that presets fill and messages may count on.
    package static let fieldNames = [
        "candidate_name", "candidate_email", "candidate_id", "score", "score_max", "report_url",
        "recording_url", "ats_candidate",
    ]

    /// By name.
    package static let all: [Preset] = [apriora, xobin]

    package static func named(_ name: String) -> Preset? { all.first { $0.name == name } }
}

extension ValuePlace {
    /// A place in the body, by the keys that lead to it.
    static func at(_ keys: String...) -> ValuePlace { .body(JSONPointer(tokens: keys)) }
}
