package import Model

/// Something happened that must not.
package struct Violation: Sendable {
    package enum Invariant: String, Sendable, CaseIterable {
        case acknowledgedMeansKept = "an acknowledged delivery is missing"
        case endIsFinal = "a delivery that had ended goes on"
        case endIsTrue = "a delivery ended in a way that is not true"
        case laneOrder = "an attempt overtakes an earlier delivery of its lane"
        case leased = "an attempt of a delivery that is not leased to this process"
        case due = "an attempt before it is due"
        case once = "a second attempt of a delivery that this process saw accepted"
        case concurrency = "too many requests on their way"
        case pace = "too many attempts in a time"
        case memory = "too many deliveries in memory"
        case breaker = "an attempt while the breaker is open"
        case blocked = "an attempt at a target that is blocked"
        case paused = "an attempt at a target that is paused"
        case address = "an attempt goes to another destination"
        case quiet = "an attempt at a target that asked for quiet"
        case wait = "a healthy target's delivery waits"
        case drain = "faults have stopped, and not everything ends"
        case leak = "nothing is to be done, and something is held"
    }

    package var invariant: Invariant
    package var detail: String
    package var at: Timestamp
    package var delivery: DeliveryID?
    package var target: String?
}
