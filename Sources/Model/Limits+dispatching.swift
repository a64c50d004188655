/// How deliveries are attempted, as far as it cannot be set per target (design section 8); what can
/// be set has its defaults in `DeliveryPolicy`.
extension Limits {
    // Who is at fault
    /// Refused messages in a row, without a success, until the target is blocked instead.
    package static let deathsInARowMax = 5
    /// Block-class answers in a row, whatever the messages: a revoked key, not one bad message.
    package static let blocksInARowMax = 3
    /// A success longer ago says nothing about now.
    package static let successRecent = Milliseconds.minutes(10)
    /// How long an answer that a rollout could give is retried.
    package static let rolloutTime = Milliseconds.hours(1)
    /// Messages under suspicion; more at once are the target's fault.
    package static let suspectsMax = 64
    /// A refused message whose fault is not clear yet is tried again after this.
    package static let suspectWait = Milliseconds.seconds(5)
    /// Until a request is made again that could not be made for want of something here.
    package static let postponedWait = Milliseconds.seconds(5)
    /// So many of a target in a row: it is not one event, and all of them wait.
    package static let postponedInARowMax = 3

    // Targets that are not sent to
    /// Between two probes of what is blocked: a person has to act, and is alerted.
    package static let blockedProbeWait = Milliseconds.minutes(10)
    /// The same when the probe could not even be made: another may do better, and is not to wait
    /// for it.
    package static let unsendableProbeWait = Milliseconds.seconds(1)
    /// What else waits for a blocked destination looks again after this; a recovery calls it at
    /// once.
    package static let blockedWait = Milliseconds.hours(1)
    /// Claimed for one probe: some may turn out to be too old.
    package static let probeClaim = 8
    /// A shorter wait keeps its deliveries in memory, and is not stored.
    package static let shortWait = Milliseconds.seconds(5)
    /// Time blocked or paused counts for at most this much: nothing waits for ever.
    package static let excusedMax = Milliseconds.days(14)
    /// Stops remembered; beyond it those that lie closest become one.
    package static let stopsMax = 64
    /// A dispatcher that is called so much later than it asked was asleep, or its clock was set
    /// ahead: no target is to blame for that time.
    package static let clockJumpMin = Milliseconds.minutes(10)

    // Destinations
    /// Destinations of one target that a dispatcher remembers; idle ones go first.
    package static let destinationsMax = 4096
    /// Deliveries of one paced destination that wait in memory; the others wait in the store.
    package static let pacedInMemoryMax = 8

    // Lanes
    /// Heads of lanes whose first failure is remembered (`skip_after`).
    package static let laneTroublesMax = 10_000

    // Claims
    package static let claimRetryWait = Milliseconds(200)
    package static let claimRetryWaitMax = Milliseconds.seconds(30)
    /// After the memory window had no room for a claim; doubles up to sixteen times that while
    /// there is none: what fills the memory may take hours.
    package static let claimDeferredWait = Milliseconds(50)
    /// Between claims that bring less than is due: rows wait for their lane.
    package static let shortClaimWaitMax = Milliseconds.minutes(1)
}
