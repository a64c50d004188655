import Model
package import Verification

/// What `signalbox presets` prints: which vendors are known, and what a preset stands for.
package struct PresetText: Sendable {
    private let presets: [Preset]

    package init(_ presets: [Preset] = Preset.all) { self.presets = presets }

    /// One a line.
    package func list(width: Int?) -> String {
        var table = Table([
            .init("PRESET"), .init("VENDOR"), .init("VERIFY"), .init("EVIDENCE"),
            .init("DOCUMENTATION", isFlexible: true),
        ])
        for preset in presets {
            table.add([
                preset.name, preset.title,
                preset.verification.map(\.rawValue).joined(separator: ", "),
                preset.evidence.rawValue, preset.documentation,
            ])
        }
        return table.rendered(width: width)
            + "`signalbox presets show NAME` prints the routes.yaml that it stands for\n"
    }

    /// As docs/sources.md lists it.
    static func row(_ preset: Preset) -> String {
        let kinds = preset.verification.map(\.rawValue).joined(separator: ", ")
        let handshakes = preset.handshakes.map(\.name).joined(separator: ", ")
        return "| [`\(preset.name)`](\(preset.documentation)) | \(preset.title) | \(kinds) | "
            + "\(handshakes.isEmpty ? "–" : handshakes) | \(preset.evidence.rawValue) |"
    }

    /// The same for programs.
    package var listJSON: String {
        var json = JSONWriter()
        json.object { json in
            json.key("presets")
            json.array { json in
                for preset in presets { json.object { $0.members(of: preset) } }
            }
        }
        return json.text + "\n"
    }

    /// A `routes.yaml` that does the same without the preset.
    package func yaml(_ name: String) throws(ConsoleError) -> String {
        PresetYAML(try known(name)).text
    }

    package func json(_ name: String) throws(ConsoleError) -> String {
        let preset = try known(name)
        var json = JSONWriter()
        json.object { json in
            json.members(of: preset)
            json.member("yaml", PresetYAML(preset).text)
        }
        return json.text + "\n"
    }

    private func known(_ name: String) throws(ConsoleError) -> Preset {
        guard let preset = presets.first(where: { $0.name == name }) else {
            let names = presets.map(\.name)
            throw .usage(
                "there is no preset '\(TerminalText.line(name))'"
                    + (NearestName.hint(name, in: names).map { "; \($0)" } ?? ""))
        }
        return preset
    }
}

extension JSONWriter {
    fileprivate mutating func members(of preset: Preset) {
        member("name", preset.name)
        member("title", preset.title)
        member("documentation", preset.documentation)
        member("evidence", preset.evidence.rawValue)
        key("verify")
        array { json in for kind in preset.verification { json.string(kind.rawValue) } }
        key("notes")
        array { json in for note in preset.notes { json.string(note) } }
    }
}
