import Foundation
import Support
import Testing

/// The real binary, serving a folder of its own; both go with the last reference.
final class ServingNode: @unchecked Sendable {
    struct Trouble: Error { var text: String }

    let process: SignalboxProcess
    let port: UInt16
    let adminPort: UInt16
    let data: String
    var rulesFile: String { folder.path + "/routes.yaml" }
    private let folder: URL

    /// What all rules begin with.
    static let head = "version: 1\nsources: { s: { verify: { scheme: none } } }\n"

    /// Source `s` takes anyone, unless there is another `head`; the rest of the rules is the
    /// test's. `data`: another node's, which has ended and stays referenced.
    init(
        head: String = ServingNode.head, rules: String, data other: String? = nil,
        arguments: [String] = []
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("serving-\(UUID())")
        data = other ?? folder.path + "/data"
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        do {
            let file = folder.path + "/routes.yaml"
            try (head + rules).write(toFile: file, atomically: true, encoding: .utf8)
            process = try SignalboxProcess(
                [
                    "serve", "--config", file, "--data", data, "--listen", "127.0.0.1:0",
                    "--admin-listen", "127.0.0.1:0",
                ] + arguments)
            guard let found = process.waitFor(/ingress on http:\/\/127\.0\.0\.1:([0-9]+)/),
                let port = UInt16(found),
                let admin = process.waitFor(/admin on http:\/\/127\.0\.0\.1:([0-9]+)/),
                let adminPort = UInt16(admin)
            else { throw Trouble(text: "did not start: \(process.outputAtEnd())") }
            self.port = port
            self.adminPort = adminPort
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
        process.drainInBackground()
    }

    deinit {
        process.killNow()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Posts an event on a connection of its own.
    func post(_ number: Int) throws -> PlainClient.Answer {
        try PlainClient(port: port).post(
            "/in/s", headers: [("content-type", "application/json")],
            body: Array(#"{"number":\#(number)}"#.utf8))
    }

    func reload() throws -> (status: Int32, output: String) {
        try SignalboxProcess.run(["reload", "--data", data])
    }

    func expectAccepted(
        _ number: Int, location: SourceLocation = #_sourceLocation
    ) throws {
        let answer = try post(number)
        #expect(answer.status == 200, "\(answer)", sourceLocation: location)
    }

    /// Waiting blocks: it gets a thread of its own.
    static func onThread<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result(catching: work)) }.start()
        }
    }

    /// Asks again until it is so, for five minutes at most.
    static func until(_ what: String, _ holds: () throws -> Bool) throws {
        let end = Date(timeIntervalSinceNow: 300)
        while try !holds() {
            guard Date() < end else { throw Trouble(text: "five minutes long not so: \(what)") }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }
}
