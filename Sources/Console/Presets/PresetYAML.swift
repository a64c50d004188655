import Model
import Verification

/// Writes a preset as the source of a `routes.yaml`. Reading that file gives the same mapping.
struct PresetYAML {
    private let preset: Preset

    init(_ preset: Preset) { self.preset = preset }

    var text: String {
        let mapping = preset.mapping
        var lines = ["# \(preset.title): \(preset.documentation)"]
        lines += preset.notes.map { "# - \($0)" }
        lines += [
            "version: 1", "sources:", "  \(preset.name):",
            "    # `preset: \(preset.name)` and `verify` say the same.",
            "    verify: \(verify)",
        ]
        lines += places("type", mapping.type)
        if !mapping.milestones.isEmpty { lines.append("    milestones:") }
        for (type, milestone) in mapping.milestones.sorted(by: { $0.key < $1.key }) {
            lines.append("      \(scalar(type)): \(milestone.rawValue)")
        }
        lines += places("interview", mapping.interview)
        lines += places("definition", mapping.definition)
        lines += places("run", mapping.run)
        if !mapping.fields.isEmpty { lines.append("    fields:") }
        for (name, values) in mapping.fields.sorted(by: { $0.key < $1.key }) {
            lines.append("      \(name): \(list(values.map(place)))")
        }
        let parts = mapping.dedupe.map { part in
            switch part {
            case .place(let value): place(value)
            case .bodyHash: "body"
            }
        }
        lines.append("    dedupe: \(parts.isEmpty ? "false" : list(parts))")
        if preset.acknowledgement != Acknowledgement() { lines.append("    ack: \(acknowledge)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The best scheme that the vendor can do, with names of secrets to be set.
    private var verify: String {
        let name = preset.name.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
        let secret = "\"${\(String(name))_SECRET}\""
        return switch preset.verification.first ?? .pathToken {
        case .pathToken: "{ scheme: path-token, secret: \(secret) }"
        case .basic: "{ scheme: basic, username: relay, password: \(secret) }"
        case .bearer: "{ scheme: bearer, secret: \(secret) }"
        case .header: "{ scheme: header, header: X-Webhook-Secret, secret: \(secret) }"
        case .standardWebhooks: "{ scheme: standard-webhooks, secret: \(secret) }"
        case .hmacSHA256:
            "{ scheme: hmac-sha256, signature: { header: X-Signature }, secret: \(secret) }"
        case .none: "{ scheme: none }"
        }
    }

    private var acknowledge: String {
        let body = preset.acknowledgement.body.map { ", body: \(quoted($0))" } ?? ""
        return "{ status: \(preset.acknowledgement.status)\(body) }"
    }

    private func places(_ key: String, _ places: [ValuePlace]) -> [String] {
        places.isEmpty ? [] : ["    \(key): \(list(places.map(place)))"]
    }

    private func place(_ place: ValuePlace) -> String {
        switch place {
        case .body(let pointer): scalar(pointer.description)
        case .header(let name): scalar("header:\(name)")
        case .query(let name): scalar("query:\(name)")
        case .constant(let value): value.text
        }
    }

    private func list(_ texts: [String]) -> String {
        texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    }

    /// Plain where YAML reads it as text for certain, else quoted.
    private func scalar(_ text: String) -> String {
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
    private func quoted(_ text: String) -> String {
        var json = JSONWriter()
        json.string(text)
        return json.text
    }
}
