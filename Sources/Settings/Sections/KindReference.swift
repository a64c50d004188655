import Model
package import Targets

/// What there is to know about a kind of target that is data, as Markdown: `docs/targets.md` and
/// `signalbox targets kinds NAME` show it.
package enum KindReference {
    package static func section(_ definition: KindDefinition) -> String {
        var lines = [
            "### `\(definition.name)`", "",
            definition.documentation.isEmpty
                ? "\(definition.title)." : "\(definition.title): <\(definition.documentation)>.",
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
        let finds = definition.key("find_by") != nil
        if let lookup = definition.lookup {
            lines.append("Looks candidates up by `\(lookup.words)`: <\(lookup.documentation)>.")
        } else if finds {
            lines.append("Documents no lookup by email: `find_by` is refused.")
        }
        lines += ["", "| key | value | default | meaning |", "|---|---|---|---|"]
        for key in KindKeys.keys(definition) where key.keys.isEmpty || definition.lookup != nil {
            lines.append(row(key))
            lines += key.keys.map { row($0, below: key.name + ".") }
        }
        for version in definition.versions {
            let other = version.definition
            let lookup = other.lookup.map {
                " Looks candidates up by `\($0.words)`: <\($0.documentation)>."
            }
            lines += [
                "",
                "With `\(version.key): \(version.value)`, \(other.title): "
                    + "`\(other.method) \(other.path)`, <\(other.documentation)>."
                    + (lookup ?? ""),
            ]
        }
        lines += ["", "| answer | outcome | code |", "|---|---|---|"]
        lines += definition.answerRows.map { "| \($0.answer) | \($0.outcome) | `\($0.code)` |" }
        return lines.joined(separator: "\n") + "\n"
    }

    static func row(_ key: any KeyDeclaration, below path: String = "") -> String {
        let fallback = key.defaultText.map { "`\($0)`" } ?? (key.isRequired ? "required" : "–")
        let value = key.keys.isEmpty ? key.expected : "a mapping"
        let cells = ["`\(path)\(key.name)`", value, fallback, key.doc]
        return "| "
            + cells.map { $0.split(separator: "|").joined(separator: "\\|") }
            .joined(separator: " | ") + " |"
    }
}
