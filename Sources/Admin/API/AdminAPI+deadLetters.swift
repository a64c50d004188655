import DeadLetters
import Engine
import Model
import Store

extension AdminAPI {
    /// The newest lines that pass the filter, newest first. The files are read from the end.
    func deadLetters(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        let parameters = try Parameters(
            request.query, known: ["target", "reason", "since", "until", "limit", "before"],
            now: clock.now)
        var filter = DeadLetterFilter()
        filter.target = try parameters.text("target")
        filter.code = try parameters.text("reason")
        filter.since = try parameters.moment("since")
        filter.until = try parameters.moment("until")
        var before: DeadLetterPage.Place?
        if let text = try parameters.text("before") {
            before = DeadLetterPage.Place(text)
            guard before != nil else {
                throw parameters.invalid("before", "is the 'next' of the page before")
            }
        }
        let limit = try parameters.limit()
        let letters: DeadLetterPage
        do throws(DeadLetterError) {
            letters = try deadLetters.newest(filter, before: before, limit: limit)
        } catch {
            throw AdminProblem(503, .deadLettersUnreadable, error.description)
        }
        let page = Page(items: letters.items, next: letters.next?.description)
        return AdminResponse { json in
            json.page("dead_letters", page) { json, shown in json.deadLetter(shown) }
            json.member("total", letters.total)
            json.member("total_is_least", letters.isTotalLeast)
            json.member("unreadable", letters.unreadable)
        }
    }

    /// The line as it is written to the file.
    func deadLetter(
        _ request: AdminRequest, _ text: String
    ) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        var found: DeadLetter?
        if let id = DeliveryID(text) {
            var filter = DeadLetterFilter()
            filter.deliveries = [id]
            // The store knows the target, which saves reading the others' files.
            filter.target = try read { () throws(StoreError) in try store.delivery(id) }?
                .summary.delivery.target
            _ = try scan(filter) { letter, _ in
                found = letter
                return .stop
            }
        }
        guard let found else {
            throw .notFound("there is no dead letter \(text.prefix(64))")
        }
        return AdminResponse(body: found.line)
    }

    func redrive(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let now = clock.now
        let plan = try RedrivePlan(Instructions(request.body, known: RedrivePlan.keys), now: now)
        if let target = plan.order.successor,
            try !targetReports().contains(where: { $0.name == target })
        {
            throw problem(.unknownTarget, target: target)
        }
        var order = plan.order
        order.madeMax = redriveMax
        let report = try redrive(order)
        return AdminResponse { json in
            json.member("dry_run", order.isDryRun)
            json.member("matched", report.matched)
            json.member("made", report.made)
            json.member("existed", report.existed)
            json.member("unreadable", report.unreadable)
            json.member("more", report.isCut)
            if let next = report.next { json.member("next", next.description) }
            json.member("bytes_read", report.bytesRead)
            json.member("bytes", report.bytes)
            json.moment("first_due_at", report.firstDue)
            json.moment("last_due_at", report.lastDue)
            json.key("deliveries")
            json.array { json in
                for id in report.deliveries { json.string(id.description) }
            }
        }
    }

    private func redrive(_ order: RedriveOrder) throws(AdminProblem) -> RedriveReport {
        do throws(RedriveError) {
            return try Redriver(reader: deadLetters, store: store, clock: clock).run(order)
        } catch {
            switch error {
            case .store(let error): throw .store(error)
            case .deadLetters(let error):
                throw AdminProblem(503, .deadLettersUnreadable, error.description)
            }
        }
    }

    /// The number of lines that could not be read.
    private func scan(
        _ filter: DeadLetterFilter,
        _ visit: (DeadLetter, String) -> DeadLetterReader.Step
    ) throws(AdminProblem) -> Int {
        do throws(DeadLetterError) {
            return try deadLetters.read(filter, visit: visit).unreadable
        } catch {
            throw AdminProblem(503, .deadLettersUnreadable, error.description)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func deadLetter(_ shown: DeadLetterPage.Item) {
        let (letter, delivery) = (shown.letter, shown.letter.delivery)
        object { json in
            json.member("delivery", delivery.id.description)
            json.member("webhook_id", delivery.webhookID.description)
            json.member("target", delivery.target)
            json.member("destination", delivery.destination)
            json.key("routes")
            json.array { json in for route in delivery.routes { json.string(route) } }
            json.member("event", letter.event.id.description)
            json.member("source", letter.event.source)
            json.member("type", letter.event.identity.type)
            json.reason("reason", letter.reason)
            json.member("died_at", letter.diedAt.description)
            json.member("attempts", letter.attempts.count)
            json.member("file", shown.file)
        }
    }
}
