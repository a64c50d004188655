package import Model

/// What a request is made from: one delivery, its event, and the attempt that is about to begin.
package struct AttemptContext: Sendable {
    package var delivery: Delivery
    package var event: Event
    /// 1 for the first.
    package var attempt: Int
    /// The time of this attempt: what signatures carry.
    package var now: Timestamp
    /// The vendor's id of the first message of its thread; nil when this is the first.
    package var thread: String?
    /// Of targets with OAuth; nil: something that stands for it, for requests that are not sent.
    package var access: AccessToken?
    /// False: a program does not run, and stands with its input where its output would: for who
    /// compares very many requests.
    package var runsPrograms = true
    /// Ends programs under way.
    package var stop: StopSign?
    /// Of targets with `find_by`, what the lookup found; nil: something that stands for it, for
    /// requests that are not sent.
    package var candidate: String?

    package init(delivery: Delivery, event: Event, attempt: Int, now: Timestamp) {
        self.delivery = delivery
        self.event = event
        self.attempt = attempt
        self.now = now
    }
}

/// No request can be made of this event for this target: the delivery is dead before any attempt.
package struct RenderFailure: Error, Equatable, Sendable {
    /// Its code is one of `TargetReason`.
    package var reason: Reason
    /// Neither the event nor the target is to blame, and the same may work later: the delivery is
    /// tried again, and no attempt is counted.
    package var isPassing: Bool
    /// The reason with values of the event in it: for who has the event already, and not to be
    /// kept. Nil: it is the same.
    private var whole: Reason?

    package init(reason: Reason) {
        self.reason = reason
        isPassing = false
    }

    init(
        _ reason: TargetReason, _ detail: String = "", isPassing: Bool = false,
        whole: String? = nil
    ) {
        self.reason = reason.reason(detail: detail)
        self.isPassing = isPassing
        self.whole = whole.map { reason.reason(detail: $0) }
    }

    /// As who has the event may see it.
    var withValues: RenderFailure {
        var failure = self
        failure.reason = whole ?? reason
        return failure
    }
}
