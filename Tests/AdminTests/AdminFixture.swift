import Admin
import DeadLetters
import Glibc
import Model
import Settings
import Store
import Synchronization
import Testing

/// A store with a few events, an API over it, and what a test wants to control.
final class AdminFixture: Sendable {
    static let now = Timestamp(milliseconds: 1_767_607_660_000)

    let store: InMemoryStore
    let api: AdminAPI

    init(
        node: FakeNode? = nil, configuration: Configuration? = nil,
        targets: [String: String] = ["audit": "http", "hiring": "slack"],
        deadLetters: String = "/nonexistent", redriveMax: Int = Limits.redriveMax
    ) {
        store = InMemoryStore(clock: FixedClock())
        api = AdminAPI(
            store: store, deadLetters: DeadLetterReader(directory: deadLetters), node: node,
            configuration: { configuration ?? Self.configuration(targets) }, clock: FixedClock(),
            redriveMax: redriveMax)
    }

    /// Rules with these targets, by name and kind.
    static func configuration(_ targets: [String: String]) -> Configuration? {
        let lines = targets.map { name, kind in
            "  \(name): { kind: \(kind), url: \"https://example.com/\(name)\" }\n"
        }
        let text = "version: 1\n" + (lines.isEmpty ? "" : "targets:\n" + lines.joined())
        return ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml",
            resolver: SecretResolver(environment: [:]), mode: .check
        ).configuration
    }

    func call(
        _ method: String, _ path: String, _ query: String = "", body: String = ""
    ) throws -> Answer {
        try Answer(
            api.call(
                AdminRequest(
                    method: method, path: path, query: query, body: Array(body.utf8),
                    caller: "tester")))
    }

    func get(_ path: String, _ query: String = "") throws -> Answer {
        try call("GET", path, query)
    }

    /// Stores an event with one delivery per target; the nth of a test.
    @discardableResult
    func store(
        _ number: Int, source: String = "xobin", type: String = "done", interview: String = "4217",
        run: String = "7", body: [UInt8] = Array("{\"a\":1}".utf8), to targets: [String] = ["audit"]
    ) async throws -> (event: EventID, deliveries: [DeliveryID]) {
        let event = Self.event(
            number, source: source, type: type, interview: interview, run: run, body: body)
        let deliveries = targets.enumerated().map { index, target in
            Delivery(
                id: Self.delivery(number * 10 + index), target: target, routes: ["everything"],
                createdAt: event.receivedAt)
        }
        _ = try await store.append(
            AppendUnit([PlannedEvent(event: event, deliveries: deliveries)]))
        return (event.id, deliveries.map(\.id))
    }

    static func event(
        _ number: Int, source: String = "xobin", type: String = "done", interview: String = "4217",
        run: String = "7", version: String = "cfg_1", body: [UInt8] = Array("{\"a\":1}".utf8)
    ) -> Event {
        Event(
            id: EventID(uuid: UUIDv7(high: UInt64(number), low: 1)), source: source,
            identity: EventIdentity(
                type: type, milestone: .reportReady, interview: interview, definition: "4217",
                run: run, fields: ["score": .number(JSONNumber(91))]),
            query: "x=1", headers: HeaderList(["Content-Type": "application/json"]), body: body,
            receivedAt: now + .seconds(Int64(number) - 100), configurationVersion: version,
            explanation: Array(#"{"matched":["everything"]}"#.utf8))
    }

    static func delivery(_ number: Int) -> DeliveryID {
        DeliveryID(uuid: UUIDv7(high: UInt64(number), low: 2))
    }
}

struct FixedClock: Model.Clock {
    var now: Timestamp { AdminFixture.now }
}

/// An answer with its JSON read.
struct Answer {
    let response: AdminResponse
    let json: JSONView

    init(_ response: AdminResponse) throws {
        self.response = response
        json = try JSONDocument(response.body).root
    }

    var status: Int { response.status }
    var code: String? { text("code") }

    func text(_ pointer: String) -> String? {
        JSONPointer(pointer).flatMap { json.value(at: $0) }?.scalarText
    }

    func texts(_ list: String, _ member: String) -> [String] {
        (json.member(list)?.elements).map { elements in
            elements.compactMap { $0.member(member)?.scalarText }
        } ?? []
    }
}

/// A node that says what it was told to, and remembers what it was asked.
final class FakeNode: NodeControl {
    struct State {
        var reports: [TargetReport]
        var calls: [String] = []
        var reload = ReloadOutcome.active(version: "cfg_2", changed: true, warnings: [])
        var failure: NodeControlError?
    }

    let state: Mutex<State>

    init(
        _ reports: [TargetReport] = [
            TargetReport(name: "audit", kind: "http", inFlight: 2, held: 9)
        ]
    ) {
        state = Mutex(State(reports: reports))
    }

    var calls: [String] { state.withLock { $0.calls } }

    func status() -> NodeStatus {
        NodeStatus(
            startedAt: AdminFixture.now + .hours(-1), isStopping: false,
            configuration: ConfigurationStatus(
                version: "cfg_1", loadedAt: AdminFixture.now + .minutes(-5), sources: 2, targets: 3,
                routes: 4, refusal: ["routes.yaml:3:1: error"]), inFlight: 2, held: 9,
            alerts: [
                Alert(
                    .diskLow, .begun, severity: .error, message: "the disk is nearly full",
                    advice: "free some space", since: AdminFixture.now + .minutes(-3))
            ])
    }

    func targets() -> [TargetReport] { state.withLock { $0.reports } }

    func sources() -> [SourceReport] {
        var silent = SourceReport(
            name: "asana", scheme: "hmac-sha256", since: AdminFixture.now + .hours(-50))
        silent.accepted = 3
        silent.refused = 1
        silent.lastEventAt = AdminFixture.now + .hours(-30)
        silent.expectEvery = .hours(24)
        silent.silentSince = AdminFixture.now + .hours(-6)
        silent.secrets = [
            SecretReport(
                name: "OLD", notAfter: AdminFixture.now + .days(1), uses: 3,
                lastUsedAt: AdminFixture.now + .hours(-30))
        ]
        return [
            silent, SourceReport(name: "quiet", scheme: "basic", since: AdminFixture.now),
        ]
    }

    func rejections(of source: String) -> [RejectionReport]? {
        guard ["asana", "quiet"].contains(source) else { return nil }
        return [
            RejectionReport(
                time: AdminFixture.now + .minutes(source == "asana" ? -1 : -2), source: source,
                code: "wrong_credentials", status: 401, address: "203.0.113.7", method: "POST",
                headers: ["host", "x-sig"], bodyBytes: 9, shape: #"{"a":"number"}"#, count: 2)
        ]
    }

    func pause(target: String, reason: String, by caller: String) throws(NodeControlError) {
        try change(target, .paused, "pause \(target) \(reason) \(caller)")
    }

    func resume(
        target: String, by caller: String, slowly: SlowPace?
    ) throws(NodeControlError) {
        let pace = slowly.map { " \($0.count)/\($0.per)" } ?? ""
        try change(target, .sending, "resume \(target) \(caller)\(pace)")
    }

    func pair(source: String, by caller: String) throws(NodeControlError) -> Timestamp {
        guard source == "asana" else { throw .unknownSource }
        state.withLock { $0.calls.append("pair \(source) \(caller)") }
        return AdminFixture.now + .minutes(10)
    }

    func reload(by caller: String) throws(NodeControlError) -> ReloadOutcome {
        let (failure, outcome) = state.withLock { state in
            state.calls.append("reload \(caller)")
            return (state.failure, state.reload)
        }
        if let failure { throw failure }
        return outcome
    }

    private func change(
        _ target: String, _ new: TargetState, _ call: String
    ) throws(NodeControlError) {
        let failure = state.withLock { state in
            state.calls.append(call)
            for index in state.reports.indices where state.reports[index].name == target {
                state.reports[index].state = new
            }
            return state.failure
        }
        if let failure { throw failure }
    }
}

/// A dead-letter folder of its own, removed with the test.
final class DeadLetterFolder: Sendable {
    let path: String
    private let files = Mutex<Set<String>>([])

    init() throws {
        var template = Array("/tmp/signalbox-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
        for file in files.withLock({ $0 }) {
            unlink("\(path)/\(file)")
            rmdir("\(path)/\(file.prefix { $0 != "/" })")
        }
        rmdir(path)
    }

    func add(_ number: Int, target: String = "audit", reason: String = "http_400") throws {
        let id = AdminFixture.delivery(number)
        let letter = DeadLetter(
            delivery: Delivery(
                id: id, target: target, routes: ["everything"], createdAt: AdminFixture.now),
            event: AdminFixture.event(number), reason: Reason(code: reason, message: "refused"),
            attempts: [], diedAt: AdminFixture.now + .seconds(Int64(number) - 1000),
            configurationVersion: "cfg_1", curl: "")
        try write(letter.line.last == 0x0A ? letter.line : letter.line + [0x0A], to: letter.file)
    }

    func addTornLine() throws { try write(Array("{\"torn\n".utf8), to: "audit/2026-01-05.ndjson") }

    private func write(_ bytes: [UInt8], to file: String) throws {
        files.withLock { _ = $0.insert(file) }
        mkdir("\(path)/\(file.prefix { $0 != "/" })", 0o700)
        let stream = try #require(fopen("\(path)/\(file)", "a"))
        defer { fclose(stream) }
        try #require(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
    }
}
