import Model

/// A node's wall clock: virtual time, and what people and time servers did to it.
struct SimulatedClock: Clock, @unchecked Sendable {
    unowned let world: Simulation
    let node: Int

    var now: Timestamp { world.now + world.nodes[node].clockOffset }
}
