import ArgumentParser
import CurlTransport
import Engine
import Model
import Stubs
import Verification

/// From the moment a sender should have posted to the moment a target has the message, at a fixed
/// arrival rate: a late sender counts against the gateway (no coordinated omission).
///
/// Half of the events can be for other targets (`--others`), which may be sick: only messages to the
/// counted ones are timed. `late_p99_ms` says how late this generator itself was in posting.
struct Latency: ParsableCommand {
    @Option(help: "The gateway's source, as http://127.0.0.1:8080/in/bench.") var url: String
    @Option(help: "The HMAC secret of that source.") var secret: String
    @Option(help: "The counted targets: this process listens there.") var sinkPort: UInt16
    @Option(help: "Where other targets are and answer well.") var wellPort: UInt16?
    @Option(help: "Where other targets never answer.") var silentPort: UInt16?
    @Option(help: "Where other targets answer a byte at a time.") var drippingPort: UInt16?
    @Option(help: "Where other targets answer 500.") var failingPort: UInt16?
    @Option(help: "Where other targets reset the connection.") var resettingPort: UInt16?
    @Option(help: "Events per second.") var rate = 2000
    @Option(help: "How long, in seconds.") var seconds = 10
    @Option(help: "So often, one after the other; a line for each.") var windows = 1
    @Option(help: "Seconds at the start that are not counted: connections, first pages.")
    var warmup = 1
    @Option(help: "Deliveries per event.") var fanout = 3
    @Option(help: "Definitions pos_0, pos_1 … of the counted targets.") var definitions = 1
    @Option(help: "Definitions other_0, other_1 …: every second event is for one of them.")
    var others = 0
    @Option(help: "Bytes of each body, about.") var bytes = 1500

    func run() throws {
        let ports: [StubServer.Behaviour: UInt16?] = [
            .counted: sinkPort, .well: wellPort, .silent: silentPort, .dripping: drippingPort,
            .failing: failingPort, .resetting: resettingPort,
        ]
        let server = try StubServer(ports: ports.compactMapValues(\.self))
        let requests = try makeRequests()
        // A moment for the first connections; the requests are ready by then.
        let begin = MonotonicTime.nanoseconds + 100_000_000
        try server.start(
            begin: begin, warm: begin + Int64(warmup) * 1_000_000_000,
            windowLength: Int64(seconds) * 1_000_000_000, windows: windows)
        let late = try send(requests, from: begin)
        let expected = (others > 0 ? (requests.count + 1) / 2 : requests.count) * fanout
        let deadline = MonotonicTime.nanoseconds + 10_000_000_000
        while server.countedNow < expected, MonotonicTime.nanoseconds < deadline {
            SystemThread.sleep(Milliseconds(20))
        }
        let receipts = server.stop()
        print(
            "sent=\(requests.count) expected=\(expected) received=\(receipts.all) "
                + "late_p99_ms=\(late.milliseconds(percentile: 99))")
        for window in receipts.windows {
            print(
                "per_second=\(window.count / seconds) "
                    + "p50_ms=\(window.times.milliseconds(percentile: 50)) "
                    + "p99_ms=\(window.times.milliseconds(percentile: 99)) "
                    + "max_ms=\(window.times.milliseconds(percentile: 100))")
        }
    }

    private var total: Int { rate * (seconds * windows + warmup) }

    private func due(_ number: Int) -> Int64 { Int64(number) * 1_000_000_000 / Int64(rate) }

    /// All of them, signed, before the clock starts: sending is then only sending.
    private func makeRequests() throws -> [OutboundRequest] {
        guard let secret = Secret(secret) else { throw ValidationError("the secret is empty") }
        let signer = RequestSigner(
            .signature(
                SignatureScheme(header: "X-Signature", prefix: "sha256=", secrets: [secret])))
        var policy = ConnectionPolicy()
        policy.allowPrivate = [CIDR("127.0.0.0/8")].compactMap(\.self)
        let pad = String(repeating: "x", count: max(0, bytes - 170))
        return try (0..<total).map { number in
            let definition =
                others > 0 && number % 2 == 1
                ? "other_\(number / 2 % others)"
                : "pos_\((others > 0 ? number / 2 : number) % definitions)"
            let body = Array(
                (#"{"event":"session.completed","at":\#(due(number)),"data":{"reportId":"rep_\#(number)","#
                    + #""positionId":"\#(definition)","overallScore":82,"overallFeedback":"\#(pad)"}}"#)
                    .utf8)
            var headers = HeaderList(["content-type": "application/json"])
            let credentials = try signer.credentials(
                body: body, headers: headers, id: "bench", at: SystemClock().now)
            for field in credentials.headers.fields { headers.append(field.name, field.value) }
            return OutboundRequest(url: url, headers: headers, body: body, connection: policy)
        }
    }

    /// Posts at the fixed rate on this thread, spinning between posts so that it is on time. Kept
    /// connections are used again; another is opened only while all are waiting for answers.
    private func send(_ requests: [OutboundRequest], from begin: Int64) throws -> TimeHistogram {
        let transport = try CurlTransportFactory().make()
        defer { transport.close() }
        var late = TimeHistogram()
        var sent = 0
        var open = 0
        var completions: [TransferCompletion] = []
        while sent < requests.count || open > 0 {
            let now = MonotonicTime.nanoseconds
            if sent < requests.count, now >= begin + due(sent) {
                late.record(microseconds: (now - begin - due(sent)) / 1000)
                transport.start(requests[sent], token: TransferToken(UInt64(sent)))
                sent += 1
                open += 1
            }
            transport.poll(timeout: .zero, into: &completions)
            for completion in completions {
                open -= 1
                if case .success(let response) = completion.result, response.status == 200 {
                    continue
                }
                throw ValidationError("an event was refused: \(completion.result)")
            }
            completions.removeAll(keepingCapacity: true)
        }
        return late
    }
}
