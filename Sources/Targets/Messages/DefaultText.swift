import Model

/// The text of a target without one of its own: made from what every preset fills in.
struct DefaultText: Sendable {
    /// How its marks are written.
    enum Style {
        case slack, plain
    }

    /// One for each milestone; values stay on one line.
    private let templates: [Milestone: MessageTemplate]
    private let escaping: MessageTemplate.Escaping

    init(_ style: Style, escaping: MessageTemplate.Escaping) throws(TemplateError) {
        var templates: [Milestone: MessageTemplate] = [:]
        for milestone in Milestone.allCases {
            templates[milestone] = try MessageTemplate(
                Self.source(for: milestone, style), escaping: escaping)
        }
        self.templates = templates
        self.escaping = escaping
    }

    func text(of event: Event, _ words: TemplateContext) throws(RenderFailure) -> String {
        guard Alert.isAlert(event) else {
            return try templates[event.identity.milestone]?.render(words) ?? ""
        }
        // Subjects are a list, and which of them are worth a line is no matter of templates.
        return DefaultMessage(event).plain.split(separator: "\n")
            .map { TemplateEscaping.escape(String($0), escaping) }.joined(separator: "\n")
    }

    /// The template's source for one milestone.
    private static func source(for milestone: Milestone, _ style: Style) -> String {
        let text = "\(headline(milestone))\(score)\(links)\n_\(origin)_"
        guard style == .plain else { return text }
        // A note is kept for years: it says which event it came from.
        return "\(headline(milestone))\(score)\(links)\n\(origin) · {{event_id}}"
            .replacing("*", with: "").replacing(":warning: ", with: "")
    }

    private static let who =
        "{{#fields.candidate_name}}*{{fields.candidate_name}}*{{/fields.candidate_name}}"
        + "{{^fields.candidate_name}}{{#fields.candidate_email}}*{{fields.candidate_email}}*"
        + "{{/fields.candidate_email}}{{^fields.candidate_email}}A candidate"
        + "{{/fields.candidate_email}}{{/fields.candidate_name}}"

    private static func headline(_ milestone: Milestone) -> String {
        switch milestone {
        case .started: "\(who) started the interview"
        case .paused: "\(who) paused the interview"
        case .ended: "\(who) finished the interview"
        case .reportReady: "\(who): the interview report is ready"
        case .mediaReady: "\(who): the recording is ready"
        case .failed: ":warning: \(who): the interview failed"
        case .decision: "\(who): a decision was made"
        case .other:
            "{{source}}: {{#type}}*{{type}}*{{/type}}{{^type}}a new event{{/type}}"
                + "{{#fields.candidate_name}} ({{fields.candidate_name}}){{/fields.candidate_name}}"
        }
    }

    private static let score =
        "{{#fields.score}}; score {{fields.score}}"
        + "{{#fields.score_max}}/{{fields.score_max}}{{/fields.score_max}}{{/fields.score}}"

    private static let links =
        "{{#fields.report_url}}\nReport: {{fields.report_url}}{{/fields.report_url}}"
        + "{{#fields.recording_url}}\nRecording: {{fields.recording_url}}{{/fields.recording_url}}"

    private static let origin =
        "{{source}}{{#definition}} · {{definition}}{{/definition}}{{#run}} · run {{run}}{{/run}}"
}
