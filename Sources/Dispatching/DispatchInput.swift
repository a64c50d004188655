package import Model

/// What a dispatcher is told.
package enum DispatchInput: Sendable {
    /// The targets it is responsible for from now on; those that are missing are let go of.
    case targets([TargetPlan])
    /// Targets besides those, each with a pace of its own. One that is there stays as it is.
    case moreTargets([TargetPlan])
    /// Committed as leased to this node, without a claim.
    case handedOver([LeasedDelivery])
    /// Pending rows of these targets were committed.
    case waiting([String])
    /// The answer to the claim that is under way.
    case claimed(ClaimAnswer)
    /// The store could not do it; the dispatcher asks again later.
    case claimFailed
    /// An attempt sends one request more than its own, a lookup: it counts against the pace.
    case lookedUp(AttemptToken)
    /// An attempt that it started came to its end.
    case finished(AttemptToken, AttemptReport)
    /// The store has committed these settlements.
    case recorded([Settlement])
    case pause(target: String, reason: String = "", by: String)
    /// With `slowly`: at that pace until what waited is gone.
    case resume(target: String, by: String, slowly: Rate? = nil)
    /// Time passed; due after `nextWake`.
    case tick
    /// Shutdown: start nothing more, give back what is queued.
    case drain
}

/// Names an attempt on its way; never used twice by one dispatcher.
package struct AttemptToken: Hashable, Sendable {
    package let value: UInt64

    package init(_ value: UInt64) { self.value = value }
}

package struct TargetPlan: Sendable {
    package var name: String
    package var policy: DeliveryPolicy
    /// As it was stored; counts only for a target that the dispatcher does not know yet.
    package var standing: Standing?
    /// Of destinations inside it, as they were stored.
    package var destinations: [Standing]

    package init(
        name: String, policy: DeliveryPolicy, standing: Standing? = nil,
        destinations: [Standing] = []
    ) {
        self.name = name
        self.policy = policy
        self.standing = standing
        self.destinations = destinations
    }
}

package struct ClaimAnswer: Sendable {
    package var deliveries: [LeasedDelivery]
    /// Per target, the due time of what the store still holds; absent: nothing.
    package var nextDue: [String: Timestamp]
    /// Targets that got less than they wanted: there was no room in the process's memory window.
    package var deferred: Set<String>

    package init(
        deliveries: [LeasedDelivery] = [], nextDue: [String: Timestamp] = [:],
        deferred: Set<String> = []
    ) {
        self.deliveries = deliveries
        self.nextDue = nextDue
        self.deferred = deferred
    }
}

/// How an attempt went.
package struct AttemptReport: Sendable {
    package enum Ending: Equatable, Sendable {
        /// The target answered.
        case answered
        /// No answer within the time allowed, or too slow a one.
        case timedOut
        /// No answer for another reason.
        case failed
        /// No request could be made of this event (rendering failed); no attempt is counted.
        case unsendable
        /// The target answered a lookup as it should, and nothing is to be sent: the rules want
        /// it so, or it is about this message, which is buried. Neither is the target's fault.
        case calledOff(buries: Bool)
        /// We gave it up before it was sent; no attempt is counted.
        case notSent
        /// We could not make its request, for want of something here: neither the target nor the
        /// event is to blame. No attempt is counted; again after `Limits.postponedWait`.
        case postponed
        /// We gave it up on its way (shutdown).
        case abandoned
    }

    package var ending: Ending
    package var outcome: Outcome
    package var startedAt: Timestamp
    package var tookMilliseconds: Int64
    package var status: Int?
    package var snippet: String
    /// Which request this is about.
    package var kind = Attempt.Kind.message
    /// The lookup that came before it, with the attempt's number; one at most.
    package var lookup: [Attempt] = []
    /// Others that waited for the same answer. It is judged once: they go back uncounted, and are
    /// due when this one is.
    package var alike: [AttemptToken] = []

    package init(
        _ ending: Ending, _ outcome: Outcome, startedAt: Timestamp, tookMilliseconds: Int64 = 0,
        status: Int? = nil, snippet: String = ""
    ) {
        self.ending = ending
        self.outcome = outcome
        self.startedAt = startedAt
        self.tookMilliseconds = tookMilliseconds
        self.status = status
        self.snippet = snippet
    }
}
