import Model
package import Targets

/// What there is to know about a kind of target that is data, as Markdown: `docs/targets.md` and
/// `signalbox targets kinds NAME` show it.
package enum KindReference {
    package static func section(_ definition: KindDefinition) -> String {
        var lines = [
            "### `\(definition.name)`", "", "\(definition.title): <\(definition.documentation)>.",
        ]
        if let pace = definition.pace {
            let per = pace.per.count / 1000
            lines.append(
                "`rate` is \(pace.count)/\(per == 1 ? "" : String(per))s unless it is set.")
        }
        let waits = definition.waitWords
        if !waits.isEmpty {
            lines.append(
                "How long to wait: `Retry-After`, then \(waits.joined(separator: ", then ")).")
        }
        if let key = definition.destinationKey {
            lines.append("A route's `\(key)` stands in place of the target's.")
        }
        lines += ["", "| key | value | default | meaning |", "|---|---|---|---|"]
        lines += KindKeys.keys(definition).map(row)
        lines += ["", "| answer | outcome | code |", "|---|---|---|"]
        lines += definition.answerRows.map { "| \($0.answer) | \($0.outcome) | `\($0.code)` |" }
        return lines.joined(separator: "\n") + "\n"
    }

    static func row(_ key: any KeyDeclaration) -> String {
        let fallback = key.defaultText.map { "`\($0)`" } ?? (key.isRequired ? "required" : "–")
        let cells = ["`\(key.name)`", key.expected, fallback, key.doc]
        return "| "
            + cells.map { $0.split(separator: "|").joined(separator: "\\|") }
            .joined(separator: " | ") + " |"
    }
}
