import Foundation
import Model
import SQLiteStore
import Store
import Support
import Synchronization

/// Starts the real binary on one data directory, loads it, kills it at a random moment, starts it
/// again; at the end lets it drain and accounts for every event that a sender was told is kept.
///
/// While events come, the rules are replaced and SIGHUP is sent again and again, and retention
/// removes old events that were put there before; some kills come before the process has opened
/// its store. So a kill meets accepting, committing, delivering, burying, reloading, sweeping and
/// recovering.
final class CrashLoop: Sendable {
    struct Account {
        var kills: Int
        var acknowledged: Int
        var delivered: Int
        var deadLettered: Int
        var duplicates: Int
        /// Event and target.
        var lost: [String]
        /// Of the old events that were put there, how many retention has removed.
        var swept: Int
        var reloads: Int

        var line: String {
            "crash: \(kills) kills, \(acknowledged) acknowledged, \(delivered) delivered, "
                + "\(deadLettered) dead-lettered, \(duplicates) duplicates, \(lost.count) lost"
        }
    }

    private let kills: Int
    private let seed: UInt64
    let folder: URL
    private let server: TestServer
    private let accepted: Accepted
    /// Events that are kept for somebody, and the targets that must get them.
    private let acknowledged = Mutex<[(event: String, targets: [String])]>([])
    let old: [EventID]
    private let reloads = Atomic<Int>(0)
    private let number = Atomic<Int>(0)

    /// Targets: `good` accepts all but now and then says 503; `strict` refuses each tenth event
    /// for good.
    init(kills: Int, seed: UInt64) async throws {
        self.kills = kills
        self.seed = seed
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("crash-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let accepted = Accepted()
        self.accepted = accepted
        server = try await TestServer { accepted.answer($0) }
        let (old, kept) = try Self.putOldEvents(kills * 300, into: folder.path + "/data")
        self.old = old
        acknowledged.withLock { $0 = kept.map { ("\($0)", ["/good"]) } }
        try writeRules(variant: 0)
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
            if Int.random(in: 0..<6, using: &random) == 0 {
                let process = try spawn()
                process.drainInBackground()
                Thread.sleep(forTimeInterval: Double.random(in: 0...0.15, using: &random))
                process.killNow()
            }
            let (process, port) = try start()
            let senders = load(port: port, senders: 4)
            let end = Date(timeIntervalSinceNow: .random(in: 0.05...0.6, using: &random))
            while Date() < end {
                try reload(process)
                Thread.sleep(forTimeInterval: .random(in: 0...0.08, using: &random))
            }
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
        return try account()
    }

    private struct Trouble: Error { var text: String }

    private func spawn() throws -> SignalboxProcess {
        try SignalboxProcess(
            [
                "serve", "--config", folder.path + "/routes.yaml", "--data", folder.path + "/data",
                "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
            ], environment: ["CRASH_TOKEN": "crash-test-token"])
    }

    /// Other rules each time, so that every reload is one.
    private func reload(_ process: SignalboxProcess) throws {
        try writeRules(variant: reloads.wrappingAdd(1, ordering: .relaxed).newValue)
        process.signal(SIGHUP)
    }

    private func start() throws -> (SignalboxProcess, UInt16) {
        let process = try spawn()
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
                    acknowledged.withLock { $0.append((id, ["/good", "/strict"])) }
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

    private func account() throws -> Account {
        let seen = accepted.counts
        let dead = deadLetters()
        var account = Account(
            kills: kills, acknowledged: 0, delivered: 0, deadLettered: dead.count, duplicates: 0,
            lost: [], swept: try sweptCount(), reloads: reloads.load(ordering: .relaxed))
        for (event, targets) in acknowledged.withLock({ $0 }) {
            account.acknowledged += 1
            for target in targets {
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

    /// Event and target of every line, read as any program would: one JSON object a line.
    private func deadLetters() -> Set<String> {
        var found: Set<String> = []
        let root = folder.path + "/data/dead-letters"
        let files = FileManager.default
        for target in (try? files.contentsOfDirectory(atPath: root)) ?? [] {
            for name in (try? files.contentsOfDirectory(atPath: "\(root)/\(target)")) ?? [] {
                let text = files.contents(atPath: "\(root)/\(target)/\(name)") ?? Data()
                for line in text.split(separator: UInt8(ascii: "\n")) {
                    guard let document = try? JSONDocument(Array(line)),
                        let event = document.root.value(at: JSONPointer(tokens: ["event", "id"]))
                    else { continue }
                    found.insert("\(event.string ?? "")/\(target)")
                }
            }
        }
        return found
    }

    private static func eventID(in body: String) -> String? {
        body.firstMatch(of: /"id":"(evt_[0-9a-f]+)"/).map { String($0.1) }
    }

    private func writeRules(variant: Int) throws {
        try rules(variant).write(
            to: folder.appendingPathComponent("routes.yaml"), atomically: true, encoding: .utf8)
    }

    private func rules(_ variant: Int) -> String {
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
          - { name: all \(variant), match: all, to: [good, strict] }
        """
    }
}

/// The targets, and what they have said yes to: by event and path, how often.
private final class Accepted: Sendable {
    private struct State {
        var requests = 0
        var counts: [String: Int] = [:]
    }

    private let state = Mutex(State())

    var counts: [String: Int] { state.withLock { $0.counts } }

    func answer(_ request: TestRequest) -> TestResponse {
        if request.path == "/strict", Self.number(in: request.bodyText) % 10 == 0 {
            return TestResponse(status: 422, text: "no")
        }
        let event = request.headers["signalbox-event"] ?? ""
        return state.withLock { state in
            state.requests += 1
            if state.requests % 23 == 0 { return TestResponse(status: 503, text: "later") }
            state.counts[event + request.path, default: 0] += 1
            return .ok
        }
    }

    private static func number(in body: String) -> Int {
        body.firstMatch(of: /"number":([0-9]+)/).flatMap { Int($0.1) } ?? 1
    }
}
