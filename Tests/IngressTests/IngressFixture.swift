import Logging
import Model
import Routing
import Store
import Synchronization
import Testing
import Verification

@testable import Ingress

/// 2026-01-05T10:07:40Z
let startOfTest = Timestamp(seconds: 1_767_607_660)

func secrets(_ texts: String...) -> [Secret] { texts.compactMap { Secret($0) } }

/// Moves only when told.
final class ManualClock: Clock {
    private let time = Mutex(startOfTest)

    var now: Timestamp { time.withLock { $0 } }
    func advance(_ span: Milliseconds) { time.withLock { $0 = $0 + span } }
}

/// Hands out one counter per name and labels, as Telemetry does.
final class TestMeter: Meter {
    private let counters = Mutex<[String: Counter]>([:])

    func counter(_ name: String, help: String, _ labels: [(String, String)]) -> Counter {
        let key = name + labels.map { "{\($0.0)=\($0.1)}" }.joined()
        return counters.withLock { counters in
            let counter = counters[key] ?? Counter()
            counters[key] = counter
            return counter
        }
    }

    func gauge(_ name: String, help: String, _ labels: [(String, String)]) -> Gauge { Gauge() }

    func histogram(_ name: String, help: String, _ labels: [(String, String)]) -> Histogram {
        Histogram()
    }

    /// Of all labels together.
    func total(_ name: String) -> UInt64 {
        counters.withLock { counters in
            counters.filter { $0.key.hasPrefix(name + "{") }.reduce(0) { $0 + $1.value.value }
        }
    }

    /// `signalbox_requests_rejected_total{reason=…}` and so on.
    func value(_ key: String) -> UInt64 { counters.withLock { $0[key]?.value ?? 0 } }
}

/// A pipeline on an in-memory store, with sources for every scheme.
struct IngressFixture: Sendable {
    let clock = ManualClock()
    let store = InMemoryStore()
    let meter = TestMeter()
    let gate = IngressGate()
    let pipeline: IngressPipeline
    let snapshot: IngressSnapshot

    static let mapping = EventMapping(
        type: [.header("x-event"), .body(JSONPointer(tokens: ["event"]))],
        interview: [.body(JSONPointer(tokens: ["interview"]))],
        run: [.body(JSONPointer(tokens: ["run"]))],
        fields: ["key": [.header("x-key")]],
        dedupe: [
            .place(.body(JSONPointer(tokens: ["a"]))), .place(.body(JSONPointer(tokens: ["b"]))),
        ])

    static let schemes: [String: VerificationScheme] = [
        "open": .none,
        "header": .header(name: "X-Key", secrets: secrets("s3cret,one")),
        "token": .pathToken(secrets: secrets("s3cret+/two")),
        "basic": .basic(username: "relay", passwords: secrets("s3cret:three")),
        "bearer": .bearer(secrets: secrets("s3cret-four")),
        "hmac": .signature(
            SignatureScheme(header: "X-Sig", prefix: "sha256=", secrets: secrets("s3cret-five"))),
        "standard": .standardWebhooks(secrets: secrets("whsec_czNjcmV0"), tolerance: .minutes(5)),
        "jws": .token(
            TokenScheme(
                .hs256, at: .header("X-JWT"), bodyHash: "hash", secrets: secrets("s3cret-six"))),
    ]

    init(
        limits: IngressLimits = IngressLimits(), isReady: Bool = true,
        overload: Refusal? = nil, pairing: Pairing? = nil, proxies: ProxyTrust = ProxyTrust(),
        logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
        change: (inout [String: Source]) -> Void = { _ in },
        changeRoute: (inout Route) -> Void = { _ in }
    ) throws {
        var sources = Self.schemes.map { name, scheme in
            Source(name: name, verifier: scheme, mapping: Self.mapping)
        }.reduce(into: [String: Source]()) { $0[$1.name] = $1 }
        change(&sources)
        var route = Route(
            name: "everything", match: .all,
            to: [RouteTarget("audit"), RouteTarget("hiring", destination: "C1")])
        route.staleAfter = .hours(2)
        changeRoute(&route)
        let snapshot = try IngressSnapshot(
            sources: sources, routes: RouteTable([route]), configurationVersion: "cfg_1",
            orderedTargets: ["audit"], pairing: pairing, ledgers: SourceLedgers(clock: clock),
            meter: meter)
        self.snapshot = snapshot
        pipeline = IngressPipeline(
            snapshot: { snapshot }, store: store, clock: clock, meter: meter, gate: gate,
            limits: limits, isReady: { isReady }, overload: { overload }, proxies: proxies,
            logger: logger)
    }

    /// Sends a request through the pipeline, as a server would.
    func send(
        _ path: String, method: String = "POST",
        _ headers: HeaderList = HeaderList(["content-type": "application/json"]),
        query: String = "", body: some Sequence<UInt8> = Array("{}".utf8), announced: Bool = true,
        from peer: String? = nil
    ) async -> IngressAnswer {
        let body = Array(body)
        let request = IngressRequest(
            method: method, path: path, query: query, headers: headers,
            contentLength: announced ? body.count : nil, peer: peer.flatMap { IPAddress($0) })
        switch pipeline.admit(request) {
        case .answer(let answer): return answer
        case .read(let admitted): return await accept(admitted, body: body)
        }
    }

    /// The second half, when the body has come.
    func accept(_ admitted: AdmittedRequest, body: [UInt8]) async -> IngressAnswer {
        switch pipeline.prepare(admitted, body: body) {
        case .answer(let answer): return answer
        case .append(let planned):
            let result = await withCheckedContinuation { continuation in
                store.append(AppendUnit([planned])) { continuation.resume(returning: $0) }
            }
            return pipeline.answer(result, admitted, id: planned.event.id)
        case .appendAll(let planned):
            let result = await withCheckedContinuation { continuation in
                store.append(AppendUnit(planned)) { continuation.resume(returning: $0) }
            }
            return pipeline.answer(result, admitted, ids: planned.map(\.event.id))
        }
    }

    func events() throws -> [Event] {
        try store.events(EventQuery()).items.reversed().compactMap { try store.event($0.id) }
    }

    func deliveries() throws -> [Delivery] {
        try store.deliveries(DeliveryQuery()).items.map(\.delivery)
    }

    func rejected(_ refusal: Refusal) -> UInt64 {
        meter.value("signalbox_requests_rejected_total{reason=\(refusal.rawValue)}")
    }
}

extension IngressAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// Those of a list in the answer's JSON.
    func list(_ key: String) -> [String] {
        (try? JSONDocument(body))?.root.member(key)?.elements.compactMap(\.string) ?? []
    }

    /// A member of the answer's JSON.
    func member(_ key: String) -> String? {
        (try? JSONDocument(body))?.root.member(key)?.scalarText
    }
}
