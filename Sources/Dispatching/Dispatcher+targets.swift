import Model

extension Dispatcher {
    /// After a start or reload. A target that comes back goes on where it was.
    mutating func setTargets(
        _ plans: [TargetPlan], _ now: Timestamp, _ actions: inout [DispatchAction]
    ) {
        var kept: Set<String> = []
        var oldGroups: [String: PacingGroup] = [:]
        for (word, index) in groupIndex { oldGroups[word] = groups[index] }
        groups = []
        groupIndex = [:]
        for plan in plans {
            precondition(kept.insert(plan.name).inserted, "a target is planned twice")
            let slot = takeOver(plan, now)
            join(slot, plan)
        }
        for (word, index) in groupIndex {
            if let old = oldGroups[word] { groups[index].carryOn(from: old) }
        }
        // Those that are gone need some group; they never send.
        let noGroup = groups.count
        groups.append(PacingGroup())
        for slot in targets.indices where !kept.contains(targets[slot].name) {
            targets[slot].isGone = true
            targets[slot].group = noGroup
        }
        for slot in targets.indices { refresh(slot, now, &actions) }
    }

    /// Costs nothing for the targets that are there.
    mutating func addTargets(
        _ plans: [TargetPlan], _ now: Timestamp, _ actions: inout [DispatchAction]
    ) {
        for plan in plans {
            precondition(plan.policy.paceWith == nil, "it would share others' pace")
            if let slot = slots[plan.name], !targets[slot].isGone { continue }
            let slot = takeOver(plan, now)
            join(slot, plan)
            refresh(slot, now, &actions)
        }
    }

    private mutating func takeOver(_ plan: TargetPlan, _ now: Timestamp) -> Int {
        if let slot = slots[plan.name] {
            targets[slot].policy = plan.policy
            targets[slot].concurrency.setMost(plan.policy.concurrencyMax)
            targets[slot].setPlaceRates()
            if targets[slot].isGone {
                targets[slot].comeBack(plan, now: now)
            }
            return slot
        }
        targets.append(TargetQueue(plan, now: now))
        slots[plan.name] = targets.count - 1
        return targets.count - 1
    }

    private mutating func join(_ slot: Int, _ plan: TargetPlan) {
        let word = plan.policy.pacingWord(of: plan.name)
        let index: Int
        if let known = groupIndex[word] {
            index = known
        } else {
            index = groups.count
            groups.append(PacingGroup())
            groupIndex[word] = index
        }
        groups[index].members.append(slot)
        groups[index].limit(to: plan.policy.rate)
        targets[slot].group = index
        if let standing = plan.standing, let wait = standing.notBefore,
            standing.state == .sending || standing.state == .paused
        {
            groups[index].notBefore = max(groups[index].notBefore, wait)
        }
    }

    /// A person stops the target: what it holds goes back to the store, what is on its way ends.
    /// Of one that is paused already only the reason changes.
    mutating func pause(
        _ target: String, _ reason: String, by: String, _ now: Timestamp,
        _ actions: inout [DispatchAction]
    ) {
        guard let slot = slots[target], !targets[slot].isGone else { return }
        if targets[slot].pause != nil {
            if !reason.isEmpty { targets[slot].pause?.reason = .paused(reason) }
            refresh(slot, now, &actions)
            return
        }
        targets[slot].pause = TargetQueue.Pause(since: now, by: by, reason: .paused(reason))
        // A block that it was under counts up to here: what is stored begins anew.
        targets[slot].stops.end(at: now, agesMax: targets[slot].agesMax)
        targets[slot].stops.begin(at: now)
        refresh(slot, now, &actions)
    }

    /// A person says: go on, whatever was wrong. Blocks, also of destinations, and an open breaker
    /// end too.
    mutating func resume(
        _ target: String, by: String, slowly rate: Rate?, _ now: Timestamp,
        _ actions: inout [DispatchAction]
    ) {
        guard let slot = slots[target], !targets[slot].isGone else { return }
        for place in targets[slot].places.indices where targets[slot].places[place].block != nil {
            unblock(slot, place, now, &actions)
        }
        guard targets[slot].told.state != .sending || targets[slot].slowly?.rate != rate else {
            return refresh(slot, now, &actions)
        }
        targets[slot].pause = nil
        targets[slot].block = nil
        targets[slot].breaker = Breaker()
        targets[slot].faults.reset()
        targets[slot].stops.end(at: now, agesMax: targets[slot].agesMax)
        targets[slot].since = now
        targets[slot].resumedBy = by
        targets[slot].slowly = rate.map { TokenBucket($0) }
        // Whatever the store holds: the answer to a claim will say.
        if rate != nil { targets[slot].storeDue = min(targets[slot].storeDue ?? now, now) }
        refresh(slot, now, &actions)
    }

    /// What waited is gone: full pace again.
    mutating func endSlowness(_ slot: Int, _ now: Timestamp) {
        let target = targets[slot]
        guard target.pause == nil, target.block == nil, !target.breaker.isOpen, target.held == 0,
            target.claimed == nil,
            target.storeDue.map({ $0 > now }) ?? true
        else { return }
        targets[slot].slowly = nil
    }
}

extension DeliveryPolicy {
    /// Names the pacing group of a target: targets with the same word share pace, and so a shard.
    package func pacingWord(of target: String) -> String {
        paceWith.map { "with " + $0 } ?? "alone " + target
    }
}
