import Engine
import Model
import Testing
import Verification

@testable import Console

@Suite("send")
struct SenderTests {
    private let sample = Sample(name: "report.json", body: Array("{\"a\": 1}".utf8))

    private func source(_ scheme: VerificationScheme) -> Source {
        Source(name: "other vendor", verifier: scheme, mapping: EventMapping())
    }

    private func sender(
        _ scheme: VerificationScheme, _ change: (inout Sender.Options) -> Void = { _ in }
    ) throws -> Sender {
        var options = Sender.Options()
        change(&options)
        return try Sender(source: source(scheme), options: options, clock: FixedClock())
    }

    @Test("the request is one that the source's own verifier accepts, byte for byte")
    func verifies() throws {
        let secret = try #require(Secret("c2VjcmV0LXNlY3JldC1zZWNyZXQtMTIzNDU2Nzg5MA=="))
        let schemes: [VerificationScheme] = [
            .standardWebhooks(secrets: [secret], tolerance: .minutes(5)),
            .signature(
                SignatureScheme(header: "X-Signature", prefix: "sha256=", secrets: [secret])),
            .basic(username: "relay", passwords: [secret]), .bearer(secrets: [secret]),
            .header(name: "X-Secret", secrets: [secret]),
        ]
        for scheme in schemes {
            let request = try sender(scheme).request(sample)
            let verdict = try Verifier(scheme).verify(
                VerifiableRequest(headers: request.headers, body: request.body),
                now: FixedClock().now)
            #expect(verdict == .ok(secretIndex: 0))
            #expect(request.body == sample.body)
            #expect(request.url == "http://127.0.0.1:8080/in/other%20vendor")
        }
    }

    @Test("a path token ends the path, encoded")
    func pathToken() throws {
        let secret = try #require(Secret("a/b"))
        let request = try sender(.pathToken(secrets: [secret])) {
            $0.baseURL = "https://relay.example/base/"
        }.request(sample)
        #expect(request.url == "https://relay.example/base/in/other%20vendor/a%2Fb")
    }

    @Test("headers given by hand win, also over the signature")
    func headers() throws {
        let secret = try #require(Secret("right"))
        let request = try sender(.header(name: "X-Secret", secrets: [secret])) {
            $0.headers = [("x-secret", "wrong"), ("Content-Type", "text/plain"), ("X-More", "1")]
        }.request(sample)
        #expect(request.headers.values("X-Secret") == ["wrong"])
        #expect(request.headers.values("content-type") == ["text/plain"])
        #expect(request.headers["x-more"] == "1")
    }

    @Test("each answer is printed, and the exit code says whether all were accepted")
    func answers() throws {
        let printed = Printed()
        let sender = try sender(.none) { $0.count = 2 }
        let transport = ScriptedTransport([
            ScriptedTransport.answer(200, #"{"id":"evt_1"}"#),
            ScriptedTransport.answer(401, "no\n\u{1B}"),
        ])
        let code = try sender.send(
            [sample], client: SynchronousClient(transport: transport), output: printed.add)
        #expect(code == .found)
        #expect(
            printed.lines == [
                #"report.json: 200 in 0 ms  {"id":"evt_1"}"#,
                #"report.json: 401 in 0 ms  no \u{1b}"#, "2 sent: 1 × 200, 1 × 401",
            ])
    }

    @Test("with --json there is one object a line, answers inside as they came")
    func json() throws {
        let printed = Printed()
        let sender = try sender(.none) { $0.json = true }
        let transport = ScriptedTransport([
            ScriptedTransport.answer(200, #"{"id":"evt_1"}"#), ScriptedTransport.answer(500, "no"),
            .failure(TransportFailure(.connectionRefused, detail: "port 8080")),
        ])
        let client = SynchronousClient(transport: transport)
        #expect(try sender.send([sample], client: client, output: printed.add) == .fine)
        #expect(try sender.send([sample, sample], client: client, output: printed.add) == .found)
        #expect(
            printed.lines == [
                #"{"sample":"report.json","status":200,"took_ms":0,"answer":{"id":"evt_1"}}"#,
                #"{"sample":"report.json","status":500,"took_ms":0,"answer":"no"}"#,
                #"{"sample":"report.json","error":"connection_refused","detail":"port 8080"}"#,
            ])
    }

    @Test("each request has a message id of its own, unless one is given")
    func ids() throws {
        let secret = try #require(Secret("whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtMTIzNDU2Nzg5MA=="))
        let scheme = VerificationScheme.standardWebhooks(secrets: [secret], tolerance: .minutes(5))
        let sender = try sender(scheme)
        let ids = try (0..<3).map { _ in try sender.request(sample).headers["webhook-id"] }
        #expect(Set(ids).count == 3)
        let fixed = try self.sender(scheme) { $0.id = "msg_1" }
        #expect(try fixed.request(sample).headers["webhook-id"] == "msg_1")
    }

    @Test("options that make no sense are refused before anything is sent")
    func wrongOptions() {
        let changes: [(inout Sender.Options) -> Void] = [
            { $0.count = 0 }, { $0.baseURL = "relay" }, { $0.headers = [("X Y", "1")] },
            { $0.headers = [("X", "a\r\nEvil: 1")] }, { $0.headers = [("", "1")] },
        ]
        for change in changes {
            #expect(throws: ConsoleError.self) { try sender(.none, change) }
        }
        #expect(throws: ConsoleError.usage("there is nothing to send")) {
            try sender(.none).send(
                [], client: SynchronousClient(transport: ScriptedTransport([])), output: { _ in })
        }
    }

    @Test("a file that is not there is named")
    func missingFile() {
        #expect(
            throws: ConsoleError.usage("/nonexistent cannot be read: No such file or directory")
        ) { try Sample.read("/nonexistent") }
    }
}
