package import Model
package import Store
import Synchronization

/// How the conformance suite makes a store: one for each driver.
package struct StoreFactory: Sendable, CustomStringConvertible {
    package let description: String
    package let make: @Sendable (_ handOver: any HandOver, _ clock: any Clock) throws -> any Store

    package init(
        _ name: String,
        make:
            @escaping @Sendable (_ handOver: any HandOver, _ clock: any Clock) throws -> any Store
    ) {
        description = name
        self.make = make
    }
}

/// One store with everything a conformance test needs around it: its own window, its own clock.
package struct StoreFixture: Sendable {
    package let store: any Store
    package let window: CountingWindow
    package let clock: FixedClock

    package static let start = Timestamp(milliseconds: 1_790_000_000_000)

    package init(_ factory: StoreFactory, room: Int = .max) throws {
        window = CountingWindow(room: room)
        clock = FixedClock(Self.start)
        store = try factory.make(window, clock)
    }

    package init(store: any Store, window: CountingWindow, clock: FixedClock) {
        self.store = store
        self.window = window
        self.clock = clock
    }

    /// An event with one delivery per target.
    package static func planned(
        at time: Timestamp = start, id: EventID? = nil, to targets: [String] = ["audit"],
        destination: String = "", lane: String? = nil, dedupe: DedupeKey? = nil,
        source: String = "apriora",
        identity: EventIdentity = EventIdentity(type: "session.completed"),
        body: [UInt8] = Array("{}".utf8)
    ) -> PlannedEvent {
        let event = Event(
            id: id ?? .make(at: time), source: source, identity: identity, query: "a=1",
            headers: HeaderList([.init(name: "Content-Type", value: "application/json")]),
            body: body, receivedAt: time, configurationVersion: "v1",
            explanation: Array(#"{"matched":[]}"#.utf8))
        return PlannedEvent(
            event: event,
            deliveries: targets.map {
                Delivery(
                    id: .make(at: time), target: $0, destination: destination,
                    routes: ["everything"], createdAt: time, lane: lane)
            }, dedupe: dedupe)
    }

    package static func key(_ byte: UInt8, until expiresAt: Timestamp) -> DedupeKey {
        DedupeKey(digest: Array(repeating: byte, count: 32), expiresAt: expiresAt)
    }

    package static func attempt(
        _ number: Int, at time: Timestamp = start + .seconds(1), _ outcome: Outcome = .delivered,
        status: Int? = 200, snippet: String = ""
    ) -> Attempt {
        Attempt(
            number: number, startedAt: time, tookMilliseconds: 40, status: status,
            outcome: outcome, snippet: snippet)
    }

    package static let refused = Outcome(
        .retry, Reason(code: "http_500", message: "it answered 500", advice: "look there"),
        retryAfter: .seconds(9), isAmbiguous: true)

    /// Stores events as one unit and waits.
    @discardableResult
    package func append(_ events: PlannedEvent...) async throws(StoreError) -> [AppendResult] {
        try await store.append(AppendUnit(events))
    }

    package func claim(
        _ wants: [String: Int], at now: Timestamp = start
    ) async throws(StoreError) -> ClaimResult {
        try await wait { store.claim(ClaimRequest(now: now, wants: wants), completion: $0) }
    }

    @discardableResult
    package func record(_ records: DeliveryRecord...) async throws(StoreError) -> Set<DeliveryID> {
        try await wait { store.record(records, completion: $0) }
    }

    package func redrive(_ requests: RedriveRequest...) async throws(StoreError) -> [RedriveResult]
    {
        try await wait { store.redrive(requests, completion: $0) }
    }

    package func cancel(_ ids: DeliveryID...) async throws(StoreError) -> [DeliveryID] {
        try await cancel(ids)
    }

    package func sweep(
        at now: Timestamp, limit: Int = 100
    ) async throws(StoreError) -> Int {
        try await wait { store.sweep(Retention(), now: now, limit: limit, completion: $0) }
    }

    package func set(_ state: TargetStateRecord) async throws(StoreError) {
        try await wait { store.setTargetState(state, completion: $0) }
    }

    package func keep(_ settings: [InterviewSettings]) async throws(StoreError) -> Int64 {
        try await wait { store.keep(settings, completion: $0) }
    }

    package func keep(_ configuration: ConfigurationRecord) async throws(StoreError) {
        try await wait { store.keep(configuration, completion: $0) }
    }

    package func cancelWaiting(
        _ target: String, before moment: Timestamp
    ) async throws(StoreError) -> Int {
        let reason = Reason(code: "cancelled", message: "called off")
        return try await wait {
            store.cancelWaiting(
                target: target, createdBefore: moment, reason: reason, by: "ann", completion: $0)
        }
    }

    package func rename(
        _ target: String, to name: String
    ) async throws(StoreError) -> Int {
        try await wait { store.rename(target: target, to: name, completion: $0) }
    }

    package func expedite(
        _ target: String, _ destination: String, at now: Timestamp
    ) async throws(StoreError) -> Int {
        try await wait {
            store.expedite(target: target, destination: destination, now: now, completion: $0)
        }
    }

    /// Returns when everything that was written before is committed, answered and handed over.
    package func settle() async throws(StoreError) { _ = try await cancel() }

    package func cancel(_ ids: [DeliveryID]) async throws(StoreError) -> [DeliveryID] {
        let reason = Reason(code: "cancelled", message: "called off")
        return try await wait { store.cancel(ids, reason: reason, by: "ann", completion: $0) }
    }

    package func state(_ id: DeliveryID) throws -> DeliveryState? {
        try store.delivery(id)?.summary.state
    }

    /// Waits for a completion.
    package func wait<T: Sendable>(
        _ write: (@escaping @Sendable (Result<T, StoreError>) -> Void) -> Void
    ) async throws(StoreError) -> T {
        let result = await withCheckedContinuation { continuation in
            write { continuation.resume(returning: $0) }
        }
        return try result.get()
    }
}

/// Shows the time it was told.
package final class FixedClock: Clock {
    private let time: Mutex<Timestamp>

    package init(_ time: Timestamp) { self.time = Mutex(time) }

    package var now: Timestamp { time.withLock { $0 } }
    package func set(_ time: Timestamp) { self.time.withLock { $0 = time } }
}
