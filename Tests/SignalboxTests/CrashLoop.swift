import Foundation
import Model
import Support
import Synchronization

/// Starts the real binary on one data directory, loads it, kills it at a random moment, starts it
/// again; at the end lets it drain and accounts for every event that a sender was told is kept.
final class CrashLoop: Sendable {
    struct Account {
        var kills: Int
        var acknowledged: Int
        var delivered: Int
        var deadLettered: Int
        var duplicates: Int
        /// Event and target.
        var lost: [String]

        var line: String {
            "crash: \(kills) kills, \(acknowledged) acknowledged, \(delivered) delivered, "
                + "\(deadLettered) dead-lettered, \(duplicates) duplicates, \(lost.count) lost"
        }
    }

    private let kills: Int
    private let seed: UInt64
    private let folder: URL
    private let server: TestServer
    private let acknowledged = Mutex<[String]>([])
    private let number = Atomic<Int>(0)

    /// Targets: `good` accepts all but now and then says 503; `strict` refuses each tenth event
    /// for good.
    init(kills: Int, seed: UInt64) async throws {
        self.kills = kills
        self.seed = seed
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("crash-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let answered = Atomic<Int>(0)
        server = try await TestServer { request in
            let count = answered.wrappingAdd(1, ordering: .relaxed).newValue
            if request.path == "/strict", Self.number(in: request.bodyText) % 10 == 0 {
                return TestResponse(status: 422, text: "no")
            }
            return count % 23 == 0 ? TestResponse(status: 503, text: "later") : .ok
        }
        try configuration.write(
            to: folder.appendingPathComponent("routes.yaml"), atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func run() async throws -> Account {
        // The loop blocks: it gets a thread of its own.
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { [self] in
                continuation.resume(with: Result { try self.loop() })
            }
            thread.start()
        }
    }

    private func loop() throws -> Account {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<kills {
            let (process, port) = try start()
            let senders = load(port: port, senders: 4)
            Thread.sleep(forTimeInterval: Double.random(in: 0.05...0.6, using: &random))
            process.killNow()
            for sender in senders { sender.wait() }
        }
        let (process, _) = try start()
        let drained = try SignalboxProcess.run(
            ["status", "--data", folder.path + "/data", "--wait-idle", "120s"])
        guard drained.status == 0 else { throw Trouble(text: "did not drain: \(drained.output)") }
        process.signal(SIGTERM)
        let output = process.outputAtEnd()
        guard process.exitCode == 0 else {
            throw Trouble(text: "did not stop cleanly: \(output)")
        }
        return account()
    }

    private struct Trouble: Error { var text: String }

    private func start() throws -> (SignalboxProcess, UInt16) {
        let process = try SignalboxProcess(
            [
                "serve", "--config", folder.path + "/routes.yaml", "--data", folder.path + "/data",
                "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
            ], environment: ["CRASH_TOKEN": "crash-test-token"])
        guard let port = process.waitFor(/ingress on http:\/\/127\.0\.0\.1:([0-9]+)/),
            let number = UInt16(port)
        else { throw Trouble(text: "did not start: \(process.outputAtEnd())") }
        process.drainInBackground()
        return (process, number)
    }

    /// Threads that post until their connection breaks.
    private func load(port: UInt16, senders: Int) -> [DispatchSemaphore] {
        (0..<senders).map { _ in
            let finished = DispatchSemaphore(value: 0)
            Thread { [self] in
                let client = PlainClient(port: port)
                while let answer = try? client.post(
                    "/in/crash",
                    headers: [
                        ("authorization", "Bearer crash-test-token"),
                        ("content-type", "application/json"),
                    ], body: Array(nextBody().utf8))
                {
                    guard answer.status == 200, let id = Self.eventID(in: answer.body) else {
                        continue
                    }
                    acknowledged.withLock { $0.append(id) }
                }
                finished.signal()
            }.start()
            return finished
        }
    }

    private func nextBody() -> String {
        let number = number.wrappingAdd(1, ordering: .relaxed).newValue
        return #"{"kind":"crash.test","run":"run_\#(number % 50)","number":\#(number)}"#
    }

    private func account() -> Account {
        var seen: [String: Int] = [:]
        for request in server.requests where !Self.refused(request) {
            seen[(request.headers["signalbox-event"] ?? "") + request.path, default: 0] += 1
        }
        let dead = deadLetters()
        var account = Account(
            kills: kills, acknowledged: 0, delivered: 0, deadLettered: dead.count, duplicates: 0,
            lost: [])
        for event in acknowledged.withLock({ $0 }) {
            account.acknowledged += 1
            for target in ["/good", "/strict"] {
                if let count = seen[event + target] {
                    account.delivered += 1
                    account.duplicates += count - 1
                } else if !dead.contains(event + target) {
                    account.lost.append(event + target)
                }
            }
        }
        return account
    }

    /// The strict target answered 422: this request did not deliver anything.
    private static func refused(_ request: TestRequest) -> Bool {
        request.path == "/strict" && number(in: request.bodyText) % 10 == 0
    }

    /// Event and target of every line, read as any program would: one JSON object a line.
    private func deadLetters() -> Set<String> {
        var found: Set<String> = []
        let root = folder.path + "/data/dead-letters/strict"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
            let text = FileManager.default.contents(atPath: root + "/" + name) ?? Data()
            for line in text.split(separator: UInt8(ascii: "\n")) {
                guard let document = try? JSONDocument(Array(line)),
                    let event = document.root.value(at: JSONPointer(tokens: ["event", "id"]))
                else { continue }
                found.insert((event.string ?? "") + "/strict")
            }
        }
        return found
    }

    private static func number(in body: String) -> Int {
        body.firstMatch(of: /"number":([0-9]+)/).flatMap { Int($0.1) } ?? 1
    }

    private static func eventID(in body: String) -> String? {
        body.firstMatch(of: /"id":"(evt_[0-9a-f]+)"/).map { String($0.1) }
    }

    private var configuration: String {
        """
        version: 1
        sources:
          crash:
            type: /kind
            run: /run
            verify: { scheme: bearer, secret: "${CRASH_TOKEN}" }
        defaults:
          retry: { schedule: [100ms, 200ms, 500ms] }
        targets:
          good: { kind: http, url: "\(server.url("/good"))", allow_private: [127.0.0.1] }
          strict: { kind: http, url: "\(server.url("/strict"))", allow_private: [127.0.0.1] }
        routes:
          - { name: all, match: all, to: [good, strict] }
        """
    }
}
