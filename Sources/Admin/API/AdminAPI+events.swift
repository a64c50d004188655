import Model
import Store

extension AdminAPI {
    func events(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        let parameters = try Parameters(
            request.query,
            known: [
                "source", "type", "interview", "run", "since", "unrouted", "limit", "before",
            ], now: clock.now)
        var query = EventQuery()
        query.source = try parameters.text("source")
        query.type = try parameters.text("type")
        query.interview = try parameters.text("interview")
        query.run = try parameters.text("run")
        query.since = try parameters.moment("since")
        query.unroutedOnly = try parameters.flag("unrouted")
        query.limit = try parameters.limit()
        query.before = try parameters.id("before", EventID.self)?.description
        let page = try read { () throws(StoreError) in try store.events(query) }
        return AdminResponse { json in
            json.page("events", page) { json, event in json.event(event) }
        }
    }

    func event(_ request: AdminRequest, _ text: String) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        guard let id = EventID(text),
            let event = try read({ () throws(StoreError) in try store.event(id) })
        else { throw .notFound("there is no event \(text.prefix(64)); old ones are removed") }
        let page = try deliveries(of: id)
        return AdminResponse { json in
            json.members(of: event)
            json.page("deliveries", page) { json, delivery in json.delivery(delivery) }
        }
    }

    /// What was stored to be delivered of an event, repetitions included, newest first.
    func deliveries(of event: EventID) throws(AdminProblem) -> Page<DeliverySummary> {
        var query = DeliveryQuery()
        query.event = event
        query.limit = Limits.pageMax
        return try read { () throws(StoreError) in try store.deliveries(query) }
    }
}

extension JSONWriter {
    fileprivate mutating func event(_ event: EventSummary) {
        object { json in
            json.member("id", event.id.description)
            json.member("source", event.source)
            json.member("type", event.type)
            json.member("milestone", event.milestone.rawValue)
            json.member("interview", event.interview)
            json.member("definition", event.definition)
            json.member("run", event.run)
            json.member("received_at", event.receivedAt.description)
            json.member("body_bytes", event.bodyBytes)
            json.member("deliveries", event.deliveries)
        }
    }

    /// Everything that is stored; the body as text when it is UTF-8, else in base64.
    fileprivate mutating func members(of event: Event) {
        member("id", event.id.description)
        member("source", event.source)
        members(of: event.identity)
        member("received_at", event.receivedAt.description)
        member("configuration", event.configurationVersion)
        text("traceparent", event.traceparent)
        member("method", event.method)
        member("query", event.query)
        key("headers")
        array { json in
            for field in event.headers.fields {
                json.object { json in
                    json.member("name", field.name)
                    json.member("value", field.value)
                }
            }
        }
        member("body_bytes", event.body.count)
        members(ofBody: event.body)
        key("explanation")
        // It is JSON that was written by us; a damaged row must not break the whole answer.
        if (try? JSONDocument(event.explanation)) != nil { raw(event.explanation) } else { null() }
    }
}
