package import Model
package import Verification

/// `signalbox send`: posts samples as a source's vendor would, signed as routes.yaml says.
package struct Sender {
    package struct Options: Sendable {
        /// Where the gateway's ingress is.
        package var baseURL = "http://127.0.0.1:8080"
        /// Added to each request; win over ours.
        package var headers: [(name: String, value: String)] = []
        package var contentType = "application/json"
        /// Each sample is sent this often, 1…1,000,000.
        package var count = 1
        /// The message id for schemes that sign one; nil: a new one for each request.
        package var id: String?
        /// PEM: authorities that vouch for the gateway; nil: the system's.
        package var authorityFile: String?
        /// PEM: what the gateway is shown, when it asks for a certificate, and its key.
        package var clientCertificateFile: String?
        package var clientKeyFile: String?
        /// One JSON object a line instead of text.
        package var json = false

        package init() {}
    }

    private let source: Source
    private let options: Options
    private let base: BaseURL
    private let signer: RequestSigner
    private let clock: any Clock

    /// Throws for options that make no sense.
    package init(
        source: Source, options: Options, clock: any Clock = SystemClock()
    ) throws(ConsoleError) {
        guard options.count >= 1, options.count <= 1_000_000 else {
            throw .usage("--count is a number from 1 to 1000000")
        }
        for (name, value) in options.headers {
            guard Self.isToken(name), value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .usage("'\(name)' is no header: write --header 'Name: value'")
            }
        }
        self.source = source
        self.options = options
        base = try BaseURL(options.baseURL, option: "--url")
        signer = RequestSigner(source: source)
        self.clock = clock
    }

    /// Sends all samples, one request after the other, and prints each answer. `fine` when every
    /// answer was 2xx.
    package func send(
        _ samples: [Sample], client: SynchronousClient, output: (String) -> Void
    ) throws(ConsoleError) -> ExitCode {
        guard !samples.isEmpty else { throw .usage("there is nothing to send") }
        var tally = Tally()
        for _ in 0..<options.count {
            for sample in samples {
                let request = try self.request(sample)
                let started = clock.now
                let result = client.send(request)
                tally.add(result)
                output(line(sample, result, took: clock.now - started))
            }
        }
        if tally.sent > 1, !options.json { output(tally.description) }
        return tally.accepted == tally.sent ? .fine : .found
    }

    /// The request for one sample, signed now.
    func request(_ sample: Sample) throws(ConsoleError) -> OutboundRequest {
        var headers = HeaderList([
            "Content-Type": options.contentType, "User-Agent": Product.userAgent,
        ])
        for (name, value) in options.headers { headers.set(name, value) }
        let now = clock.now
        let id = options.id ?? "msg_" + EventID.make(at: now).description.dropFirst(4)
        let credentials: RequestSigner.Credentials
        do throws(VerificationError) {
            credentials = try signer.credentials(
                body: sample.body, headers: headers, id: id, at: now)
        } catch {
            throw .failed("source '\(source.name)' cannot be signed for: \(error)")
        }
        // A header given by hand wins, so that a wrong signature can be tried.
        for field in credentials.headers.fields
        where !options.headers.contains(where: { HeaderList.equal($0.name, field.name) }) {
            headers.set(field.name, field.value)
        }
        var url = base.text + "/in/" + QueryString.encode(source.name)
        if let token = credentials.pathToken { url += "/" + QueryString.encode(token) }
        if !credentials.query.isEmpty { url += "?" + credentials.query }
        var connection = ConnectionPolicy()
        connection.allowPrivate = SynchronousClient.anyAddress
        connection.authorityFile = options.authorityFile
        connection.clientCertificateFile = options.clientCertificateFile
        connection.clientKeyFile = options.clientKeyFile
        return OutboundRequest(
            url: url, headers: headers, body: credentials.body, connection: connection)
    }

    private func line(_ sample: Sample, _ result: TransferResult, took: Milliseconds) -> String {
        switch result {
        case .success(let response):
            let answer = String(decoding: response.body, as: UTF8.self)
            guard options.json else {
                return "\(sample.name): \(response.status) in \(took.count) ms  "
                    + TerminalText.line(answer, bytesMax: 1024)
            }
            return jsonLine(sample) { json in
                json.member("status", response.status)
                json.member("took_ms", took.count)
                json.key("answer")
                if (try? JSONDocument(response.body)) != nil {
                    json.raw(response.body)
                } else {
                    json.string(answer)
                }
            }
        case .failure(let failure):
            let detail = failure.detail.isEmpty ? "" : " (\(failure.detail))"
            guard options.json else {
                return "\(sample.name): no answer from \(base.text): \(failure.kind.rawValue)"
                    + detail
            }
            return jsonLine(sample) { json in
                json.member("error", failure.kind.rawValue)
                json.member("detail", failure.detail)
            }
        }
    }

    private func jsonLine(_ sample: Sample, _ members: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("sample", sample.name)
            members(&json)
        }
        return json.text
    }

    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && !"()<>@,;:\\\"/[]?={}".utf8.contains(byte)
            }
    }
}

/// What came of many requests.
private struct Tally: CustomStringConvertible {
    var sent = 0
    var accepted = 0
    private var answers: [String: Int] = [:]

    mutating func add(_ result: TransferResult) {
        sent += 1
        switch result {
        case .success(let response):
            if (200..<300).contains(response.status) { accepted += 1 }
            answers["\(response.status)", default: 0] += 1
        case .failure(let failure): answers[failure.kind.rawValue, default: 0] += 1
        }
    }

    var description: String {
        "\(sent) sent: "
            + answers.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
            .joined(separator: ", ")
    }
}
