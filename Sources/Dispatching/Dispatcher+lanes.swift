import Model

/// Lanes whose first delivery fails for too long (`on_blocked: skip_after`).
extension Dispatcher {
    /// A failed first of a lane is tried once more when `skip_after` is over; from then on the next
    /// ones need not wait for it.
    mutating func letPass(
        _ settlement: inout Settlement, _ leased: LeasedDelivery, _ slot: Int, _ now: Timestamp
    ) {
        guard leased.delivery.lane != nil, let wait = targets[slot].policy.laneSkipAfter
        else { return }
        let id = leased.delivery.id
        guard case .pending(let due, let excused) = settlement.change else {
            targets[slot].laneTroubles[id] = nil
            return
        }
        guard due < .whenToldTo else {
            // Nobody knows how long a person takes.
            targets[slot].laneTroubles[id] = nil
            settlement.leavesLane = true
            return
        }
        let known = targets[slot].laneTroubles[id]
        guard known != nil || targets[slot].laneTroubles.count < Limits.laneTroublesMax
        else { return }
        let first = known ?? now
        let skipAt = first + wait
        guard skipAt > now else {
            targets[slot].laneTroubles[id] = nil
            settlement.leavesLane = true
            return
        }
        targets[slot].laneTroubles[id] = first
        settlement.change = .pending(dueAt: min(due, skipAt), excusedMilliseconds: excused)
    }
}
