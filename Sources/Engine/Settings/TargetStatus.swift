package import Dispatching

/// How a target does on this node, at one moment.
package struct TargetStatus: Equatable, Sendable {
    package var target: String
    package var standing: Standing
    /// Requests on their way.
    package var inFlight: Int
    /// Deliveries in memory, those on their way included.
    package var held: Int

    package init(target: String, standing: Standing, inFlight: Int, held: Int) {
        self.target = target
        self.standing = standing
        self.inFlight = inFlight
        self.held = held
    }
}
