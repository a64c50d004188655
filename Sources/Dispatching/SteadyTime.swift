package import Model

/// A timeline that never goes back, made from a wall clock that may.
///
/// After the clock was set back, this time goes on from where it was, ahead of the clock; then it
/// runs an eighth slower until the two agree again. After a jump ahead it jumps with the clock.
package struct SteadyTime: Sendable {
    private var wall: Timestamp?
    /// How far this time is ahead of the clock.
    package private(set) var ahead = Milliseconds.zero

    package init() {}

    /// The steady time for a reading of the clock.
    package mutating func advance(to reading: Timestamp) -> Timestamp {
        if let wall {
            let step = reading - wall
            if step < .zero {
                ahead = ahead + Milliseconds(step.count == .min ? .max : -step.count)
            } else if ahead > .zero {
                ahead = Milliseconds(ahead.count - min(ahead.count, step.count / 8))
            }
        }
        wall = reading
        return reading + ahead
    }

    /// What the clock shows at a steady moment, as far as one can tell now.
    package func reading(at moment: Timestamp) -> Timestamp {
        moment + Milliseconds(-ahead.count)
    }
}
