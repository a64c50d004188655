import Model

/// What there is to say about an event, in parts that every chat lays out in its own way.
///
/// All texts are raw: on one line, cut, not escaped.
struct DefaultMessage {
    struct Pair: Equatable {
        let label: String
        let text: String
    }

    /// Whom it is about.
    let who: String
    /// What happened: follows `who`.
    let what: String
    let isWarning: Bool
    var facts: [Pair] = []
    /// `https` or `http`, fit to stand in a link.
    private(set) var links: [Pair] = []
    /// Where it came from.
    let origin: String

    init(_ event: Event) {
        self =
            Alert.isAlert(event) ? DefaultMessage(alert: event) : DefaultMessage(interview: event)
    }

    private init(interview event: Event) {
        let identity = event.identity
        func field(_ name: String) -> String {
            MessageText.line(identity.fields[name]?.text ?? "", max: Limits.messageValueMax)
        }
        func line(_ text: String) -> String {
            MessageText.line(text, max: Limits.messageValueMax)
        }
        let (name, email) = (field("candidate_name"), field("candidate_email"))
        let type = line(identity.type)
        if identity.milestone == .other {
            who = line(event.source)
            what = ": \(type.isEmpty ? "a new event" : type)"
            if !name.isEmpty { facts.append(Pair(label: "Candidate", text: name)) }
        } else {
            who = name.isEmpty ? email.isEmpty ? "A candidate" : email : name
            what = Self.what(identity.milestone)
        }
        isWarning = identity.milestone == .failed
        if !name.isEmpty, !email.isEmpty { facts.append(Pair(label: "Email", text: email)) }
        let (score, max) = (field("score"), field("score_max"))
        if !score.isEmpty {
            facts.append(Pair(label: "Score", text: max.isEmpty ? score : "\(score)/\(max)"))
        }
        if !identity.definition.isEmpty {
            facts.append(Pair(label: "Job", text: line(identity.definition)))
        }
        for (label, name) in [("Report", "report_url"), ("Recording", "recording_url")] {
            guard let url = identity.fields[name]?.text, !url.isEmpty else { continue }
            if Self.isLink(url) {
                links.append(Pair(label: label, text: url))
            } else {
                facts.append(Pair(label: label, text: line(url)))
            }
        }
        origin = [
            line(event.source), type, identity.run.isEmpty ? "" : "run \(line(identity.run))",
        ].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    init(who: String, what: String, isWarning: Bool, origin: String) {
        self.who = who
        self.what = what
        self.isWarning = isWarning
        self.origin = origin
    }

    /// All of it, for notifications and where no layout is shown.
    var plain: String {
        ([who + what] + (facts + links).map { "\($0.label): \($0.text)" } + [origin])
            .joined(separator: "\n")
    }

    private static func what(_ milestone: Milestone) -> String {
        switch milestone {
        case .started: " started the interview"
        case .paused: " paused the interview"
        case .ended: " finished the interview"
        case .reportReady: ": the interview report is ready"
        case .mediaReady: ": the recording is ready"
        case .failed: ": the interview failed"
        case .decision: ": a decision was made"
        case .other: ""
        }
    }

    /// A URL of visible ASCII without what would end a link.
    private static func isLink(_ text: String) -> Bool {
        let lower = text.prefix(8).lowercased()
        return (lower.hasPrefix("https://") || lower.hasPrefix("http://"))
            && text.utf8.count <= Limits.messageLinkBytesMax
            && text.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && !"<>|\"\\^`{}".utf8.contains($0)
            }
    }
}
