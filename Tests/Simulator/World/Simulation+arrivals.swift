import Dispatching
import Engine
import Model
import Store

/// Senders.
extension Simulation {
    func planArrivals() {
        let length = scenario.chaos.count
        for _ in 0..<scenario.events {
            let moment =
                Self.beginning
                + Milliseconds(Int64.random(in: 1000..<length, using: &arrivalChance))
            let isBurst = Int.random(in: 0..<60, using: &arrivalChance) == 0
            let size = Int.random(in: 20...150, using: &arrivalChance)
            let count = isBurst && scenario.faults.contains(.bursts) ? size : 1
            for index in 0..<count {
                agenda.add(at: moment + Milliseconds(Int64(index * 7))) { [unowned self] in
                    arrive()
                }
            }
        }
    }

    /// One event comes in at a node that can take it.
    private func arrive() {
        let run = "run\(Int.random(in: 0..<scenario.runs, using: &arrivalChance))"
        let fan = Int.random(in: 1...3, using: &arrivalChance)
        let names = scenario.targets.map(\.name).shuffled(using: &arrivalChance).prefix(fan)
        let bytes = Int.random(in: 2...3000, using: &arrivalChance)
        let isCancelled = Int.random(in: 0..<20, using: &arrivalChance) == 0
        let isPerishable = Int.random(in: 0..<20, using: &arrivalChance) == 0
        let eventID = EventID(uuid: UUIDv7(at: now, using: &arrivalChance))
        let ids = names.map { _ in DeliveryID(uuid: UUIDv7(at: now, using: &arrivalChance)) }
        let destinations = names.map { destination(of: $0) }
        let node = Int.random(in: 0..<nodes.count, using: &arrivalChance)
        guard
            let life = [node, nodes.count - 1 - node].compactMap({ nodes[$0].life })
                .first(where: { !$0.isDead && !$0.isStopping && !$0.isCut })
        else { return }
        let receivedAt = now + nodes[life.node].clockOffset
        let event = Event(
            id: eventID, source: "s", identity: EventIdentity(type: "t", run: run),
            headers: HeaderList(["content-type": "application/json"]),
            body: [UInt8](repeating: UInt8(ascii: " "), count: bytes), receivedAt: receivedAt,
            configurationVersion: "cfg")
        var deliveries: [Delivery] = []
        for (index, (name, id)) in zip(names, ids).enumerated() {
            let isOrdered = engineTargets[name]?.policy.orderByRun == true
            let lane = isOrdered ? "\(name)|s|\(run)" : nil
            plannedLanes[id] = lane
            deliveries.append(
                Delivery(
                    id: id, target: name, destination: destinations[index], routes: ["r"],
                    createdAt: receivedAt, expiresAt: isPerishable ? receivedAt + .hours(1) : nil,
                    lane: lane))
        }
        let unit = AppendUnit([PlannedEvent(event: event, deliveries: deliveries)])
        let hears = !(isCancelled && scenario.faults.contains(.cancelledRequests))
        life.store?.append(unit) { [unowned self] result in
            guard hears, case .success = result else { return }
            witness.noteAcknowledged(unit)
        }
    }

    private func destination(of target: String) -> String {
        let sketch = scenario.targets.first { $0.name == target }
        return sketch?.destinations.randomElement(using: &arrivalChance) ?? ""
    }
}
