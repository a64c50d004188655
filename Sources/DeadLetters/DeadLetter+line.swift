import Model

extension DeadLetter {
    /// One JSON object without a line break: the line, but for the newline at its end.
    package var line: [UInt8] {
        var writer = JSONWriter(reservingCapacity: event.body.count * 2 + curl.utf8.count + 2048)
        writer.object { json in
            json.member("delivery", delivery.id.description)
            json.member("webhook_id", delivery.webhookID.description)
            json.member("target", delivery.target)
            json.member("destination", delivery.destination)
            json.key("routes")
            json.array { for route in delivery.routes { $0.string(route) } }
            json.key("reason")
            json.object { $0.reason(reason) }
            json.member("created", delivery.createdAt.description)
            json.member("died", diedAt.description)
            if let expires = delivery.expiresAt { json.member("expires", expires.description) }
            if let lane = delivery.lane { json.member("lane", lane) }
            if let redrive = delivery.redrive {
                json.key("redrive")
                json.object {
                    $0.member("origin", redrive.origin.description)
                    $0.member("generation", redrive.generation)
                }
            }
            json.member("configuration", configurationVersion)
            json.key("event")
            json.object { $0.event(event) }
            json.key("attempts")
            json.array { list in
                for attempt in attempts { list.object { $0.attempt(attempt) } }
            }
            json.member("curl", curl)
        }
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func reason(_ reason: Reason) {
        member("code", reason.code)
        member("message", reason.message)
        member("advice", reason.advice)
    }

    fileprivate mutating func attempt(_ attempt: Attempt) {
        member("number", attempt.number)
        if attempt.kind != .message { member("kind", attempt.kind.rawValue) }
        member("started", attempt.startedAt.description)
        member("took_ms", attempt.tookMilliseconds)
        if let status = attempt.status { member("status", status) }
        member("outcome", attempt.outcome.class.rawValue)
        key("reason")
        object { $0.reason(attempt.outcome.reason) }
        if let wait = attempt.outcome.retryAfter { member("retry_after_ms", wait.count) }
        if attempt.outcome.isAmbiguous { member("ambiguous", true) }
        if attempt.outcome.isContextual { member("contextual", true) }
        member("snippet", attempt.snippet)
    }

    fileprivate mutating func event(_ event: Event) {
        member("id", event.id.description)
        member("source", event.source)
        members(of: event.identity)
        member("received", event.receivedAt.description)
        member("method", event.method)
        member("query", event.query)
        key("headers")
        // Pairs: order and repeated names are kept.
        array { list in
            for field in event.headers.fields {
                list.array {
                    $0.string(field.name)
                    $0.string(field.value)
                }
            }
        }
        member("configuration", event.configurationVersion)
        if let trace = event.traceparent { member("traceparent", trace) }
        if !event.explanation.isEmpty {
            member("explanation", String(decoding: event.explanation, as: UTF8.self))
        }
        members(ofBody: event.body)
    }
}
