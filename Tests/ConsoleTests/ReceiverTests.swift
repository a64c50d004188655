import Glibc
import Model
import Testing
import Verification

@testable import Console

@Suite("receive")
struct ReceiverTests {
    private func request(
        id: String? = nil, body: String = "{\"a\": 1}", headers: HeaderList = HeaderList()
    ) -> ReceivedRequest {
        var headers = headers
        if let id { headers.set("webhook-id", id) }
        return ReceivedRequest(
            method: "POST", path: "/hooks?x=1", headers: headers, body: Array(body.utf8))
    }

    private func receiver(
        _ printed: Printed = Printed(), _ change: (inout ReceiverOptions) -> Void = { _ in }
    ) throws -> Receiver {
        var options = ReceiverOptions()
        change(&options)
        return try Receiver(options: options, clock: FixedClock(), output: printed.add)
    }

    private func statuses(
        _ count: Int, _ change: (inout ReceiverOptions) -> Void
    ) throws -> [Int] {
        let receiver = try receiver(Printed(), change)
        return (0..<count).map { _ in receiver.answer(request()).status }
    }

    @Test("it fails on demand: always, the first ones, each so manieth")
    func failing() throws {
        #expect(try statuses(3) { _ in } == [200, 200, 200])
        #expect(try statuses(3) { $0.failing.status = 503 } == [503, 503, 503])
        #expect(try statuses(4) { $0.failing.first = 2 } == [500, 500, 200, 200])
        #expect(
            try statuses(4) {
                $0.failing.every = 2
                $0.failing.status = 429
            } == [200, 429, 200, 429])
        #expect(
            try statuses(6) {
                $0.failing.first = 1
                $0.failing.every = 3
            } == [500, 200, 500, 200, 200, 500])
        #expect(try statuses(2) { $0.failing.status = 204 } == [204, 204])
    }

    @Test("only requests with the text fail, and only they are counted for that")
    func matching() throws {
        let receiver = try receiver {
            $0.failing.match = "4217"
            $0.failing.first = 1
        }
        let bodies = ["other", "job 4217", "other", "job 4217"]
        #expect(bodies.map { receiver.answer(request(body: $0)).status } == [200, 500, 200, 200])
    }

    @Test("repetitions are told apart: after a refusal a retry, after an acceptance a duplicate")
    func repetitions() throws {
        let receiver = try receiver { $0.failing.first = 1 }
        let outcomes = ["a", "a", "a", "b", nil].map { receiver.answer(request(id: $0)) }
        #expect(outcomes.map(\.novelty) == [.new, .retry, .duplicate, .new, .unnamed])
        let summary = receiver.summary
        #expect(summary.messages == 2)
        #expect(summary.duplicates == 1)
        #expect(summary.retries == 1)
        #expect(
            summary.description
                == "5 received, 4 accepted, 1 refused, 2 different messages, 1 duplicates, 1 retries"
        )
    }

    @Test("signatures are checked when there is a secret, and wrong ones are refused")
    func signatures() throws {
        let secret = try #require(Secret("whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtMTIzNDU2Nzg5MA=="))
        let receiver = try receiver { $0.secret = secret }
        let signer = try StandardWebhooksSigner(secrets: [secret])
        let body = "{\"a\": 1}"
        func signed(_ age: Milliseconds, body signedBody: String) -> ReceivedRequest {
            request(
                body: body,
                headers: signer.headers(
                    id: "msg_1", timestamp: FixedClock().now + age, body: Array(signedBody.utf8)))
        }
        let outcomes = [
            signed(.zero, body: body), signed(.zero, body: body + " "),
            signed(.minutes(-6), body: body), request(),
        ].map(receiver.answer)
        #expect(outcomes.map(\.signature) == [.ok, .wrong, .stale, .missing])
        #expect(outcomes.map(\.status) == [200, 401, 401, 401])
        #expect(receiver.summary.wrongSignatures == 3)
        #expect(receiver.text(outcomes[2]) == "the signature is stale\n")
    }

    @Test("it answers like Slack when asked to")
    func slack() throws {
        let receiver = try receiver { $0.style = .slack }
        #expect(receiver.text(receiver.answer(request())) == "ok")
        let plain = try self.receiver()
        #expect(plain.text(plain.answer(request())) == "received\n")
    }

    @Test("each request is a line, with a short body below")
    func short() throws {
        let printed = Printed()
        let receiver = try receiver(printed) { $0.width = 24 }
        _ = receiver.answer(request(id: "dlv_1", body: "{\"text\":\"a long\nbody\u{1B}\"}"))
        _ = receiver.answer(request(id: "dlv_1", body: ""))
        #expect(
            printed.lines == [
                "10:07:40.000  #1  POST  /hooks?x=1  → 200  23 B  dlv_1\n"
                    + "    {\"text\":\"a long bod…",
                "10:07:40.000  #2  POST  /hooks?x=1  → 200  0 B  dlv_1  DUPLICATE",
            ])
    }

    @Test("a pretty body comes with the headers that matter")
    func pretty() throws {
        let printed = Printed()
        let receiver = try receiver(printed) { $0.bodies = .pretty }
        _ = receiver.answer(
            request(
                headers: HeaderList([
                    "Host": "x", "Content-Type": "application/json", "Signalbox-Event": "evt_1",
                ])))
        #expect(
            printed.lines == [
                """
                10:07:40.000  #1  POST  /hooks?x=1  → 200  8 B
                    Content-Type:     application/json
                    Signalbox-Event:  evt_1
                    {
                      "a": 1
                    }
                """
            ])
    }

    @Test("with --json a line is one object that holds the body to the byte")
    func json() throws {
        let printed = Printed()
        let receiver = try receiver(printed) { $0.json = true }
        _ = receiver.answer(request(id: "dlv_1", body: "{\"a\": \"\\u003c\"}\n"))
        var binary = request()
        binary.body = [0xFF]
        _ = receiver.answer(binary)
        let first = try JSONDocument(Array(printed.lines[0].utf8)).root
        #expect(first.member("body")?.string == "{\"a\": \"\\u003c\"}\n")
        #expect(first.member("novelty")?.string == "new")
        #expect(first.member("status")?.number?.int64 == 200)
        let second = try JSONDocument(Array(printed.lines[1].utf8)).root
        #expect(second.member("body_base64")?.string == "/w==")
    }

    @Test("options that make no sense are refused")
    func wrongOptions() {
        let changes: [(inout ReceiverOptions) -> Void] = [
            { $0.failing.status = 99 }, { $0.failing.first = 0 }, { $0.failing.every = 0 },
            { $0.failing.match = "" }, { $0.port = 80_000 }, { $0.secret = Secret("whsec_!") },
        ]
        for change in changes {
            #expect(throws: ConsoleError.self) { try receiver(Printed(), change) }
        }
    }

    @Test("a port that another program has is named, with what to do")
    func portInUse() async throws {
        let taken = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(taken) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(taken, pointer, size) == 0 && listen(taken, 1) == 0
                    && getsockname(taken, pointer, &size) == 0
            }
        }
        try #require(isListening)
        let port = Int(UInt16(bigEndian: address.sin_port))
        let receiver = try receiver { $0.port = port }
        let expected = ConsoleError.failed(
            "cannot listen on 127.0.0.1:\(port): Address already in use; another program listens "
                + "there: choose another with --port, 0 for any")
        await #expect(throws: expected) { try await receiver.run() }
    }

    @Test("over HTTP: the port is printed, answers arrive, the summary comes at the end")
    func live() async throws {
        let (ports, port) = AsyncStream.makeStream(of: String.self)
        let printed = Printed()
        var options = ReceiverOptions()
        options.port = 0
        options.style = .slack
        options.failing.first = 1
        options.failing.status = 429
        let receiver = try Receiver(options: options) { line in
            printed.add(line)
            if line.hasPrefix("listening on ") { port.yield(String(line.dropFirst(13))) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await receiver.run() }
            for await url in ports {
                let client = try SynchronousClient(answerBytesMax: 4096)
                var connection = ConnectionPolicy()
                connection.allowPrivate = SynchronousClient.anyAddress
                let request = OutboundRequest(
                    url: url + "/hook", headers: HeaderList(["webhook-id": "dlv_1"]),
                    body: Array("{}".utf8), connection: connection)
                let first = try client.send(request).get()
                #expect(first.status == 429)
                #expect(first.headers["retry-after"] == "1")
                let second = try client.send(request).get()
                #expect(second.status == 200)
                #expect(second.body == Array("ok".utf8))
                break
            }
            group.cancelAll()
        }
        #expect(
            printed.lines.last
                == "2 received, 1 accepted, 1 refused, 1 different messages, 0 duplicates, 1 retries"
        )
    }
}
