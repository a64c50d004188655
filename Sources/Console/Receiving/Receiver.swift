import HTTPTypes
import Hummingbird
import Logging
package import Model
import NIOCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `signalbox receive`: a local target that shows what it gets, and fails when asked to.
package final class Receiver: Sendable {
    private let options: ReceiverOptions
    private let ledger: Mutex<ReceiverLedger>
    private let clock: any Clock
    private let output: @Sendable (String) -> Void

    /// `output` takes texts without their last newline, from any thread. Throws for options that
    /// make no sense.
    package init(
        options: ReceiverOptions, clock: any Clock = SystemClock(),
        output: @escaping @Sendable (String) -> Void = { StandardOutput.write($0 + "\n") }
    ) throws(ConsoleError) {
        guard (0...65_535).contains(options.port) else {
            throw .usage("--port is a number from 0 to 65535")
        }
        self.options = options
        self.clock = clock
        self.output = output
        ledger = Mutex(
            try ReceiverLedger(failing: options.failing, secret: options.secret))
    }

    package var summary: ReceiverSummary { ledger.withLock { $0.summary } }

    /// Listens until SIGTERM or SIGINT, or until the task is cancelled; then prints a summary.
    /// `found` when a signature was not right.
    package func run() async throws(ConsoleError) -> ExitCode {
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { [self] request, _ in
                try await respond(to: request)
            },
            server: .http1(configuration: .init(idleTimeout: .seconds(120))),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port)),
            onServerRunning: { [self] channel in
                announce(port: channel.localAddress?.port ?? options.port)
            },
            logger: Logger(label: "receive") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await application.runService()
        } catch is CancellationError {
        } catch let error as IOError {
            let advice =
                error.errnoCode == EADDRINUSE
                ? "; another program listens there: choose another with --port, 0 for any" : ""
            throw .failed(
                "cannot listen on \(options.host):\(options.port): "
                    + String(cString: strerror(error.errnoCode)) + advice)
        } catch {
            throw .failed("cannot listen on \(options.host):\(options.port): \(error)")
        }
        let summary = summary
        output(options.json ? summary.json : summary.description)
        return summary.wrongSignatures == 0 ? .fine : .found
    }

    private func announce(port: Int) {
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        guard options.json else {
            output("listening on http://\(host):\(port)")
            return
        }
        var json = JSONWriter()
        json.object { json in
            json.member("listening", "http://\(host):\(port)")
            json.member("port", port)
        }
        output(json.text)
    }

    private func respond(to request: Request) async throws -> Response {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Limits.receiveBodyBytesMax)
        } catch is NIOTooManyBytesError {
            return Response(status: .contentTooLarge)
        }
        var headers = HeaderList()
        for field in request.headers { headers.append(field.name.rawName, field.value) }
        let received = ReceivedRequest(
            method: request.method.rawValue, path: request.head.path ?? "/", headers: headers,
            body: Array(body.readableBytesView))
        let outcome = answer(received)
        if options.delay > .zero { try await Task.sleep(for: options.delay.duration) }
        var fields = HTTPFields()
        fields[.contentType] = "text/plain"
        if outcome.status == 429 || outcome.status == 503 { fields[.retryAfter] = "1" }
        return Response(
            status: .init(code: outcome.status), headers: fields,
            body: outcome.status == 204
                ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(string: text(outcome))))
    }

    /// Counts a request, prints it, and says what it is answered with.
    func answer(_ request: ReceivedRequest) -> ReceivedOutcome {
        let now = clock.now
        let outcome = ledger.withLock { $0.receive(request, now: now) }
        output(ReceivedText(options: options).text(request, outcome, at: now))
        return outcome
    }

    /// The body of an answer.
    func text(_ outcome: ReceivedOutcome) -> String {
        if (200..<300).contains(outcome.status) {
            return options.style == .slack ? "ok" : "received\n"
        }
        return outcome.status == 401 && outcome.signature != .unchecked
            ? "the signature is \(outcome.signature.rawValue)\n" : "failing on demand\n"
    }
}
