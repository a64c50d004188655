import Model

extension Rendering {
    package func targets(_ json: [UInt8]) throws(ConsoleError) -> String {
        let answer = try Answer(json)
        let targets = answer.list("targets")
        guard !targets.isEmpty else { return "no targets\n" }
        return targetTable(targets).rendered(width: width) + remedies(targets)
    }

    /// One target, after it was paused or resumed.
    package func target(_ json: [UInt8]) throws(ConsoleError) -> String {
        let target = try Answer(json)
        return target.text("name") + " is " + target.text("state")
            + (target.has("reason") ? " (\(TerminalText.line(target.reason)))" : "") + "\n"
            + (target.number("dropped").map { count in
                (count == 1 ? "1 delivery" : "\(count) deliveries") + " called off\n"
            } ?? "")
    }

    package func status(_ json: [UInt8]) throws(ConsoleError) -> String {
        let status = try Answer(json)
        var page = Page()
        let node = status.text("node")
        page.line("\(status.text("product")) \(status.text("version"))")
        let oldest = status.number("backlog", "oldest_age_ms").map {
            ", the oldest \(RelativeTime.span(Milliseconds($0))) old"
        }
        page.values([
            ("node", node == "none" ? "none runs here" : node),
            ("started", status.moment("started_at", now: now)),
            ("configuration", status.text("configuration", "version")),
            (
                "rules",
                status.has("configuration")
                    ? ["source", "target", "route"].map { word in
                        counted(status.number("configuration", word + "s") ?? 0, word)
                    }.joined(separator: ", ") : ""
            ),
            (
                "backlog",
                (status.number("backlog", "deliveries") ?? 0) == 1
                    ? "1 delivery" + (oldest ?? "")
                    : "\(status.text("backlog", "deliveries")) deliveries" + (oldest ?? "")
            ),
            ("on their way", status.text("in_flight")),
            (
                "for a person",
                status.number("backlog", "waiting_for_person").flatMap { count in
                    count == 0
                        ? nil : "\(count), see signalbox deliveries --for-person"
                } ?? ""
            ),
            (
                "targets",
                (status.json.member("targets").map { Array($0.members) } ?? [])
                    .filter { $0.value.scalarText != "0" }
                    .map { "\($0.value.scalarText ?? "") \($0.key)" }.joined(separator: ", ")
            ),
        ])
        let refusal = status.list("configuration", "refusal").compactMap { $0.json.string }
        if !refusal.isEmpty {
            page.title("the last reload was refused; the rules above stay in force")
            page.block(refusal.joined(separator: "\n"))
        }
        let certificate = status.text("certificate", "refusal")
        if !certificate.isEmpty {
            page.title("the certificate's files are refused; the old one stays in use")
            page.block(TerminalText.line(certificate))
        }
        if status.text("certificate", "ending") == "true" {
            page.line("the certificate in use ends on \(status.text("certificate", "not_after"))")
        }
        let attention = status.list("attention")
        if !attention.isEmpty {
            page.title("needs attention")
            page.table(targetTable(attention), width: width)
            page.block(remedies(attention))
        }
        for source in status.list("silent_sources") {
            page.line(
                "source '\(source.text("name"))' is silent: its last event came "
                    + (source.has("last_event_at")
                        ? source.ago("last_event_at", now: now) : "never"))
        }
        // The rest of them is said above, with more to it.
        let others = ["backlog.old", "source.refused", "disk.low", "secret.expiring"]
        let alerts = status.list("alerts").filter {
            others.contains($0.text("type")) || $0.text("type").hasPrefix("dead_letters.")
        }
        if !alerts.isEmpty { page.title("alerts") }
        for alert in alerts {
            let advice = alert.text("advice")
            page.line(
                TerminalText.line(
                    "  \(alert.text("message")), since \(alert.ago("since", now: now))"
                        + (advice.isEmpty ? "" : "; \(advice)")))
        }
        return page.text
    }

    package func reload(_ json: [UInt8]) throws(ConsoleError) -> String {
        let answer = try Answer(json)
        let version = answer.text("configuration")
        let warnings = answer.list("warnings").compactMap { $0.json.string }
        return
            (answer.text("changed") == "true"
            ? "\(version) is in force now\n" : "\(version) was in force already\n")
            + warnings.map { TerminalText.lines($0) + "\n" }.joined()
    }

    /// What `status` should exit with: 1 when something needs a person.
    package func statusExitCode(_ json: [UInt8]) throws(ConsoleError) -> ExitCode {
        let status = try Answer(json)
        let isBlocked = status.list("attention").contains { $0.text("state") == "blocked" }
        let isSilent = !status.list("silent_sources").isEmpty
        let isRefused = !status.list("configuration", "refusal").isEmpty
        let isUncertain =
            !status.text("certificate", "refusal").isEmpty
            || status.text("certificate", "ending") == "true"
        return isBlocked || isRefused || isSilent || isUncertain || status.text("node") != "running"
            ? .found : .fine
    }

    private func targetTable(_ targets: [Answer]) -> Table {
        var table = Table([
            .init("TARGET", isFlexible: true), .init("KIND"), .init("STATE"), .init("SINCE"),
            .init("ON THEIR WAY", .right), .init("REASON", isFlexible: true),
        ])
        for target in targets {
            table.add([
                target.text("name"), target.text("kind").isEmpty ? "removed" : target.text("kind"),
                target.text("state"), target.ago("since", now: now), target.text("in_flight"),
                target.reason,
            ])
            for place in target.list("destinations") {
                table.add([
                    "  \(place.text("destination"))", "", place.text("state"),
                    place.ago("since", now: now), "", place.reason,
                ])
            }
        }
        return table
    }

    private func remedies(_ targets: [Answer]) -> String {
        targets.filter { $0.has("remedy") }.map { target in
            TerminalText.line("\(target.text("name")): \(target.text("remedy"))") + "\n"
        }.joined()
    }
}
