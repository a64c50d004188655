import Benchmark
import CurlTransport
import Engine
import Model
import Stubs
import Targets

/// One request handed to libcurl and its answer taken back, 64 at once, against a server that answers
/// at once: CPU time of this thread only.
func deliveries() {
    Benchmark("curl submit") { benchmark, rig in
        try benchmark.compare { try rig.send(benchmark.scaledIterations.count) }
    } setup: {
        try CurlRig()
    }
}

/// `@unchecked Sendable`: the benchmark's one thread at a time uses it.
private final class CurlRig: @unchecked Sendable {
    private let server: StubServer
    private let transport: CurlTransport
    private let request: OutboundRequest
    private var token: UInt64 = 0

    init() throws {
        let (server, port) = try StubServer.anywhere(.well)
        self.server = server
        try server.start(begin: 0, warm: 0, windowLength: .max, windows: 0)
        transport = try CurlTransportFactory().make()
        request = try Samples.target("http://127.0.0.1:\(port)/1").request(
            for: AttemptContext(
                delivery: Samples.delivery(), event: Samples.event(), attempt: 1, now: Samples.now)
        ).get()
    }

    func send(_ count: Int) throws {
        var started = 0
        var done = 0
        var completions: [TransferCompletion] = []
        while done < count {
            while started < count, started - done < 64 {
                token += 1
                started += 1
                transport.start(request, token: TransferToken(token))
            }
            transport.poll(timeout: .seconds(1), into: &completions)
            for completion in completions {
                guard case .success(let response) = completion.result, response.status == 200
                else { throw Samples.Wrong() }
            }
            done += completions.count
            completions.removeAll(keepingCapacity: true)
        }
    }

    deinit {
        transport.close()
        _ = server.stop()
    }
}
