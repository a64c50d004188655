package import Model

/// What one request brings: stored all or nothing.
package struct AppendUnit: Sendable {
    package var events: [PlannedEvent]

    package init(_ events: [PlannedEvent]) { self.events = events }
}

/// One event with the deliveries that the rules planned for it.
package struct PlannedEvent: Sendable {
    package var event: Event
    package var deliveries: [Delivery]
    /// Nil: never a duplicate.
    package var dedupe: DedupeKey?
    /// Deliveries that are called off when all of their keys are taken (`once_per`), and take them
    /// otherwise.
    package var once: [DeliveryID: [DedupeKey]] = [:]

    package init(event: Event, deliveries: [Delivery], dedupe: DedupeKey? = nil) {
        self.event = event
        self.deliveries = deliveries
        self.dedupe = dedupe
    }
}

extension Reason {
    /// Why a delivery with keys that are all taken was called off.
    package static let sentOnce = Reason(
        code: "sent_once", message: "a route with once_per sent this before",
        advice: "nothing is wrong; `once_per` of the route asks for it")
}

/// Two events of one source with the same key, less than a window apart, are one event.
package struct DedupeKey: Hashable, Sendable {
    /// 32 bytes that stand for source and key parts together.
    package var digest: [UInt8]
    /// Until when a second event with this key is a duplicate.
    package var expiresAt: Timestamp

    package init(digest: [UInt8], expiresAt: Timestamp) {
        self.digest = digest
        self.expiresAt = expiresAt
    }
}

package enum AppendResult: Equatable, Sendable {
    case stored
    case duplicate(of: EventID)
}

package struct ClaimRequest: Sendable {
    package var now: Timestamp
    /// Target → how many at most.
    package var wants: [String: Int]
    /// Target → after how many bytes of events to stop; absent: no limit. At least one is given.
    package var bytesMax: [String: Int]

    package init(now: Timestamp, wants: [String: Int], bytesMax: [String: Int] = [:]) {
        self.now = now
        self.wants = wants
        self.bytesMax = bytesMax
    }
}

package struct ClaimResult: Sendable {
    package var deliveries: [LeasedDelivery]
    /// Per wanted target, the due time of the first delivery that was left pending; may lie in the
    /// past when there were more than wanted. Absent: none is left, or they wait for a person.
    package var nextDue: [String: Timestamp]
    /// Targets that got less than they wanted because of `bytesMax`.
    package var cut: Set<String>

    package init(
        deliveries: [LeasedDelivery] = [], nextDue: [String: Timestamp] = [:],
        cut: Set<String> = []
    ) {
        self.deliveries = deliveries
        self.nextDue = nextDue
        self.cut = cut
    }
}

/// What became of one leased (or burying) delivery.
package struct DeliveryRecord: Sendable {
    package enum Change: Sendable {
        case delivered
        /// Pending again, due then; `excusedMilliseconds` is the new total.
        case pending(dueAt: Timestamp, excusedMilliseconds: Int64)
        /// Given up: its dead-letter line is written next.
        case burying
        /// From burying only: the line is on disk, in this file below the dead-letter folder.
        case dead(file: String)
        case cancelled(by: String)
    }

    package var delivery: DeliveryID
    package var change: Change
    /// Why, when there is no attempt that says it (too old, cancelled).
    package var reason: Reason?
    /// The attempt that led to it; nil when none was made (release, expiry).
    package var attempt: Attempt?
    /// The lookup that came before that attempt, with its number; one at most.
    package var lookup: [Attempt] = []
    /// With `pending`: it belongs to no lane from now on, and the next of its lane is first.
    package var leavesLane = false
    /// With `delivered`: it was the first of its thread; replaces an older mark.
    package var thread: ThreadMark?

    package init(
        _ delivery: DeliveryID, _ change: Change, reason: Reason? = nil, attempt: Attempt? = nil
    ) {
        self.delivery = delivery
        self.change = change
        self.reason = reason
        self.attempt = attempt
    }

    /// In the order in which they were made.
    package var attempts: [Attempt] { attempt.map { lookup + [$0] } ?? lookup }
}

/// Asks to send a delivery again by hand.
package struct RedriveRequest: Sendable {
    /// The delivery to repeat.
    package var origin: DeliveryID
    package var generation: Int
    /// The target to send to: the origin's, or its successor after a rename.
    package var target: String
    package var webhookID: DeliveryID
    package var destination: String
    package var routes: [String]
    package var now: Timestamp
    /// Stored anew when the store has swept it; ignored when it is still there.
    package var event: Event

    package init(
        origin: DeliveryID, generation: Int, target: String, webhookID: DeliveryID,
        destination: String, routes: [String], now: Timestamp, event: Event
    ) {
        self.origin = origin
        self.generation = generation
        self.target = target
        self.webhookID = webhookID
        self.destination = destination
        self.routes = routes
        self.now = now
        self.event = event
    }
}

package enum RedriveResult: Equatable, Sendable {
    case made(DeliveryID)
    /// This generation was made before.
    case exists(DeliveryID)
}

/// How long things are kept (design section 11).
package struct Retention: Sendable {
    /// Events all of whose deliveries ended are removed after this.
    package var finished = Milliseconds.days(7)
    /// Events with a dead delivery stay longer.
    package var dead = Milliseconds.days(30)

    package init() {}
}

/// At most `count` attempts in `per`.
package struct SlowPace: Equatable, Sendable {
    package var count: Int
    package var per: Milliseconds

    package init(count: Int, per: Milliseconds) {
        self.count = count
        self.per = per
    }
}

/// What is known about a target beyond its settings; survives a restart.
package struct TargetStateRecord: Equatable, Sendable {
    package var target: String
    /// Empty: the whole target.
    package var destination: String
    package var state: TargetState
    package var since: Timestamp
    package var reason: Reason?
    /// Who paused it; empty when the gateway itself changed the state.
    package var by: String
    /// No attempt before this moment (Retry-After, probe interval).
    package var notBefore: Timestamp?
    /// While probing: the wait that led to `notBefore`.
    package var probeWait: Milliseconds?
    /// A person resumed it at this pace; until what waited is gone.
    package var slowly: SlowPace?
    /// When it was blocked or paused before; at most `Limits.stopsMax`.
    package var stops: [Stop] = []

    package init(
        target: String, destination: String = "", state: TargetState, since: Timestamp,
        reason: Reason? = nil, by: String = "", notBefore: Timestamp? = nil
    ) {
        self.target = target
        self.destination = destination
        self.state = state
        self.since = since
        self.reason = reason
        self.by = by
        self.notBefore = notBefore
    }
}
