import Model

extension Rendering {
    package func deliveries(_ json: [UInt8]) throws(ConsoleError) -> String {
        let answer = try Answer(json)
        let table = deliveryTable(answer.list("deliveries"))
        guard !table.isEmpty else { return "no deliveries\n" }
        return table.rendered(width: width) + more(answer)
    }

    func deliveryTable(_ deliveries: [Answer]) -> Table {
        var table = Table([
            .init("DELIVERY"), .init("STATE"), .init("TARGET", isFlexible: true),
            .init("ATTEMPTS", .right), .init("WHEN"), .init("REASON", isFlexible: true),
        ])
        for delivery in deliveries {
            let isWaiting = delivery.text("state") == "pending"
            let destination = delivery.text("destination")
            table.add([
                delivery.text("id"), delivery.text("state"),
                delivery.text("target") + (destination.isEmpty ? "" : " \(destination)"),
                delivery.text("attempts"),
                delivery.ago(isWaiting ? "due_at" : "updated_at", now: now), delivery.reason,
            ])
        }
        return table
    }

    package func delivery(_ json: [UInt8]) throws(ConsoleError) -> String {
        let delivery = try Answer(json)
        var page = Page()
        page.line(delivery.text("id"))
        page.values([
            ("state", delivery.text("state")), ("reason", delivery.reason),
            ("what to do", delivery.text("reason", "advice")),
            ("target", delivery.text("target")), ("destination", delivery.text("destination")),
            ("event", delivery.text("event")),
            (
                "routes",
                delivery.list("routes").compactMap { $0.json.scalarText }.joined(separator: ", ")
            ),
            ("webhook-id", delivery.text("webhook_id")),
            ("repeats", delivery.text("redrive_of", "delivery")),
            ("created", delivery.moment("created_at", now: now)),
            ("due", delivery.moment("due_at", now: now)),
            ("changed", delivery.moment("updated_at", now: now)),
            ("expires", delivery.moment("expires_at", now: now)), ("lane", delivery.text("lane")),
            ("file", delivery.text("dead_letter_file")),
        ])
        page.title("attempts")
        let attempts = delivery.list("history")
        guard !attempts.isEmpty else {
            // A first attempt that succeeds has no row of its own.
            page.line(
                delivery.text("state") == "delivered"
                    ? "  the first attempt was accepted" : "  none yet")
            return page.text
        }
        var table = Table([
            .init("#", .right), .init("STARTED"), .init("TOOK", .right), .init("STATUS"),
            .init("OUTCOME"), .init("REASON", isFlexible: true),
        ])
        for attempt in attempts {
            table.add([
                attempt.text("number"), attempt.ago("started_at", now: now),
                RelativeTime.span(Milliseconds(attempt.number("took_ms") ?? 0)),
                attempt.has("status") ? attempt.text("status") : "–",
                attempt.text("outcome") + (attempt.has("ambiguous") ? " (ambiguous)" : ""),
                attempt.reason,
            ])
        }
        page.table(table, width: width)
        if let last = attempts.last, !last.text("snippet").isEmpty {
            page.title("the last answer began")
            page.block(last.text("snippet"))
        }
        return page.text
    }

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
}
