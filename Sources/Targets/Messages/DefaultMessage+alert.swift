import Model

extension DefaultMessage {
    /// Subjects that get a line of their own: Slack takes ten such fields in a section.
    private static let subjectsMax = 7

    /// What there is to say about an alert: its message, what to do, and whom it is about when they
    /// are several.
    init(alert event: Event) {
        func field(_ name: String) -> String {
            MessageText.line(
                event.identity.fields[name]?.text ?? "", max: Limits.messageAlertMax)
        }
        self.init(
            who: Product.name, what: ": \(field("message"))",
            isWarning: field("severity") != "notice",
            origin: "\(Alert.source) · \(event.identity.type)")
        if field("state") == Alert.State.lasts.rawValue {
            facts.append(Pair(label: "Since", text: field("since")))
        }
        let advice = field("advice")
        if !advice.isEmpty { facts.append(Pair(label: "What to do", text: advice)) }
        let subjects = (try? JSONDocument(event.body))?.root.member("subjects")
        // The only one is what the message speaks of.
        guard let subjects, subjects.count > 1 else { return }
        for subject in subjects.elements.prefix(Self.subjectsMax) {
            func text(_ name: String) -> String { subject.member(name)?.string ?? "" }
            let parts = [text("message"), text("advice")].filter { !$0.isEmpty }
            guard !parts.isEmpty else { continue }
            facts.append(
                Pair(
                    label: MessageText.line(text("name"), max: Limits.messageValueMax),
                    text: MessageText.line(
                        parts.joined(separator: "; "), max: Limits.messageAlertMax)))
        }
    }
}
