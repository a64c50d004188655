package import Model

/// A running node, over its control socket or its admin listener.
package final class RemoteNode: NodeAPI {
    private let client: SynchronousClient
    private let base: String
    private let token: Secret?
    private let connection: ConnectionPolicy
    /// How messages name it; without credentials.
    private let name: String

    /// Over the control socket in the node's data directory.
    package init(socket path: String, client: SynchronousClient) {
        self.client = client
        var connection = ConnectionPolicy()
        connection.unixSocket = path
        // A redrive of many lines takes its time.
        connection.totalTimeout = .minutes(10)
        connection.lowSpeedTime = .minutes(10)
        self.connection = connection
        base = "http://signalbox"
        token = nil
        name = path
    }

    /// Over `--admin-url`: `http://127.0.0.1:8081`, or an https address of a proxy.
    package init(
        adminURL: String, token: Secret?, client: SynchronousClient
    ) throws(ConsoleError) {
        let url = try BaseURL(adminURL, option: "--admin-url")
        self.client = client
        var connection = ConnectionPolicy()
        connection.allowPrivate = SynchronousClient.anyAddress
        connection.totalTimeout = .minutes(10)
        connection.lowSpeedTime = .minutes(10)
        self.connection = connection
        base = url.text
        self.token = token
        name = url.text
    }

    package func call(_ call: NodeCall) throws(NodeFailure) -> [UInt8] {
        var headers = HeaderList(["Accept": "application/json"])
        if let token { headers.append("Authorization", "Bearer \(token.reveal())") }
        if !call.body.isEmpty { headers.append("Content-Type", "application/json") }
        let request = OutboundRequest(
            method: call.method,
            url: base + call.path + (call.query.isEmpty ? "" : "?" + call.query),
            headers: headers, body: call.body, connection: connection)
        switch client.send(request) {
        case .failure(let failure): throw problem(failure)
        case .success(let response):
            guard (200..<300).contains(response.status) else {
                throw NodeFailure(status: response.status, problem: response.body)
            }
            guard response.bodyBytes == response.body.count else {
                throw .broken("the node's answer is longer than \(response.body.count) bytes")
            }
            return response.body
        }
    }

    private func problem(_ failure: TransportFailure) -> NodeFailure {
        switch failure.kind {
        case .connectionRefused, .nameNotResolved, .connectTimeout, .unsendable, .addressRefused:
            .unreachable("no node answers at \(name)")
        case .tls, .timeout, .tooSlow, .connectionLost, .malformedResponse, .proxyFailed,
            .cancelled:
            .broken(
                "the node at \(name) did not answer: \(failure.kind.rawValue)"
                    + (failure.detail.isEmpty ? "" : " (\(failure.detail))"))
        }
    }
}

/// The beginning of URLs that a person gave: scheme, host, port, perhaps a path; no trailing slash.
struct BaseURL: Equatable, Sendable {
    let text: String

    init(_ text: String, option: String) throws(ConsoleError) {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        let schemes = ["http://", "https://"]
        guard let scheme = schemes.first(where: { text.hasPrefix($0) }) else {
            throw .usage("\(option) is a URL like http://127.0.0.1:8080")
        }
        let rest = text.dropFirst(scheme.utf8.count)
        guard !rest.isEmpty, !rest.hasPrefix("/"), !rest.contains("@"), !rest.contains("?"),
            !rest.contains("#"), rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            throw .usage(
                "\(option) is a URL like http://127.0.0.1:8080, without query and credentials")
        }
        self.text = text
    }
}
