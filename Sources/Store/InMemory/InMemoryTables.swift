import Model

/// What `InMemoryStore` keeps. Pure: the store's lock makes it safe.
struct InMemoryTables: Sendable {
    struct StoredEvent: Sendable {
        var event: Event
        var isRouted: Bool
        var deliveries: [DeliveryID]
    }

    struct Row: Sendable {
        var delivery: Delivery
        var event: EventID
        var state: DeliveryState
        /// Accept order.
        var order: Int
        var dueAt: Timestamp
        var updatedAt: Timestamp
        var attemptCount = 0
        var attempts: [Attempt] = []
        var excusedMilliseconds: Int64 = 0
        var reason: Reason?
        var deadLetterFile: String?
    }

    struct LaneKey: Hashable, Sendable {
        var target: String
        var lane: String

        init?(_ delivery: Delivery) {
            guard let lane = delivery.lane else { return nil }
            target = delivery.target
            self.lane = lane
        }
    }

    var events: [EventID: StoredEvent] = [:]
    var deliveries: [DeliveryID: Row] = [:]
    var dedupe: [[UInt8]: (event: EventID, expiresAt: Timestamp)] = [:]
    var marks: [RedriveMark: DeliveryID] = [:]
    var threads: [ThreadKey: String] = [:]
    var targetStates: [TargetKey: TargetStateRecord] = [:]
    /// Pending and leased deliveries of each lane, in accept order.
    var lanes: [LaneKey: [DeliveryID]] = [:]
    /// Pending and leased ones of each target: claims look at nothing else.
    var unfinished: [String: Set<DeliveryID>] = [:]
    var nextOrder = 0
    /// Oldest first.
    var configurations: [ConfigurationRecord] = []
    var interviews = InMemoryInterviews()

    var backlog: Backlog {
        let open = deliveries.values.filter { !$0.state.isFinal }
        return Backlog(
            deliveries: open.count, oldestCreatedAt: open.map(\.delivery.createdAt).min())
    }

    /// Whether no earlier delivery of its lane is pending or leased.
    func isFirstOfLane(_ row: Row) -> Bool {
        guard let key = LaneKey(row.delivery) else { return true }
        return lanes[key]?.first == row.delivery.id
    }

    mutating func insert(
        _ delivery: Delivery, of event: EventID, state: DeliveryState, dueAt: Timestamp
    ) {
        deliveries[delivery.id] = Row(
            delivery: delivery, event: event, state: state, order: nextOrder, dueAt: dueAt,
            updatedAt: delivery.createdAt)
        nextOrder += 1
        unfinished[delivery.target, default: []].insert(delivery.id)
        events[event]?.deliveries.append(delivery.id)
        if let key = LaneKey(delivery) { lanes[key, default: []].append(delivery.id) }
    }

    mutating func keep(_ configuration: ConfigurationRecord) {
        guard configurations.last?.version != configuration.version else { return }
        configurations.append(configuration)
        configurations.removeFirst(max(0, configurations.count - Limits.configurationsKeptMax))
    }

    /// Takes a delivery that will not be attempted again out of what can be claimed, and out of its
    /// lane; the target, when another one is first there now.
    mutating func finish(_ delivery: Delivery) -> String? {
        unfinished[delivery.target]?.remove(delivery.id)
        return leaveLane(delivery)
    }

    /// Takes a delivery out of its lane; the target, when another one is first now.
    mutating func leaveLane(_ delivery: Delivery) -> String? {
        guard let key = LaneKey(delivery), var lane = lanes[key],
            let index = lane.firstIndex(of: delivery.id)
        else { return nil }
        lane.remove(at: index)
        lanes[key] = lane.isEmpty ? nil : lane
        return index == 0 && !lane.isEmpty ? delivery.target : nil
    }
}

/// A target state belongs to a target or to one of its destinations.
struct TargetKey: Hashable, Sendable {
    var target: String
    var destination: String

    init(_ record: TargetStateRecord) {
        target = record.target
        destination = record.destination
    }
}

/// What the commit of a write means for the dispatchers.
struct HandedOver: Sendable {
    var leased: [LeasedDelivery] = []
    var waiting: Set<String> = []

    static let none = HandedOver()

    func effects(_ handOver: any HandOver) -> [InMemoryStore.Effect] {
        var effects: [InMemoryStore.Effect] = []
        if !leased.isEmpty { effects.append { handOver.handOver(leased) } }
        if !waiting.isEmpty { effects.append { handOver.waiting(targets: waiting) } }
        return effects
    }
}
