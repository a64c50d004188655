package import Model

/// A bounded piece of a longer list.
package struct Page<Item: Sendable>: Sendable {
    package var items: [Item]
    /// Pass it as `before` to go on; nil: this was the last.
    package var next: String?

    package init(items: [Item], next: String? = nil) {
        self.items = items
        self.next = next
    }
}

/// All conditions that are set must hold.
package struct EventQuery: Sendable {
    package var source: String?
    package var type: String?
    package var interview: String?
    package var run: String?
    package var since: Timestamp?
    /// Only events that no route took.
    package var unroutedOnly = false
    /// 1…500.
    package var limit = 50
    package var before: String?

    package init() {}
}

package struct DeliveryQuery: Sendable {
    package var event: EventID?
    package var target: String?
    package var states: Set<DeliveryState> = []
    /// Only those that wait for a person.
    package var waitsForPerson = false
    package var limit = 50
    package var before: String?

    package init() {}
}

/// Which unfinished deliveries are meant: all conditions must hold.
package struct UnfinishedQuery: Sendable {
    package var createdBefore: Timestamp
    /// Those that wait for a person; false: those that do not.
    package var waitsForPerson: Bool
    /// Those of this source's events are not meant.
    package var otherThan: String

    package static let looksMax = 100_000

    package init(createdBefore: Timestamp, waitsForPerson: Bool, otherThan source: String) {
        self.createdBefore = createdBefore
        self.waitsForPerson = waitsForPerson
        otherThan = source
    }
}

package struct EventSummary: Sendable {
    package var id: EventID
    package var source: String
    package var type: String
    package var milestone: Milestone
    package var interview: String
    package var definition: String
    package var run: String
    package var receivedAt: Timestamp
    package var bodyBytes: Int
    package var deliveries: Int

    package init(
        id: EventID, source: String, type: String, milestone: Milestone, interview: String,
        definition: String, run: String, receivedAt: Timestamp, bodyBytes: Int, deliveries: Int
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.milestone = milestone
        self.interview = interview
        self.definition = definition
        self.run = run
        self.receivedAt = receivedAt
        self.bodyBytes = bodyBytes
        self.deliveries = deliveries
    }
}

package struct DeliverySummary: Sendable {
    package var delivery: Delivery
    package var event: EventID
    package var state: DeliveryState
    package var attempts: Int
    package var dueAt: Timestamp
    /// When its state last changed.
    package var updatedAt: Timestamp
    /// Of the last failed attempt, or why it ended; nil once delivered.
    package var reason: Reason?
    /// For dead ones, below the dead-letter folder.
    package var deadLetterFile: String?

    /// Not attempted before a person says so.
    package var waitsForPerson: Bool { state == .pending && dueAt == .whenToldTo }

    package init(
        delivery: Delivery, event: EventID, state: DeliveryState, attempts: Int, dueAt: Timestamp,
        updatedAt: Timestamp, reason: Reason? = nil, deadLetterFile: String? = nil
    ) {
        self.delivery = delivery
        self.event = event
        self.state = state
        self.attempts = attempts
        self.dueAt = dueAt
        self.updatedAt = updatedAt
        self.reason = reason
        self.deadLetterFile = deadLetterFile
    }
}

/// A delivery with everything that happened to it.
package struct DeliveryDetail: Sendable {
    package var summary: DeliverySummary
    /// Oldest first.
    package var attempts: [Attempt]

    package init(summary: DeliverySummary, attempts: [Attempt]) {
        self.summary = summary
        self.attempts = attempts
    }
}

/// What waits for one target.
package struct PendingTarget: Equatable, Sendable {
    package var target: String
    /// Pending deliveries; no more than were to be counted.
    package var deliveries: Int

    package init(target: String, deliveries: Int) {
        self.target = target
        self.deliveries = deliveries
    }
}

/// What is still to be delivered.
package struct Backlog: Equatable, Sendable {
    /// Pending, leased and burying.
    package var deliveries: Int
    /// When the oldest of them was created; nil when there is none.
    package var oldestCreatedAt: Timestamp?

    package init(deliveries: Int = 0, oldestCreatedAt: Timestamp? = nil) {
        self.deliveries = deliveries
        self.oldestCreatedAt = oldestCreatedAt
    }
}
