import Model
import Store

extension AdminAPI {
    func deliveries(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        let parameters = try Parameters(
            request.query,
            known: ["event", "target", "state", "waits_for_person", "limit", "before"],
            now: clock.now)
        var query = DeliveryQuery()
        query.event = try parameters.id("event", EventID.self)
        query.target = try parameters.text("target")
        for word in parameters.list("state") {
            guard let state = DeliveryState(rawValue: word) else {
                throw parameters.invalid(
                    "state",
                    "is one of " + DeliveryState.allCases.map(\.rawValue).joined(separator: ", "))
            }
            query.states.insert(state)
        }
        query.waitsForPerson = try parameters.flag("waits_for_person")
        query.limit = try parameters.limit()
        query.before = try parameters.id("before", DeliveryID.self)?.description
        let page = try read { () throws(StoreError) in try store.deliveries(query) }
        return AdminResponse { json in
            json.page("deliveries", page) { json, delivery in json.delivery(delivery) }
        }
    }

    func delivery(_ request: AdminRequest, _ text: String) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let detail = try known(text)
        return AdminResponse { json in
            json.members(of: detail.summary)
            json.key("history")
            json.array { json in for attempt in detail.attempts { json.attempt(attempt) } }
        }
    }

    /// Calls off a delivery that waits. One that is on its way is not torn from the target's hands.
    func cancel(_ request: AdminRequest, _ text: String) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let instructions = try Instructions(request.body, known: ["reason"])
        let note = try instructions.text("reason")
        let before = try known(text).summary
        let reason = Reason(
            code: "cancelled",
            message: "called off by \(request.caller)" + (note.map { ": \($0)" } ?? ""))
        let cancelled = try write { completion in
            store.cancel(
                [before.delivery.id], reason: reason, by: request.caller, completion: completion)
        }
        guard !cancelled.isEmpty else {
            let state = try known(text).summary.state
            throw AdminProblem(
                409, .notCancellable,
                state == .leased
                    ? "it is on its way, or held in memory to be sent soon; pause the target first"
                    : "it is \(state.rawValue); only pending deliveries can be called off")
        }
        let after = try known(text).summary
        return AdminResponse { json in json.members(of: after) }
    }

    /// Has a delivery that waits for a person attempted again.
    func resend(_ request: AdminRequest, _ text: String) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let before = try known(text).summary
        let resent = try write { completion in
            store.resend([before.delivery.id], now: clock.now, completion: completion)
        }
        guard !resent.isEmpty else {
            throw AdminProblem(
                409, .notWaitingForPerson,
                "it is \(before.state.rawValue), and waits for no person")
        }
        let after = try known(text).summary
        return AdminResponse { json in json.members(of: after) }
    }

    private func known(_ text: String) throws(AdminProblem) -> DeliveryDetail {
        guard let id = DeliveryID(text),
            let detail = try read({ () throws(StoreError) in try store.delivery(id) })
        else { throw .notFound("there is no delivery \(text.prefix(64)); old ones are removed") }
        return detail
    }
}
