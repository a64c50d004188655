import Model

extension Rendering {
    package func deliveries(_ json: [UInt8]) throws(ConsoleError) -> String {
        let answer = try Answer(json)
        let table = deliveryTable(answer.list("deliveries"))
        guard !table.isEmpty else { return "no deliveries\n" }
        return table.rendered(width: width) + more(answer)
    }

    /// All of an event's.
    func writeDeliveries(_ event: Answer, into page: inout Page) {
        let table = deliveryTable(event.list("deliveries"))
        if table.isEmpty { page.line("  none") } else { page.table(table, width: width) }
    }

    private func deliveryTable(_ deliveries: [Answer]) -> Table {
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
                delivery.has("waits_for_person")
                    ? "when told to"
                    : delivery.ago(isWaiting ? "due_at" : "updated_at", now: now),
                delivery.reason,
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
            (
                "due",
                delivery.has("waits_for_person")
                    ? "when a person resends it" : delivery.moment("due_at", now: now)
            ),
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
        let table = attemptTable(attempts, started: "started_at")
        page.table(table, width: width)
        if let last = attempts.last, !last.text("snippet").isEmpty {
            page.title("the last answer began")
            page.block(last.text("snippet"))
        }
        return page.text
    }
    /// `started`: the key of an attempt's beginning, which files and API name differently.
    func attemptTable(_ attempts: [Answer], started: String) -> Table {
        var table = Table([
            .init("#", .right), .init("STARTED"), .init("TOOK", .right), .init("STATUS"),
            .init("OUTCOME"), .init("REASON", isFlexible: true),
        ])
        for attempt in attempts {
            table.add([
                attempt.text("number"), attempt.ago(started, now: now),
                RelativeTime.span(Milliseconds(attempt.number("took_ms") ?? 0)),
                attempt.has("status") ? attempt.text("status") : "–",
                outcome(attempt) + (attempt.has("ambiguous") ? " (ambiguous)" : ""),
                attempt.reason,
            ])
        }
        return table
    }

    /// A lookup delivers nothing.
    private func outcome(_ attempt: Answer) -> String {
        let outcome = attempt.text("outcome")
        guard attempt.text("kind") == Attempt.Kind.lookup.rawValue else { return outcome }
        return "lookup: \(outcome == Outcome.Class.delivered.rawValue ? "found" : outcome)"
    }
}
