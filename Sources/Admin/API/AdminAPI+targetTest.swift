import Model
import Settings
import Store

extension AdminAPI {
    /// Stores a message that says of itself that it is a test, with one delivery to this target:
    /// it goes the way of every other, with its pace, its retries and its dead letter.
    func test(_ request: AdminRequest, _ name: String) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let instructions = try Instructions(request.body, known: ["destination", "candidate"])
        let destination = try instructions.text("destination") ?? ""
        let candidate = try instructions.text("candidate")
        guard node != nil else {
            throw AdminProblem(409, .nodeNeeded, "no node runs here that could send it")
        }
        guard let configuration = configuration(), configuration.targets[name] != nil else {
            throw problem(.unknownTarget, target: name)
        }
        for text in [destination, candidate ?? ""] {
            guard text.utf8.count <= Limits.idBytesMax,
                text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else { throw instructions.wrong("destination", "and candidate are short ids") }
        }
        let now = clock.now
        let event = TestMessage.event(
            candidate: candidate, configurationVersion: configuration.version, now: now)
        let delivery = Delivery(
            id: .make(at: now), target: name, destination: destination, routes: ["test"],
            createdAt: now)
        _ = try write { completion in
            store.append(
                AppendUnit([PlannedEvent(event: event, deliveries: [delivery])]),
                completion: completion)
        }
        return AdminResponse { json in
            json.member("event", event.id.description)
            json.member("delivery", delivery.id.description)
            json.member("target", name)
            json.member("destination", destination)
        }
    }
}
