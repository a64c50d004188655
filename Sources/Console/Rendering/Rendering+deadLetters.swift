import Model

extension Rendering {
    package func deadLetters(_ json: [UInt8]) throws(ConsoleError) -> String {
        let answer = try Answer(json)
        var table = Table([
            .init("DELIVERY"), .init("DIED"), .init("TARGET", isFlexible: true),
            .init("SOURCE", isFlexible: true), .init("TYPE", isFlexible: true),
            .init("ATTEMPTS", .right), .init("REASON", isFlexible: true),
        ])
        for letter in answer.list("dead_letters") {
            table.add([
                letter.text("delivery"), letter.ago("died_at", now: now), letter.text("target"),
                letter.text("source"), letter.text("type"), letter.text("attempts"),
                letter.reason,
            ])
        }
        var text = table.isEmpty ? "no dead letters\n" : table.rendered(width: width)
        text += more(answer)
        if let unreadable = answer.number("unreadable"), unreadable > 0 {
            text += "\(unreadable) lines cannot be read\n"
        }
        return text
    }

    package func redrive(_ json: [UInt8]) throws(ConsoleError) -> String {
        let answer = try Answer(json)
        let matched = answer.text("matched")
        var text =
            answer.text("dry_run") == "true"
            ? "\(matched) dead letters would be sent again (dry run: nothing was done)\n"
            : "\(matched) dead letters: \(answer.text("made")) will be sent again, "
                + "\(answer.text("existed")) were sent again before\n"
        if let last = answer.time("last_due_at"), last > now {
            text += "the last is due \(RelativeTime.text(last, now: now))\n"
        }
        if answer.text("more") == "true" { text += "there are more: repeat the command\n" }
        if let unreadable = answer.number("unreadable"), unreadable > 0 {
            text += "\(unreadable) lines cannot be read\n"
        }
        return text
    }

    /// One line of a dead-letter file.
    package func deadLetter(_ json: [UInt8]) throws(ConsoleError) -> String {
        let letter = try Answer(json)
        var page = Page()
        page.line(letter.text("delivery"))
        page.values([
            ("reason", letter.reason), ("what to do", letter.text("reason", "advice")),
            ("target", letter.text("target")), ("destination", letter.text("destination")),
            (
                "routes",
                letter.list("routes").compactMap { $0.json.scalarText }.joined(separator: ", ")
            ),
            ("webhook-id", letter.text("webhook_id")),
            ("repeats", letter.text("redrive", "origin")),
            ("created", letter.moment("created", now: now)),
            ("died", letter.moment("died", now: now)),
            ("configuration", letter.text("configuration")),
        ])
        page.title("attempts")
        let attempts = letter.list("attempts")
        if attempts.isEmpty { page.line("  none") }
        if !attempts.isEmpty {
            page.table(attemptTable(attempts, started: "started"), width: width)
        }
        if let last = attempts.last, !last.text("snippet").isEmpty {
            page.title("the last answer began")
            page.block(last.text("snippet"))
        }
        page.title("event")
        if let event = letter.json.member("event").map({ Answer($0) }) {
            page.values([
                ("id", event.text("id")), ("source", event.text("source")),
                ("type", event.text("type")), ("milestone", event.text("milestone")),
                ("interview", event.text("interview")), ("definition", event.text("definition")),
                ("run", event.text("run")), ("received", event.moment("received", now: now)),
            ])
            page.line("  body")
            page.block(body(event), indent: 4)
        }
        page.title("repeat it by hand")
        page.block(letter.text("curl"))
        return page.text
    }
}
