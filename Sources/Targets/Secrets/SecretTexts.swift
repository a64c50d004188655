import Model

/// Every text of a target that must not be seen, with the name of the variable that stands for it.
struct SecretTexts: Sendable {
    struct Item: Sendable {
        /// What follows the target's name: `TOKEN` for `$AUDIT_TOKEN`.
        let variable: String
        let text: String

        init(_ variable: String, _ text: String) {
            self.variable = variable
            self.text = text
        }
    }

    /// Longest first, so that a secret that contains another is found whole.
    let items: [Item]
    /// The same and their forms in JSON and URLs, as bytes to look for.
    let needles: [[UInt8]]

    /// Empty texts are left out.
    init(_ items: [Item]) {
        var seen: Set<String> = []
        self.items = items.filter { !$0.text.isEmpty && seen.insert($0.text).inserted }
            .sorted { $0.text.utf8.count > $1.text.utf8.count }
        var needles: Set<[UInt8]> = []
        for item in self.items {
            let json = TemplateEscaping.escape(item.text, .json)
            for form in [
                item.text, json, json.replacing("/", with: "\\/"), QueryString.encode(item.text),
                TemplateEscaping.escape(item.text, .xml),
            ] { needles.insert(Array(form.utf8)) }
        }
        self.needles = needles.sorted { $0.count > $1.count }
    }
}
