import Engine
import Model

/// A request on its way.
struct Flight {
    struct ID: Hashable {
        let life: Int
        let transport: ObjectIdentifier
        let token: TransferToken
    }

    let delivery: DeliveryID
    let target: String
    let life: Life
}

/// The network and the targets.
extension Simulation {
    func take(
        _ request: OutboundRequest, _ token: TransferToken, from transport: SimulatedTransport,
        of life: Life
    ) {
        let target = String(request.url.dropFirst("https://".count).prefix { $0 != "." })
        guard let word = request.headers["webhook-id"].flatMap({ DeliveryID($0) }) else {
            return violate(
                Violation(
                    invariant: .leased, detail: "a request without webhook-id", at: now,
                    target: target))
        }
        let id = witness.redrivenUnder[word] ?? word
        witness.noteStart(id, target, life)
        let mode = targets[target] ?? SimulatedTarget()
        let destination = witness.rows[id]?.destination ?? ""
        var answer = mode.answer(to: destination, using: &targetChance)
        checkAddress(request, destination, of: id, target)
        if scenario.mutation == .closingMisread, answer.verdict == .closed {
            answer.result = SimulatedTarget.said(#"{"ok":false,"error":"internal_error"}"#)
        }
        let flight = Flight(delivery: id, target: target, life: life)
        let flightID = Flight.ID(
            life: life.number, transport: ObjectIdentifier(transport), token: token)
        flights[flightID] = flight
        agenda.add(at: now + answer.after) { [unowned self] in
            // It has the message, whatever became of the sender.
            if answer.accepts { witness.noteAccepted(id) }
            guard flights.removeValue(forKey: flightID) != nil, !life.isDead else { return }
            trace.note(life, Self.word(answer.verdict), delivery: id, target: target)
            witness.noteEnd(id, target, answer.verdict, life)
            transport.complete(token, answer.result)
        }
    }

    /// What is meant for one channel must not go to another.
    private func checkAddress(
        _ request: OutboundRequest, _ destination: String, of id: DeliveryID, _ target: String
    ) {
        guard !destination.isEmpty else { return }
        let body = String(decoding: request.body, as: UTF8.self)
        guard !body.contains(#""channel":"\#(destination)""#) else { return }
        violate(
            Violation(
                invariant: .address, detail: "\(destination) is not its channel", at: now,
                delivery: id, target: target))
    }

    private static func word(_ verdict: SimulatedTarget.Verdict) -> StaticString {
        switch verdict {
        case .good: "answer: taken"
        case .bad(nil): "answer: failed"
        case .bad: "answer: not now"
        case .contextual: "answer: not here"
        case .dead: "answer: not this"
        case .block: "answer: not you"
        case .closed: "answer: not to this channel"
        case .cancelled: "given up"
        }
    }

    /// The gateway gave it up on its way.
    func noteCancelled(_ token: TransferToken, of transport: SimulatedTransport) {
        let found = flights.first {
            $0.key.transport == ObjectIdentifier(transport) && $0.key.token == token
        }
        guard let (id, flight) = found else { return }
        flights[id] = nil
        trace.note(flight.life, "given up", delivery: flight.delivery, target: flight.target)
        witness.noteEnd(flight.delivery, flight.target, .cancelled, flight.life)
    }
}
