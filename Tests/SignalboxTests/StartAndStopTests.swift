import Foundation
import Support
import Testing

/// The real binary, at its edges: what it says when it cannot start, and how it ends.
@Suite("Starting and stopping the real binary")
struct StartAndStopTests {
    /// A folder of its own with rules that take everything, removed with the test.
    private final class Place: Sendable {
        let folder: URL

        init() throws {
            folder = URL(fileURLWithPath: "/tmp/start-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try """
            version: 1
            sources:
              s:
                verify:
                  scheme: hmac-sha256
                  signature: { header: S }
                  secret: "${START_SECRET}"
            targets: { t: { kind: http, url: "http://ats.example/" } }
            routes: [{ name: all, match: all, to: [t] }]
            """.write(
                to: folder.appendingPathComponent("routes.yaml"), atomically: true, encoding: .utf8)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func arguments(
            listen: String = "127.0.0.1:0", admin: String = "127.0.0.1:0", data: String = "data"
        ) -> [String] {
            [
                "serve", "--config", folder.path + "/routes.yaml", "--data",
                folder.path + "/" + data, "--listen", listen, "--admin-listen", admin,
            ]
        }
    }

    private static let secrets = ["START_SECRET": "start-test"]

    private func expectOneLine(
        _ arguments: [String], says words: String, location: SourceLocation = #_sourceLocation
    ) throws {
        let (status, output) = try SignalboxProcess.run(arguments, environment: Self.secrets)
        #expect(status == 1, "\(output)", sourceLocation: location)
        let lines = output.split(separator: "\n")
        #expect(lines.count == 1, "\(output)", sourceLocation: location)
        #expect(output.contains(words), "\(output)", sourceLocation: location)
    }

    @Test("an address that is taken is one line, and nothing was started")
    func portInUse() async throws {
        let place = try Place()
        let taken = try await TestServer { _ in .ok }
        let address = "127.0.0.1:\(taken.port)"
        try expectOneLine(
            place.arguments(listen: address),
            says: "cannot listen on \(address) for ingress: Address already in use; "
                + "choose another with --listen")
        try expectOneLine(place.arguments(admin: address), says: "another with --admin-listen")
        try expectOneLine(
            place.arguments(listen: "nowhere.invalid:80"), says: "nowhere.invalid:80 for ingress: ")
    }

    @Test("a control socket that cannot be made is one line")
    func controlSocket() throws {
        let place = try Place()
        let long = String(repeating: "x", count: 120)
        try expectOneLine(place.arguments(data: long), says: "use a shorter data directory")
        let data = place.folder.appendingPathComponent("data")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try Data().write(to: data.appendingPathComponent("control.sock"))
        try expectOneLine(place.arguments(), says: "control.sock is no socket: remove it")
    }

    @Test("a sender that never ends its request cannot keep the process from stopping")
    func stuckSender() throws {
        let place = try Place()
        let process = try SignalboxProcess(place.arguments(), environment: Self.secrets)
        let port = try #require(process.waitFor(/ingress on http:\/\/127\.0\.0\.1:(\d+)\//))
        let sender = try RawSender(port: UInt16(port) ?? 0)
        try sender.send(
            "POST /in/s HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                + "content-length: 9\r\nexpect: 100-continue\r\n\r\n")
        // It is being read.
        #expect(sender.receive().contains("100 Continue"))
        let begin = ContinuousClock.now
        process.signal(SIGTERM)
        _ = process.outputAtEnd()
        #expect(process.exitCode == 0)
        // Without a bound it takes the 30 seconds that a sender has for its request.
        #expect(ContinuousClock.now - begin < .seconds(20))
    }
}

/// A connection whose bytes a test writes itself.
private final class RawSender {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(code == 0)
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        try #require(write(descriptor, bytes, bytes.count) == bytes.count)
    }

    func receive() -> String {
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
