import ArgumentParser
import CurlTransport
import Engine
import Foundation
import Glibc
import Hummingbird
import Model
import Synchronization
import Verification

/// From the moment a sender should have posted to the moment a target has the message, at a fixed
/// arrival rate: a late sender counts against the gateway (no coordinated omission).
struct Latency: AsyncParsableCommand {
    @Option(help: "The gateway's source, as http://127.0.0.1:8080/in/bench.") var url: String
    @Option(help: "The HMAC secret of that source.") var secret: String
    @Option(help: "Where the gateway's targets point: this process listens there.") var sinkPort:
        Int
    @Option(help: "Events per second.") var rate = 2000
    @Option(help: "How long, in seconds.") var seconds = 10
    @Option(help: "Seconds at the start that are not counted: connections, first pages.")
    var warmup = 1
    @Option(help: "Deliveries per event.") var fanout = 3
    @Option(help: "Bytes of each body, about.") var bytes = 1500

    func run() async throws {
        let receipts = Receipts()
        let router = Router()
        router.post("**") { request, _ in
            let body = try await request.body.collect(upTo: 5 << 20)
            receipts.add(body.readableBytesView)
            return HTTPResponse.Status.ok
        }
        let sink = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: sinkPort)))
        let server = Task { try await sink.runService() }
        try await Task.sleep(for: .milliseconds(300))
        let begin = MonotonicTime.nanoseconds
        let sent = try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try send(from: begin) }) }.start()
        }
        for _ in 0..<100 where receipts.count < sent * fanout {
            try await Task.sleep(for: .milliseconds(100))
        }
        server.cancel()
        let samples = receipts.sorted(from: begin + Int64(warmup) * 1_000_000_000)
        func percentile(_ share: Double) -> Double {
            guard !samples.isEmpty else { return 0 }
            let index = min(samples.count - 1, Int(Double(samples.count) * share))
            return Double(samples[index] / 1000) / 1000
        }
        print(
            "sent=\(sent) received=\(samples.count) p50_ms=\(percentile(0.5)) "
                + "p99_ms=\(percentile(0.99)) max_ms=\(percentile(1))")
    }

    /// Posts at the fixed rate on this thread, spinning between posts so that it is on time.
    private func send(from begin: Int64) throws -> Int {
        let transport = try CurlTransportFactory().make()
        defer { transport.close() }
        guard let secret = Secret(secret) else { throw ValidationError("the secret is empty") }
        let signer = RequestSigner(
            .signature(
                SignatureScheme(header: "X-Signature", prefix: "sha256=", secrets: [secret])))
        var policy = ConnectionPolicy()
        policy.allowPrivate = [CIDR("127.0.0.0/8")].compactMap(\.self)
        let pad = String(repeating: "x", count: max(0, bytes - 170))
        var sent = 0
        var open = 0
        var completions: [TransferCompletion] = []
        let total = rate * (seconds + warmup)
        while sent < total || open > 0 {
            let due = begin + Int64(sent) * 1_000_000_000 / Int64(rate)
            if sent < total, MonotonicTime.nanoseconds >= due {
                let body = Array(
                    (#"{"event":"session.completed","at":\#(due),"data":{"reportId":"rep_\#(sent)","#
                        + #""positionId":"pos_1","overallScore":82,"overallFeedback":"\#(pad)"}}"#)
                        .utf8)
                var headers = HeaderList(["content-type": "application/json"])
                let now = SystemClock().now
                for field in try signer.credentials(
                    body: body, headers: headers, id: "bench", at: now
                ).headers.fields { headers.append(field.name, field.value) }
                sent += 1
                open += 1
                transport.start(
                    OutboundRequest(url: url, headers: headers, body: body, connection: policy),
                    token: TransferToken(UInt64(sent)))
            }
            transport.poll(timeout: .zero, into: &completions)
            for completion in completions {
                open -= 1
                if case .success(let response) = completion.result, response.status == 200 {
                    continue
                }
                throw ValidationError("an event was refused")
            }
            completions.removeAll(keepingCapacity: true)
        }
        return sent
    }
}

/// Times between due time and receipt, in nanoseconds.
final class Receipts: Sendable {
    private let samples = Mutex<[(due: Int64, took: Int64)]>([])

    /// Reads the `"at":<nanoseconds>` of a body.
    func add(_ body: some Collection<UInt8>) {
        let now = MonotonicTime.nanoseconds
        let text = String(decoding: body.prefix(80), as: UTF8.self)
        guard let at = text.firstRange(of: "\"at\":")?.upperBound,
            let due = Int64(text[at...].prefix(while: \.isNumber))
        else { return }
        samples.withLock { $0.append((due, now - due)) }
    }

    var count: Int { samples.withLock { $0.count } }

    /// Of messages that were due at `start` or later.
    func sorted(from start: Int64) -> [Int64] {
        samples.withLock { $0 }.filter { $0.due >= start }.map(\.took).sorted()
    }
}

enum MonotonicTime {
    static var nanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
