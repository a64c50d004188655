import Model
package import Settings

/// Commands about rules: why an event went where it went, what an edit would change, what was in
/// force when.
extension Operator {
    package func explain(event: String, withCurrentRules isCurrent: Bool) -> ExitCode {
        var json = JSONWriter()
        json.object { json in
            json.member("event", event)
            if isCurrent { json.member("current", true) }
        }
        return show(NodeCall("POST", ["explain"], body: json.bytes)) {
            try rendering.explanation($0)
        }
    }

    /// Holds the stored events since `since` against an edited file; 1 when it changes anything.
    package func plan(_ loaded: LoadResult, since: String) -> ExitCode {
        guard let configuration = loaded.configuration else {
            let errors = loaded.errors.map { TerminalText.lines($0.rendered) }
            StandardOutput.complain(errors.joined(separator: "\n"))
            return .found
        }
        do {
            let totals = try totals(configuration, since: since)
            let findings = try findings(configuration, totals)
            StandardOutput.write(
                isJSON
                    ? String(decoding: totals.json(findings), as: UTF8.self) + "\n"
                    : rendering.plan(totals, findings))
            return totals.hasChanges || !findings.left.isEmpty ? .found : .fine
        } catch {
            return complain(error)
        }
    }

    /// Slice by slice, so that the node is never busy for long.
    func totals(_ configuration: Configuration, since: String) throws -> PlanTotals {
        var totals = PlanTotals()
        var before: String?
        defer { progress.clear() }
        repeat {
            let body = Self.request(configuration.files, since: since, before: before)
            let slice = try Answer(call(NodeCall("POST", ["plan"], body: body)))
            totals.add(slice)
            before = slice.has("next") ? slice.text("next") : nil
            progress.show("\(totals.events) events, back to \(slice.text("reached")) …")
        } while before != nil
        return totals
    }

    private static func request(
        _ files: [ConfigurationFile], since: String, before: String?
    ) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("files")
            json.array { json in
                for file in files {
                    json.object { json in
                        json.member("name", file.name)
                        json.member("text", String(decoding: file.bytes, as: UTF8.self))
                    }
                }
            }
            json.member("since", since)
            if let before { json.member("before", before) }
        }
        return json.bytes
    }

    package func configurations(limit: Int?) -> ExitCode {
        let call = NodeCall(
            "GET", ["configurations"], query: [("limit", limit.map(String.init))])
        return show(call) { try rendering.configurations($0) }
    }

    package func configuration(_ version: String) -> ExitCode {
        show(NodeCall("GET", ["configurations", version])) { try rendering.configuration($0) }
    }

    /// What one has and the other has not, file by file; 1 when they differ.
    package func difference(from old: String, to new: String) -> ExitCode {
        do {
            let old = try files(old)
            let new = try files(new)
            var text = ""
            for name in Set(old.keys).union(new.keys).sorted() {
                let difference = LineDifference(old[name] ?? "", new[name] ?? "").text
                guard !difference.isEmpty else { continue }
                text += "--- \(name)\n" + TerminalText.lines(difference)
            }
            StandardOutput.write(text)
            return text.isEmpty ? .fine : .found
        } catch {
            return complain(error)
        }
    }

    private func files(_ version: String) throws -> [String: String] {
        let answer = try Answer(call(NodeCall("GET", ["configurations", version])))
        return Dictionary(
            answer.list("files").map { ($0.text("name"), $0.text("text")) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension Rendering {
    package func configurations(_ json: [UInt8]) throws(ConsoleError) -> String {
        var table = Table([
            .init("CONFIGURATION"), .init("IN FORCE SINCE"), .init("BY", isFlexible: true),
        ])
        for entry in try Answer(json).list("configurations") {
            table.add([
                entry.text("version"), entry.moment("activated_at", now: now), entry.text("by"),
            ])
        }
        return table.isEmpty ? "no configuration was in force yet\n" : table.rendered(width: width)
    }

    /// The files as they were; several with a line before each.
    package func configuration(_ json: [UInt8]) throws(ConsoleError) -> String {
        let files = try Answer(json).list("files")
        return files.map { file in
            let title = files.count > 1 ? "# \(file.text("name"))\n" : ""
            let text = file.text("text")
            return title + TerminalText.lines(text) + (text.hasSuffix("\n") ? "" : "\n")
        }.joined()
    }
}
