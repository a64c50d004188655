import Model
import Verification

/// Writes a preset as the source of a `routes.yaml`. Reading that file gives the same source.
struct PresetYAML {
    private let preset: Preset

    init(_ preset: Preset) { self.preset = preset }

    var text: String {
        let mapping = preset.mapping
        var lines = ["# \(preset.title): \(preset.documentation)"]
        lines += preset.notes.map { "# - \($0)" }
        lines += [
            "version: 1", "sources:", "  \(preset.name):",
            "    # The same with `preset: \(preset.name)`, and of `verify` only what is yours.",
        ]
        lines += PresetVerifyYAML(preset).lines
        lines += places("type", mapping.type)
        if !mapping.milestones.isEmpty { lines.append("    milestones:") }
        for (type, milestone) in mapping.milestones.sorted(by: { $0.key < $1.key }) {
            lines.append("      \(YAMLText.scalar(type)): \(milestone.rawValue)")
        }
        lines += places("interview", mapping.interview)
        lines += places("definition", mapping.definition)
        lines += places("run", mapping.run)
        if !mapping.fields.isEmpty { lines.append("    fields:") }
        for (name, values) in mapping.fields.sorted(by: { $0.key < $1.key }) {
            lines.append("      \(name): \(list(values.map(YAMLText.place)))")
        }
        let parts = mapping.dedupe.map { part in
            switch part {
            case .place(let value): YAMLText.place(value)
            case .bodyHash: "body"
            }
        }
        lines.append("    dedupe: \(parts.isEmpty ? "false" : list(parts))")
        if preset.bodies != .readable { lines.append("    bodies: \(preset.bodies.rawValue)") }
        if let batch = preset.batch {
            lines.append("    batch: \(batch.tokens.isEmpty ? "body" : "\(batch)")")
        }
        if preset.acknowledgement != Acknowledgement() { lines.append("    ack: \(acknowledge)") }
        if !preset.handshakes.isEmpty { lines.append("    handshakes:") }
        for handshake in preset.handshakes { lines += self.lines(of: handshake) }
        return lines.joined(separator: "\n") + "\n"
    }

    private var acknowledge: String {
        let body = preset.acknowledgement.body.map { ", body: \(YAMLText.quoted($0))" } ?? ""
        return "{ status: \(preset.acknowledgement.status)\(body) }"
    }

    private func lines(of handshake: Handshake) -> [String] {
        var lines = ["      - name: \(YAMLText.scalar(handshake.name))"]
        if handshake.method != "POST" { lines.append("        method: \(handshake.method)") }
        if !handshake.conditions.isEmpty {
            let pairs = handshake.conditions.map {
                "\(YAMLText.quoted($0.place.text)): \(YAMLText.quoted($0.value ?? "*"))"
            }
            lines.append("        when: { \(pairs.joined(separator: ", ")) }")
        }
        if handshake.isBodyEmpty { lines.append("        empty_body: true") }
        switch handshake.proof {
        case .event: break
        case .none: lines.append("        proof: none")
        case .token(let place): lines.append("        proof: \(YAMLText.place(place))")
        }
        if let stores = handshake.stores {
            lines.append("        stores: \(YAMLText.place(stores))")
        }
        let answer = handshake.answer
        if answer.status != 200 { lines.append("        status: \(answer.status)") }
        if !answer.headers.isEmpty {
            let pairs = answer.headers.map {
                "\($0.name): \(YAMLText.quoted($0.value.description))"
            }
            lines.append("        headers: { \(pairs.joined(separator: ", ")) }")
        }
        switch answer.body {
        case .none: break
        case .text(let text): lines.append("        text: \(YAMLText.quoted(text.description))")
        case .json(let members):
            let pairs = members.map { member in
                switch member.value {
                case .text(let text): "\(member.name): \(YAMLText.quoted(text.description))"
                case .number(let number): "\(member.name): \(number.text)"
                }
            }
            lines.append("        json: { \(pairs.joined(separator: ", ")) }")
        }
        return lines
    }

    private func places(_ key: String, _ places: [ValuePlace]) -> [String] {
        places.isEmpty ? [] : ["    \(key): \(list(places.map(YAMLText.place)))"]
    }

    private func list(_ texts: [String]) -> String {
        texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    }
}

/// Scalars as they are written in a `routes.yaml`.
enum YAMLText {
    static func place(_ place: ValuePlace) -> String {
        if case .constant(let value) = place { value.text } else { scalar(place.text) }
    }

    /// Plain where YAML reads it as text for certain, else quoted.
    static func scalar(_ text: String) -> String {
        let isPlain =
            text.utf8.first.map { $0 == 0x2F || ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A } == true
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "/._-:".utf8.contains(byte)
                }
            } && text.utf8.last != UInt8(ascii: ":")
        return isPlain ? text : quoted(text)
    }

    /// JSON's strings are YAML's too.
    static func quoted(_ text: String) -> String {
        var json = JSONWriter()
        json.string(text)
        return json.text
    }
}
