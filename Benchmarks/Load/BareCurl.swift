import ArgumentParser
import CurlTransport
import Engine
import Glibc
import Model
import Targets

/// One libcurl loop on one thread with nothing around it: what the machine can post at best.
struct BareCurl: ParsableCommand {
    @Option(help: "Where to post.") var url: String
    @Option(help: "Requests on their way at once.") var inFlight = 64
    @Option(help: "How long, in seconds.") var seconds = 5
    @Option(help: "Bytes of each body.") var bytes = 1500
    @Flag(help: "Send all headers that a signed delivery has, not only a content type.")
    var asDelivery = false

    func run() throws {
        let transport = try CurlTransportFactory().make()
        defer { transport.close() }
        let request = try request()
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

    private func request() throws -> OutboundRequest {
        var policy = ConnectionPolicy()
        policy.allowPrivate = [CIDR("127.0.0.0/8")].compactMap(\.self)
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: bytes)
        let headers = HeaderList(["content-type": "application/json"])
        guard asDelivery else {
            return OutboundRequest(url: url, headers: headers, body: body, connection: policy)
        }
        var settings = HTTPTargetSettings(url: url)
        settings.signingSecrets = [Secret("whsec_YmVuY2gtc2VjcmV0LWJlbmNoLXNlY3JldC0yNA==")]
            .compactMap(\.self)
        var target = Target(name: "bare", kind: .http(try HTTPTarget(settings)))
        target.connection = policy
        let now = SystemClock().now
        let event = Event(
            id: EventID.make(at: now), source: "bench",
            identity: EventIdentity(type: "session.completed"), headers: headers, body: body,
            receivedAt: now, configurationVersion: "")
        let delivery = Delivery(
            id: DeliveryID.make(at: now), target: "bare", routes: ["all"], createdAt: now)
        return try target.request(
            for: AttemptContext(delivery: delivery, event: event, attempt: 1, now: now)
        ).get()
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
