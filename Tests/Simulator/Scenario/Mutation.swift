/// A defect put into the world on purpose, to see that the simulator finds it.
package enum Mutation: String, Sendable, CaseIterable {
    /// Now and then an event is acknowledged that was never written.
    case commitSkipped
    /// Now and then a retry is forgotten: neither stored nor made.
    case retryDropped
    /// Deliveries have no lane.
    case laneOrderIgnored
    /// More is taken into memory than allowed.
    case windowIgnored
    /// More requests are on their way to a target than it allows.
    case concurrencyIgnored
    /// Attempts go on while the breaker should be open.
    case breakerIgnored
    /// The rate is not kept.
    case paceIgnored
    /// A delivery is handed out and yet not leased.
    case leaseSkipped
    /// Deliveries are handed out before they are due.
    case dueIgnored
    /// `dead` without a line.
    case lineSkipped
    /// What was leased by a process that died stays leased for ever.
    case leasesKept
    /// Others may pass a delivery that has failed only once.
    case lanesLeftEarly
    /// What was redriven is redriven once more when somebody asks again.
    case redrivesRepeated
    /// Pauses, blocks, open breakers and Retry-After are not stored.
    case standingForgotten
    /// A closed destination's word is taken for trouble that passes.
    case closingMisread
}
