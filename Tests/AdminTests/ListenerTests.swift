import Glibc
import HTTPTypes
import HummingbirdTesting
import Logging
import Model
import NIOCore
import ServiceLifecycle
import Synchronization
import Telemetry
import Testing

@testable import Admin

@Suite("Admin listener")
struct ListenerTests {
    private func exchange(
        _ path: String, token: String? = nil, host: String = "127.0.0.1", isReady: Bool = true,
        headers: HTTPFields = [:], method: HTTPRequest.Method = .get, body: ByteBuffer? = nil
    ) async throws -> TestClient.Response {
        let workers = WorkerThreads(threads: 1)
        defer { workers.close() }
        let fixture = AdminFixture()
        let registry = MetricsRegistry()
        registry.counter("seen_total", help: "S.", []).add(4)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let services = AdminServices(
            api: fixture.api, workers: workers, metrics: { registry.prometheusText() },
            isReady: { isReady }, logger: logger)
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let server = services.service(
            try AdminListener(host: host, port: 0, token: token.flatMap { Secret($0) })
        ) { port in
            bound.yield(port)
            bound.finish()
        }
        let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                // No port: it could not listen.
                defer { bound.finish() }
                try await group.run()
            }
            var answer: TestClient.Response?
            for await port in ports {
                let client = TestClient(host: "127.0.0.1", port: port)
                client.connect()
                answer = try await client.execute(
                    TestClient.Request(
                        path, method: method, authority: "localhost", headers: headers, body: body))
                try await client.shutdown()
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try #require(answer)
        }
    }

    @Test("health, readiness and metrics answer without a token")
    func open() async throws {
        #expect(try await exchange("/healthz", token: "t0ken").status == .ok)
        #expect(try await exchange("/readyz", token: "t0ken").status == .ok)
        let metrics = try await exchange("/metrics", token: "t0ken")
        #expect(metrics.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(metrics.text.contains("seen_total 4\n"))
        #expect(metrics.headers[.date]?.hasSuffix(" GMT") == true)
    }

    @Test("a node that is not ready lives")
    func notReady() async throws {
        #expect(try await exchange("/readyz", isReady: false).status == .serviceUnavailable)
        #expect(try await exchange("/healthz", isReady: false).status == .ok)
    }

    @Test(
        "the API asks for exactly the token",
        arguments: [
            (nil, 401), ("", 401), ("Bearer", 401), ("Bearer ", 401), ("Bearer t0ke", 401),
            ("Bearer t0kenn", 401), ("Bearer t0keX", 401), ("Basic t0ken", 401), ("t0ken", 401),
            ("Bearer t0kent0ken", 401), ("Bearer t0ken", 200), ("bearer t0ken", 200),
        ])
    func token(field: String?, status: Int) async throws {
        var headers = HTTPFields()
        headers[.authorization] = field
        let answer = try await exchange("/api/status", token: "t0ken", headers: headers)
        #expect(answer.status.code == status)
        #expect((answer.headers[.wwwAuthenticate] == "Bearer") == (status == 401))
    }

    @Test("on this machine no token is needed, but somebody else's page is refused")
    func loopback() async throws {
        #expect(try await exchange("/api/status").status == .ok)
        let origin = try await exchange("/api/status", headers: [.origin: "https://evil.example"])
        #expect(origin.status == .forbidden)
        #expect(origin.text.contains("origin_refused"))
        #expect(try await exchange("/api/status", headers: [.origin: "null"]).status == .forbidden)
    }

    @Test("beyond loopback there is no listener without a token")
    func refusesToListen() throws {
        for host in ["0.0.0.0", "::", "10.2.0.1", "example.com", "127.evil.com", "128.0.0.1", ""] {
            #expect(throws: AdminListenerError.tokenNeeded(host: host)) {
                try AdminListener(host: host, token: nil)
            }
            _ = try AdminListener(host: host, token: Secret("t"))
        }
        for host in ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LocalHost"] {
            _ = try AdminListener(host: host, token: nil)
        }
    }

    @Test("API errors keep their status, type and headers over HTTP")
    func problems() async throws {
        let answer = try await exchange("/api/reload")
        #expect(answer.status == .methodNotAllowed)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.headers[.allow] == "POST")
        #expect(answer.headers[.cacheControl] == "no-store")
    }

    @Test("a body over the limit is refused")
    func largeBody() async throws {
        let answer = try await exchange(
            "/api/targets/audit/pause", method: .post,
            body: ByteBuffer(repeating: 0x20, count: Limits.adminBodyBytesMax + 1))
        #expect(answer.status == .contentTooLarge)
    }

    @Test(
        "a name that resolves to this machine is not this machine's name",
        arguments: [
            ("127.0.0.1:8081", true), ("localhost", true), ("[::1]:8081", true), ("[::1]", true),
            ("evil.example", false), ("evil.example:8081", false),
            ("127.0.0.1.evil.example", false), ("localhost.evil.example", false),
            ("10.0.0.1", false), ("[::2]", false), ("127.0.0.1:x", false), ("", false),
            (nil, false),
        ])
    func hostRules(host: String?, isTaken: Bool) throws {
        let gatekeeper = AdminGuard(try AdminListener(token: nil))
        for path in ["/api/status", "/metrics"] {
            let refusal = gatekeeper.refusal(.init(path: path, host: host))
            #expect((refusal == nil) == isTaken)
            #expect(refusal == nil || refusal?.code == .hostRefused)
        }
        #expect(gatekeeper.refusal(.init(path: "/healthz", host: host)) == nil)
    }

    @Test("a page of the listener itself may call it")
    func sameOrigin() throws {
        let gatekeeper = AdminGuard(try AdminListener(token: nil))
        let host = "localhost:8081"
        #expect(
            gatekeeper.refusal(.init(path: "/api/status", host: host, origin: "http://\(host)"))
                == nil)
        #expect(
            gatekeeper.refusal(
                .init(path: "/api/status", host: host, origin: "http://localhost:9999"))?.code
                == .originRefused)
    }
}

extension TestClient.Response {
    fileprivate var status: HTTPResponse.Status { head.status }
    fileprivate var headers: HTTPFields { head.headerFields }
    fileprivate var text: String { String(buffer: body ?? ByteBuffer()) }
}

@Suite("Control socket")
struct ControlSocketTests {
    private struct Directory: ~Copyable {
        let path: String

        init() throws {
            var template = Array("/tmp/signalbox-XXXXXX".utf8CString)
            path = try #require(mkdtemp(&template).map { String(cString: $0) })
        }

        deinit {
            unlink(path + "/control.sock")
            rmdir(path)
        }
    }

    /// Sends one request over the socket and reads until the other side closes.
    private static func exchange(_ path: String, _ request: String) throws -> String {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(connected == 0)
        let bytes = Array(request.utf8)
        try #require(send(descriptor, bytes, bytes.count, 0) == bytes.count)
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer += buffer[..<count]
        }
    }

    @Test("it needs no token, is for its owner only, and replaces a stale socket")
    func socketFile() async throws {
        let directory = try Directory()
        let path = directory.path + "/control.sock"
        let workers = WorkerThreads(threads: 1)
        let fixture = AdminFixture()
        let services = AdminServices(
            api: fixture.api, workers: workers, metrics: { [] }, isReady: { true },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        // The second round finds the file that the first one left.
        for _ in 0..<2 {
            let (running, started) = AsyncStream.makeStream(of: Void.self)
            let server = try services.service(controlSocket: path) { started.finish() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                for await _ in running {}
                var status = stat()
                #expect(lstat(path, &status) == 0)
                #expect(status.st_mode & 0o777 == 0o600)
                let answer = try Self.exchange(
                    path, "GET /api/status HTTP/1.1\r\nHost: signalbox\r\nConnection: close\r\n\r\n"
                )
                #expect(answer.hasPrefix("HTTP/1.1 200"))
                #expect(answer.contains("\"node\":\"none\""))
                group.cancelAll()
            }
        }
        workers.close()
    }

    @Test("a path that no socket can have is refused with the reason")
    func longPath() throws {
        let fixture = AdminFixture()
        let workers = WorkerThreads(threads: 1)
        defer { workers.close() }
        let services = AdminServices(
            api: fixture.api, workers: workers, metrics: { [] }, isReady: { true },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let path = "/" + String(repeating: "x", count: 120)
        #expect(throws: AdminListenerError.pathTooLong(path: path, bytesMax: 107)) {
            try services.service(controlSocket: path)
        }
    }
}

@Suite("Worker threads")
struct WorkerThreadsTests {
    @Test("work that blocks does not stop the caller's threads; too much waiting work is refused")
    func bounded() async {
        let workers = WorkerThreads(threads: 1, waitingMax: 1)
        let gate = Gate()
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        async let first = workers.run {
            begin.finish()
            gate.wait()
            return 1
        }
        for await _ in began {}
        // The thread is busy: one call may wait, the next is refused.
        let answers = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<2 { group.addTask { await workers.run { 2 } } }
            let refused = await group.next() ?? 9
            gate.open()
            return [refused, await group.next() ?? 9]
        }
        #expect(answers == [nil, 2])
        #expect(await first == 1)
        workers.close()
        #expect(await workers.run { 3 } == nil)
    }
}

/// Blocks a thread until it is opened.
private final class Gate: Sendable {
    private let ends: (reading: Int32, writing: Int32)

    init() {
        var ends: [Int32] = [0, 0]
        precondition(pipe(&ends) == 0)
        self.ends = (ends[0], ends[1])
    }

    deinit {
        close(ends.reading)
        close(ends.writing)
    }

    func wait() {
        var byte: UInt8 = 0
        _ = read(ends.reading, &byte, 1)
    }

    func open() {
        var byte: UInt8 = 1
        _ = write(ends.writing, &byte, 1)
    }
}
