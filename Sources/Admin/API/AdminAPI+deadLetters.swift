import DeadLetters
import Model
import Store

extension AdminAPI {
    /// The newest lines that pass the filter, newest first. The files are read from the start, so a
    /// narrow filter by target makes it quick.
    func deadLetters(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        let parameters = try Parameters(
            request.query, known: ["target", "reason", "since", "until", "limit", "before"],
            now: clock.now)
        var filter = DeadLetterFilter()
        filter.target = try parameters.text("target")
        filter.code = try parameters.text("reason")
        filter.since = try parameters.moment("since")
        filter.until = try parameters.moment("until")
        let before = try parameters.id("before", DeliveryID.self)
        var newest = Newest(capacity: try parameters.limit())
        var total = 0
        let unreadable = try scan(filter) { letter, file in
            guard letter.delivery.id != before else { return .stop }
            total += 1
            newest.add(Shown(letter: letter, file: file))
            return .next
        }
        let page = Page(
            items: Array(newest.items.reversed()),
            next: newest.hasMore ? newest.items.first?.letter.delivery.id.description : nil)
        return AdminResponse { json in
            json.page("dead_letters", page) { json, shown in json.deadLetter(shown) }
            json.member("total", total)
            json.member("unreadable", unreadable)
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
        if let target = plan.target, try !targetReports().contains(where: { $0.name == target }) {
            throw problem(.unknownTarget, target: target)
        }
        let tally = try redrive(plan, from: now)
        return AdminResponse { json in
            json.member("dry_run", plan.isDryRun)
            json.member("matched", tally.matched)
            json.member("made", tally.made)
            json.member("existed", tally.existed)
            json.member("unreadable", tally.unreadable)
            json.member("more", tally.isCut)
            json.moment("first_due_at", tally.firstDue)
            json.moment("last_due_at", tally.lastDue)
            json.key("deliveries")
            json.array { json in
                for id in tally.deliveries { json.string(id.description) }
            }
        }
    }

    /// Hands lines to the store batch by batch, so that their events need not all be in memory.
    private func redrive(
        _ plan: RedrivePlan, from start: Timestamp
    ) throws(AdminProblem) -> RedriveTally {
        var tally = RedriveTally()
        var batch: [RedriveRequest] = []
        var batchBytes = 0
        var failure: AdminProblem?

        func send() -> Bool {
            guard !batch.isEmpty, !plan.isDryRun else { return true }
            do throws(AdminProblem) {
                let requests = batch
                let results = try write { store.redrive(requests, completion: $0) }
                for result in results {
                    switch result {
                    case .made(let id):
                        tally.made += 1
                        if tally.deliveries.count < Limits.pageMax { tally.deliveries.append(id) }
                    case .exists: tally.existed += 1
                    }
                }
                (batch, batchBytes) = ([], 0)
                return true
            } catch {
                failure = error
                return false
            }
        }

        let unreadable = try scan(plan.filter) { letter, _ in
            // What was redriven before does not count, so that a repeated call goes on.
            if tally.made + batch.count >= redriveMax, !send() { return .stop }
            guard plan.isDryRun || tally.made + batch.count < redriveMax else {
                tally.isCut = true
                return .stop
            }
            let request = plan.request(letter, position: tally.matched, from: start)
            tally.matched += 1
            tally.firstDue = tally.firstDue ?? request.now
            tally.lastDue = request.now
            guard !plan.isDryRun else { return .next }
            batch.append(request)
            batchBytes += request.event.weight
            let isFull =
                batch.count >= Limits.redriveBatch || batchBytes >= Limits.redriveBatchBytes
            return !isFull || send() ? .next : .stop
        }
        tally.unreadable = unreadable
        if failure == nil { _ = send() }
        if let failure { throw failure }
        return tally
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

/// A dead letter and the file it stands in.
private struct Shown {
    var letter: DeadLetter
    var file: String
}

/// The last few of a long sequence.
private struct Newest {
    let capacity: Int
    private(set) var items: [Shown] = []
    private(set) var hasMore = false

    init(capacity: Int) { self.capacity = capacity }

    mutating func add(_ item: Shown) {
        if items.count == capacity {
            items.removeFirst()
            hasMore = true
        }
        items.append(item)
    }
}

extension JSONWriter {
    fileprivate mutating func deadLetter(_ shown: Shown) {
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
