import CurlTransport
import DeadLetters
import Dispatching
import Engine
import FoundationEssentials
import Logging
import Model
import Store
import Support
import Synchronization
import Targets

/// A vendor's stand-in behind an HTTP server on loopback, and an engine that sends to it through
/// libcurl.
final class VendorServer: Sendable {
    enum Mode: Sendable {
        /// It looks at each request, and answers as its documentation says.
        case documented
        case busy
        case always(VendorStandIn.Answer)
    }

    private final class Present: Sendable {
        let mode = Mutex(Mode.documented)
    }

    private let vendor: VendorStandIn
    private let present = Present()
    private let server: TestServer
    private let engine: DeliveryEngine
    private let store: InMemoryStore
    private let folder: String
    /// Something was committed.
    private let changes: AsyncStream<Void>

    init(_ vendor: VendorStandIn, search: VendorSearch? = nil) async throws {
        self.vendor = vendor
        server = try await TestServer { [present] request in
            let answer = Self.answer(request, vendor, search, present.mode.withLock { $0 })
            return TestResponse(status: answer.status, headers: answer.headers, text: answer.body)
        }
        engine = DeliveryEngine(
            settings: EngineSettings(), transports: CurlTransportFactory().factory,
            clock: SystemClock(), meter: NullMeter(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let (changes, changed) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.changes = changes
        store = InMemoryStore(handOver: engine) { effect in
            effect()
            changed.yield()
        }
        folder =
            FileManager.default.temporaryDirectory.path
            + "/signalbox-vendor-\(EventID.make(at: SystemClock().now))"
        try engine.start(store: store, deadLetters: DeadLetterWriter(directory: folder))
    }

    /// As the vendor would see it at its own address.
    private static func answer(
        _ request: TestRequest, _ vendor: VendorStandIn, _ search: VendorSearch?, _ mode: Mode
    ) -> VendorStandIn.Answer {
        let host = vendor.path.prefix { $0 != "/" }
        let seen = OutboundRequest(
            method: request.method, url: "https://\(host)\(request.path)",
            headers: request.headers, body: request.body)
        switch mode {
        case .always(let answer): return answer
        case .busy: return vendor.answer(seen, isBusy: true)
        case .documented:
            if let search, search.takes(seen, for: "ana@example.com") {
                return search.answer([
                    .init(id: "11", email: "diana@example.com"),
                    .init(id: "12", email: "ana@example.com"),
                ])
            }
            return vendor.answer(seen)
        }
    }

    /// What becomes of one message to a new target of the kind, once its first attempts are
    /// recorded and, where it dies of them, buried.
    func send(
        _ event: Event = KindFixture.event(), as name: String, mode: Mode = .documented,
        _ more: [String: KindValue] = [:]
    ) async throws -> DeliveryDetail {
        present.mode.withLock { $0 = mode }
        var values = more
        let isWebhook = KindCatalog.kind(named: vendor.kind)?.isWebhook == true
        values["url"] =
            isWebhook
            ? .secret(try Fixture.secret(server.url("/hooks/t0ken-of-the-hook")))
            : .text(server.url(vendor.base))
        var target = try KindFixture.target(vendor.kind, values)
        target.name = name
        target.connection.allowPrivate = [CIDR("127.0.0.0/8")].compactMap { $0 }
        engine.update(
            targets: [name: EngineTarget(target: target, policy: DeliveryPolicy())],
            configurationVersion: "cfg_1")
        let delivery = Delivery(
            id: .make(at: SystemClock().now), target: name, routes: ["r"],
            createdAt: SystemClock().now)
        let stored = Event(
            id: .make(at: SystemClock().now), source: event.source, identity: event.identity,
            headers: event.headers, body: event.body, receivedAt: SystemClock().now,
            configurationVersion: "cfg_1")
        store.append(
            AppendUnit([PlannedEvent(event: stored, deliveries: [delivery])])
        ) { _ in }
        var rounds = changes.makeAsyncIterator()
        while true {
            if let detail = try store.delivery(delivery.id), detail.hasSettled { return detail }
            guard await rounds.next() != nil else { throw CancellationError() }
        }
    }

    func stop() async {
        await engine.shutdown(grace: .zero)
        try? FileManager.default.removeItem(atPath: folder)
    }
}

extension DeliveryDetail {
    fileprivate var hasSettled: Bool {
        summary.state.isFinal || summary.state == .pending && !attempts.isEmpty
    }
}
