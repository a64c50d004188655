import Engine
import Foundation
import Ingress
import Logging
import Model
import Settings
import Store
import Support
import Testing

@testable import Gateway

@Suite("The service of alerts")
struct AlertServiceTests {
    /// Everything around the service, with a clock that is told and a store in memory.
    private final class World {
        static let start = Timestamp(seconds: 1_767_607_660)
        let clock = FixedClock(start)
        let base: InMemoryStore
        let store: FaultyStore
        let desk: AlertDesk
        let current: CurrentConfiguration
        let service: AlertService
        var feed: AlertFeed
        var untold = AlertService.Untold()
        private let folder: URL

        init(_ rules: String) throws {
            folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                "alerts-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            base = InMemoryStore(clock: clock)
            store = FaultyStore(base)
            desk = AlertDesk(clock: clock)
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let path = folder.path + "/routes.yaml"
            try (Self.head + rules).write(toFile: path, atomically: true, encoding: .utf8)
            current = try CurrentConfiguration(
                path: path, dataDirectory: folder.path,
                resolver: SecretResolver(environment: ["OLD": "hunter22", "NEW": "hunter23"]),
                meter: NullMeter(), clock: clock)
            let watch = IntakeWatch(
                limits: IntakeLimits(), space: { nil }, backlog: { 0 }, clock: clock,
                logger: logger)
            service = AlertService(
                desk: desk, current: current, certificates: nil, watch: watch, store: store,
                meter: NullMeter(), clock: clock, logger: logger)
            feed = AlertFeed(
                desk: desk, current: current, certificates: nil, watch: watch, store: store,
                clock: clock)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        private static let head = """
            version: 1
            sources:
              s:
                verify:
                  scheme: bearer
                  secrets: ["${NEW}", { secret: "${OLD}", not_after: 2026-01-10T00:00:00Z }]
            targets: { t: { kind: http, url: "https://example.com/" } }

            """

        func write(_ rules: String) throws {
            try (Self.head + rules).write(
                toFile: folder.path + "/routes.yaml", atomically: true, encoding: .utf8)
            _ = current.reload { _ in }
        }

        /// One turn after so long.
        func turn(_ wait: Milliseconds = .seconds(10)) async -> Bool {
            clock.set(clock.now + wait)
            return await service.turn(&feed, &untold)
        }

        /// Types and states of what is stored, the oldest first.
        func stored() throws -> [String] {
            let page = try base.events(EventQuery())
            return try page.items.reversed().map { summary in
                let event = try #require(try base.event(summary.id))
                return "\(summary.type) \(event.identity.fields["state"]?.text ?? "")"
            }
        }
    }

    private static let rules = """
        routes: [{ name: all, match: all, to: [t] }]
        alerts: { to: [t] }
        """

    @Test("a secret that ends, and rules that are refused and then taken, are told of")
    func polled() async throws {
        let world = try World(Self.rules)
        #expect(await world.turn(.zero), "the secret waits to be told")
        _ = await world.turn()
        #expect(try world.stored() == ["secret.expiring begun"])
        try world.write("routes: [")
        #expect(await world.turn())
        _ = await world.turn()
        #expect(try world.stored().last == "reload.failed begun")
        try world.write(Self.rules)
        _ = await world.turn()
        _ = await world.turn()
        #expect(try world.stored().last == "reload.failed over")
        // The secret has ended by itself.
        _ = await world.turn(.days(5))
        _ = await world.turn()
        #expect(try world.stored().last == "secret.expiring over")
        #expect(try world.stored().count == 4)
    }

    @Test("what the store does not take is told in the next turn")
    func failing() async throws {
        let world = try World(Self.rules)
        _ = await world.turn(.zero)
        world.store.inject(
            .failBefore(.unavailable("disk full")), .failBefore(.unavailable("disk full")))
        #expect(await world.turn())
        #expect(await world.turn(.seconds(1)))
        #expect(try world.stored() == [])
        #expect(await world.turn(.seconds(1)) == false)
        #expect(try world.stored() == ["secret.expiring begun"])
    }

    @Test("at a shutdown what was about to be told is stored, once")
    func rest() async throws {
        let world = try World(Self.rules)
        _ = await world.turn(.zero)
        _ = await world.turn()
        let reason = Reason(code: "x", message: "y")
        world.desk.note(.deadLetter(TargetPlace("t"), source: "s", reason: reason))
        world.desk.note(.targetBlocked(TargetPlace("t"), reason: reason))
        var untold = AlertService.Untold()
        await world.service.tellRest(&untold)
        await world.service.tellRest(&untold)
        #expect(untold.alerts.isEmpty)
        #expect(
            try world.stored().sorted() == [
                "dead_letters.rising begun", "secret.expiring begun", "target.blocked begun",
            ])
    }

    @Test("without anybody to tell nothing is looked at or stored, until there is somebody")
    func nobody() async throws {
        let world = try World("routes: [{ name: all, match: all, to: [t] }]")
        world.desk.note(
            .targetBlocked(TargetPlace("t"), reason: Reason(code: "x", message: "y")))
        world.desk.note(
            .deadLetter(TargetPlace("t"), source: "s", reason: Reason(code: "x", message: "y")))
        for _ in 0..<3 { #expect(await world.turn() == false) }
        #expect(try world.stored() == [])
        #expect(world.store.writes == 0)
        try world.write(Self.rules)
        for _ in 0..<2 { _ = await world.turn() }
        // Both of the same moment.
        #expect(
            try world.stored().sorted() == ["secret.expiring begun", "target.blocked begun"])
    }

    @Test("once nobody takes alerts, what only looking finds and ends is not shown for ever")
    func nobodyAnyMore() async throws {
        let world = try World(Self.rules)
        let reason = Reason(code: "x", message: "y")
        world.desk.note(.targetBlocked(TargetPlace("t"), reason: reason))
        try world.write("routes: [")
        _ = await world.turn(.zero)
        _ = await world.turn()
        #expect(
            Set(world.desk.lasting.map(\.type)) == [
                .targetBlocked, .reloadFailed, .secretExpiring,
            ])
        try world.write("routes: [{ name: all, match: all, to: [t] }]")
        world.desk.note(.targetBlocked(TargetPlace("gone"), reason: reason))
        #expect(await world.turn() == false)
        #expect(world.desk.lasting.map(\.type) == [.targetBlocked])
        #expect(world.desk.lasting.first?.subjects.map(\.name) == ["t"])
        // The secret is looked at at once when somebody takes alerts again.
        try world.write(Self.rules)
        _ = await world.turn()
        #expect(world.desk.lasting.map(\.type) == [.targetBlocked, .secretExpiring])
    }

    @Test("deliveries that wait for too long are told of; alerts that do are not")
    func backlog() async throws {
        let world = try World(Self.rules)
        _ = await world.turn(.zero)
        _ = await world.turn()
        // The alert itself waits: nobody takes it here.
        for _ in 0..<3 { _ = await world.turn(.minutes(10)) }
        #expect(try world.stored() == ["secret.expiring begun"])
        let now = world.clock.now
        let event = Event(
            id: .make(at: now), source: "s", identity: EventIdentity(), headers: HeaderList(),
            body: [], receivedAt: now, configurationVersion: "")
        let delivery = Delivery(
            id: .make(at: now), target: "t", routes: ["all"], createdAt: now)
        _ = try await world.base.append(
            AppendUnit([PlannedEvent(event: event, deliveries: [delivery])]))
        _ = await world.turn(.minutes(14))
        _ = await world.turn()
        #expect(try world.stored().count == 2)
        _ = await world.turn(.minutes(2))
        _ = await world.turn()
        #expect(try world.stored().last == "backlog.old begun")
        world.base.cancel([delivery.id], reason: Reason(code: "x", message: ""), by: "test") {
            _ in
        }
        _ = await world.turn(.minutes(1))
        _ = await world.turn()
        #expect(try world.stored().last == "backlog.old over")
    }

    @Test("deliveries that wait for a person are told of as such")
    func forPerson() async throws {
        let world = try World(Self.rules)
        _ = await world.turn(.zero)
        _ = await world.turn()
        let now = world.clock.now
        let event = Event(
            id: .make(at: now), source: "s", identity: EventIdentity(), headers: HeaderList(),
            body: [], receivedAt: now, configurationVersion: "")
        let delivery = Delivery(
            id: .make(at: now), target: "t", routes: ["all"], createdAt: now)
        _ = try await world.base.append(
            AppendUnit([PlannedEvent(event: event, deliveries: [delivery])]))
        world.base.claim(ClaimRequest(now: now, wants: ["t": 9])) { _ in }
        world.base.record([
            DeliveryRecord(delivery.id, .pending(dueAt: .whenToldTo, excusedMilliseconds: 0))
        ]) { _ in }
        _ = await world.turn(.minutes(14))
        _ = await world.turn()
        #expect(try world.stored().count == 2)
        _ = await world.turn(.minutes(2))
        #expect(world.desk.lasting.map(\.type) == [.backlogOld, .secretExpiring])
        let reason = try #require(world.desk.lasting.first?.subjects.first?.reason)
        #expect(reason.code == "waits_for_person")
        #expect(reason.advice.contains("--for-person"))
        _ = await world.turn()
        #expect(try world.stored().last == "backlog.old begun")
        // A person says so: it is an ordinary one again, which is as old.
        _ = try await withCheckedThrowingContinuation { done in
            world.base.resend([delivery.id], now: world.clock.now) { done.resume(with: $0) }
        }
        _ = await world.turn(.minutes(1))
        #expect(
            world.desk.lasting.first?.subjects.map(\.reason.code) == ["backlog_old"])
    }

    @Test("one that waits for too long is seen behind thousands that wait for a person")
    func behindOthers() async throws {
        let world = try World(Self.rules)
        _ = await world.turn(.zero)
        _ = await world.turn()
        func add(_ count: Int, to target: String) async throws -> [DeliveryID] {
            let now = world.clock.now
            let events = (0..<count).map { _ in
                PlannedEvent(
                    event: Event(
                        id: .make(at: now), source: "s", identity: EventIdentity(),
                        headers: HeaderList(), body: [], receivedAt: now,
                        configurationVersion: ""),
                    deliveries: [
                        Delivery(
                            id: .make(at: now), target: target, routes: ["all"], createdAt: now)
                    ])
            }
            _ = try await world.base.append(AppendUnit(events))
            return events.map(\.deliveries[0].id)
        }
        _ = try await add(1, to: "slow")
        world.clock.set(world.clock.now + .seconds(1))
        let many = try await add(2_600, to: "t")
        world.base.claim(ClaimRequest(now: world.clock.now, wants: ["t": many.count + 1])) { _ in }
        let waiting = many.map {
            DeliveryRecord($0, .pending(dueAt: .whenToldTo, excusedMilliseconds: 0))
        }
        world.base.record(waiting) { _ in }
        #expect(try world.base.waitingForPerson() == many.count)
        _ = await world.turn(.minutes(16))
        let found = world.desk.lasting.filter { $0.type == .backlogOld }
        #expect(
            found.flatMap(\.subjects).map(\.reason.code) == ["backlog_old", "waits_for_person"])
    }

    @Test("refusals that rise are told of, and that they are fewer")
    func refusals() async throws {
        let world = try World(Self.rules)
        _ = await world.turn(.zero)
        _ = await world.turn()
        let pipeline = IngressPipeline(
            snapshot: { [current = world.current] in current.snapshot }, store: world.store,
            clock: world.clock, meter: NullMeter(), gate: IngressGate(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        for _ in 0..<12 {
            guard
                case .answer = pipeline.admit(
                    IngressRequest(path: "/in/s", headers: HeaderList()))
            else {
                Issue.record("it was taken")
                return
            }
        }
        _ = await world.turn(.seconds(30))
        _ = await world.turn()
        #expect(try world.stored().last == "source.refused begun")
        _ = await world.turn(.minutes(5))
        _ = await world.turn()
        #expect(try world.stored().last == "source.refused over")
    }
}
