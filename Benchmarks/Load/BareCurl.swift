import ArgumentParser
import CurlTransport
import Engine
import Glibc
import Model

/// One libcurl loop on one thread with nothing around it: what the machine can post at best.
struct BareCurl: ParsableCommand {
    @Option(help: "Where to post.") var url: String
    @Option(help: "Requests on their way at once.") var inFlight = 64
    @Option(help: "How long, in seconds.") var seconds = 5
    @Option(help: "Bytes of each body.") var bytes = 1500
    @Flag(help: "Send as many header fields as a signed delivery has.") var headers = false

    /// What a delivery carries, with values of the same lengths.
    private static let deliveryHeaders = HeaderList([
        "user-agent": "Signalbox/0.1.0", "content-type": "application/json",
        "webhook-id": "dlv_01a20034a1da792e8bab057667e96666",
        "idempotency-key": "dlv_01a20034a1da792e8bab057667e96666",
        "signalbox-event": "evt_01a20034a1da7a05bbc3fde12b651a14",
        "signalbox-type": "session.completed", "signalbox-hops": "1",
        "traceparent": "00-01a20034a1da7a05bbc3fde12b651a14-8bab057667e96667-00",
        "webhook-timestamp": "1795299779",
        "webhook-signature": "v1,/lnGok2t+4sCFMkbJbMOFhqK82dRL4I7tuvLr0RCJmA=",
    ])

    func run() throws {
        let transport = try CurlTransportFactory().make()
        defer { transport.close() }
        var policy = ConnectionPolicy()
        policy.allowPrivate = [CIDR("127.0.0.0/8")].compactMap(\.self)
        let request = OutboundRequest(
            url: url,
            headers: headers
                ? Self.deliveryHeaders : HeaderList(["content-type": "application/json"]),
            body: [UInt8](repeating: UInt8(ascii: "x"), count: bytes), connection: policy)

        var token: UInt64 = 0
        func start() {
            token += 1
            transport.start(request, token: TransferToken(token))
        }
        for _ in 0..<inFlight { start() }
        let clock = ContinuousClock()
        let begin = clock.now
        let cpu = ProcessTime.now
        var completions: [TransferCompletion] = []
        var done = 0
        var failed = 0
        while clock.now - begin < .seconds(seconds) {
            completions.removeAll(keepingCapacity: true)
            transport.poll(timeout: Milliseconds(100), into: &completions)
            for completion in completions {
                if case .success(let response) = completion.result, response.status == 200 {
                    done += 1
                } else {
                    failed += 1
                }
                start()
            }
        }
        let elapsed = Double((clock.now - begin) / .milliseconds(1)) / 1000
        let used = ProcessTime.now - cpu
        print(
            "requests_per_second=\(Int(Double(done) / elapsed)) failed=\(failed) "
                + "cpu_microseconds_per_request=\(ProcessTime.perItem(used, done))")
    }
}

/// User and system time of this process, in microseconds.
enum ProcessTime {
    static var now: Int64 {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return (Int64(usage.ru_utime.tv_sec) + Int64(usage.ru_stime.tv_sec)) * 1_000_000
            + Int64(usage.ru_utime.tv_usec) + Int64(usage.ru_stime.tv_usec)
    }

    static func perItem(_ microseconds: Int64, _ count: Int) -> Double {
        count == 0 ? 0 : (Double(microseconds) / Double(count) * 10).rounded() / 10
    }
}
