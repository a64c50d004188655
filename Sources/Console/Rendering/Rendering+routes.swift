import Model

extension Operator {
    package func routes() -> ExitCode {
        show(NodeCall("GET", ["routes"])) { try rendering.routes($0) }
    }
}

extension Rendering {
    package func routes(_ json: [UInt8]) throws(ConsoleError) -> String {
        let answer = try Answer(json)
        let (routes, settings) = (answer.list("routes"), answer.list("settings"))
        guard !routes.isEmpty || !settings.isEmpty else { return "no routes\n" }
        var table = Table([
            .init("ROUTE", isFlexible: true), .init("TAKES", isFlexible: true, widthMin: 16),
            .init("TO", isFlexible: true),
            .init("NOTE", isFlexible: true, widthMin: 16),
        ])
        for route in routes {
            let match = route.list("match").compactMap { $0.json.string }
            table.add([
                route.text("name"), match.isEmpty ? "all" : match.joined(separator: ", "),
                route.list("to").map(place).joined(separator: ", "), notes(route),
            ])
        }
        for route in settings {
            let interview = route.text("interview")
            let takes = [
                "source is \"\(route.text("source"))\"",
                "milestone is \"\(route.text("milestone"))\"",
                interview.isEmpty ? "" : "interview is \"\(interview)\"",
            ]
            table.add([
                route.text("name"), takes.filter { !$0.isEmpty }.joined(separator: ", "),
                route.text("host"), route.text("enabled") == "true" ? "" : "disabled",
            ])
        }
        return table.rendered(width: width)
    }
    /// `hiring {table channel[{{source}}], default C0TRIAGE, own text}`.
    private func place(_ entry: Answer) -> String {
        let destination = entry.text("destination")
        let table = entry.text("table")
        var place = entry.text("target")
        var details: [String] = []
        if !table.isEmpty {
            details.append("table \(table)[\(entry.text("key"))]")
            if !destination.isEmpty { details.append("default \(destination)") }
        } else if !destination.isEmpty {
            place += " \(destination)"
        }
        if entry.has("text") { details.append("own text") }
        return details.isEmpty ? place : "\(place) {\(details.joined(separator: ", "))}"
    }

    /// `stop, until 2026-12-02T00:00:00.000Z (in 9 d), once_per run, stale_after 2h`.
    private func notes(_ route: Answer) -> String {
        var notes: [String] = []
        if route.text("enabled") == "false" { notes.append("disabled") }
        if route.has("stop") { notes.append("stop") }
        if route.has("unrouted") { notes.append("unrouted") }
        if route.has("until") { notes.append("until \(route.moment("until", now: now))") }
        if route.has("once_per") { notes.append("once_per \(route.text("once_per"))") }
        if let staleAfter = route.number("stale_after_ms") {
            notes.append("stale_after \(Milliseconds(staleAfter))")
        }
        return notes.joined(separator: ", ")
    }
}
