import Model
package import Settings
import Targets
import Verification

/// What `signalbox check` says about a configuration.
package struct CheckReport: Sendable {
    private let result: LoadResult
    private let findings: StoreFindings?

    /// `findings`: when the rules were held against a store too.
    package init(_ result: LoadResult, _ findings: StoreFindings? = nil) {
        self.result = result
        self.findings = findings
    }

    /// 1 when there is an error; warnings alone are fine.
    package var exitCode: ExitCode { result.errors.isEmpty ? .fine : .found }

    /// Diagnostics as compilers print them, then one line of counts.
    package var text: String {
        var text = result.diagnostics.map { TerminalText.lines($0.rendered) }.joined(
            separator: "\n")
        if !text.isEmpty { text += "\n" }
        if !result.secretsMissing.isEmpty {
            text += "not set: \(result.secretsMissing.joined(separator: ", "))\n"
        }
        let found = findings?.lines ?? []
        text += found.map { "warning: \(TerminalText.lines($0))\n" }.joined()
        let warnings = result.warnings.count + found.count
        let counts = warnings == 0 ? "" : ", " + Self.counted(warnings, "warning")
        guard let configuration = result.configuration else {
            return text + Self.counted(result.errors.count, "error") + counts + "\n"
        }
        return text
            + "\(configuration.version): \(Self.counted(configuration.sources.count, "source")), "
            + "\(Self.counted(configuration.targets.count, "target")), "
            + "\(Self.counted(configuration.routeCount, "route"))\(counts)\n"
    }

    /// The same for programs.
    package var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("ok", result.errors.isEmpty)
            if let configuration = result.configuration {
                json.member("configuration", configuration.version)
                json.key("sources")
                json.array { json in
                    for source in configuration.sources.values.sorted(by: { $0.name < $1.name }) {
                        json.object { json in
                            json.member("name", source.name)
                            if let preset = source.preset { json.member("preset", preset) }
                            json.member("verify", source.verifier.kind.rawValue)
                        }
                    }
                }
                json.key("targets")
                json.array { json in
                    for (name, settings) in configuration.targets.sorted(by: { $0.key < $1.key }) {
                        json.object { json in
                            json.member("name", name)
                            json.member("kind", settings.target.kind.name)
                        }
                    }
                }
                json.member("routes", configuration.routeCount)
            }
            findings?.writeMembers(to: &json)
            json.key("secrets_missing")
            json.array { json in for name in result.secretsMissing { json.string(name) } }
            json.key("diagnostics")
            json.array { json in for one in result.diagnostics { json.diagnostic(one) } }
        }
        return json.bytes
    }

    private static func counted(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }
}

extension JSONWriter {
    fileprivate mutating func diagnostic(_ diagnostic: Diagnostic) {
        object { json in
            json.member("severity", diagnostic.severity.rawValue)
            json.member("code", diagnostic.code.rawValue)
            json.member("file", diagnostic.file)
            json.member("line", diagnostic.line)
            json.member("column", diagnostic.column)
            json.member("message", diagnostic.message)
            if let hint = diagnostic.hint { json.member("hint", hint) }
            if !diagnostic.notes.isEmpty {
                json.key("notes")
                json.array { json in for note in diagnostic.notes { json.string(note) } }
            }
        }
    }
}
