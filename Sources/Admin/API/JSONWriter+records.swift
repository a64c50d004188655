import Model
import Store

/// How records look in the API: `snake_case` keys, times in RFC 3339, spans in milliseconds.
/// What is absent has no key.
extension JSONWriter {
    mutating func text(_ key: String, _ value: String?) {
        if let value { member(key, value) }
    }

    mutating func moment(_ key: String, _ value: Timestamp?) {
        if let value { member(key, value.description) }
    }

    mutating func page<Item>(
        _ key: String, _ page: Page<Item>, _ item: (inout JSONWriter, Item) -> Void
    ) {
        self.key(key)
        array { json in for one in page.items { item(&json, one) } }
        text("next", page.next)
    }

    mutating func reason(_ key: String, _ reason: Reason?) {
        guard let reason else { return }
        self.key(key)
        object { json in
            json.member("code", reason.code)
            json.member("message", reason.message)
            if !reason.advice.isEmpty { json.member("advice", reason.advice) }
        }
    }

    mutating func delivery(_ summary: DeliverySummary) {
        object { json in json.members(of: summary) }
    }

    mutating func members(of summary: DeliverySummary) {
        let delivery = summary.delivery
        member("id", delivery.id.description)
        member("webhook_id", delivery.webhookID.description)
        member("event", summary.event.description)
        member("target", delivery.target)
        member("destination", delivery.destination)
        key("routes")
        array { json in for route in delivery.routes { json.string(route) } }
        member("state", summary.state.rawValue)
        member("attempts", summary.attempts)
        member("created_at", delivery.createdAt.description)
        if summary.waitsForPerson {
            member("waits_for_person", true)
        } else if !summary.state.isFinal {
            member("due_at", summary.dueAt.description)
        }
        member("updated_at", summary.updatedAt.description)
        moment("expires_at", delivery.expiresAt)
        text("lane", delivery.lane)
        reason("reason", summary.reason)
        text("dead_letter_file", summary.deadLetterFile)
        if let mark = delivery.redrive {
            key("redrive_of")
            object { json in
                json.member("delivery", mark.origin.description)
                json.member("generation", mark.generation)
            }
        }
    }

    mutating func attempt(_ attempt: Attempt) {
        object { json in
            json.member("number", attempt.number)
            json.member("kind", attempt.kind.rawValue)
            json.member("started_at", attempt.startedAt.description)
            json.member("took_ms", attempt.tookMilliseconds)
            if let status = attempt.status { json.member("status", status) }
            json.member("outcome", attempt.outcome.class.rawValue)
            json.reason("reason", attempt.outcome.reason)
            if let wait = attempt.outcome.retryAfter {
                json.member("retry_after_ms", wait.count)
            }
            if attempt.outcome.isAmbiguous { json.member("ambiguous", true) }
            json.member("snippet", attempt.snippet)
        }
    }

    mutating func report(_ report: TargetReport) {
        object { json in json.members(of: report) }
    }

    mutating func members(of report: TargetReport) {
        member("name", report.name)
        member("kind", report.kind)
        member("state", report.state.rawValue)
        moment("since", report.since)
        reason("reason", report.reason)
        if !report.by.isEmpty { member("by", report.by) }
        moment("not_before", report.notBefore)
        text("remedy", report.remedy)
        if let inFlight = report.inFlight { member("in_flight", inFlight) }
        if let held = report.held { member("held", held) }
        if let waiting = report.waiting { member("waiting", waiting) }
        guard !report.destinations.isEmpty else { return }
        key("destinations")
        array { json in
            for record in report.destinations {
                json.object { json in
                    json.member("destination", record.destination)
                    json.member("state", record.state.rawValue)
                    json.member("since", record.since.description)
                    json.reason("reason", record.reason)
                    json.moment("not_before", record.notBefore)
                }
            }
        }
    }

    mutating func configuration(_ status: ConfigurationStatus) {
        object { json in
            json.member("version", status.version)
            json.member("loaded_at", status.loadedAt.description)
            json.member("sources", status.sources)
            json.member("targets", status.targets)
            json.member("routes", status.routes)
            guard !status.refusal.isEmpty else { return }
            json.key("refusal")
            json.array { json in for line in status.refusal { json.string(line) } }
        }
    }
}
