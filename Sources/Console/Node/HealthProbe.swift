import Model

/// Asks a node's `/healthz`. For container health checks: it has its own, short time limit, and
/// fails when the node hangs.
package enum HealthProbe {
    /// `adminURL` is where the admin listener is, as the asking process sees it.
    package static func check(adminURL: String) throws(ConsoleError) -> ExitCode {
        let base = try BaseURL(adminURL, option: "--admin-url")
        var connection = ConnectionPolicy()
        connection.allowPrivate = SynchronousClient.anyAddress
        connection.connectTimeout = .seconds(2)
        connection.totalTimeout = .seconds(3)
        let client = try SynchronousClient(answerBytesMax: 4096)
        let result = client.send(
            OutboundRequest(
                method: "GET", url: base.text + "/healthz", headers: HeaderList(), body: [],
                connection: connection))
        switch result {
        case .success(let response) where response.status == 200:
            StandardOutput.write("healthy\n")
            return .fine
        case .success(let response):
            StandardOutput.complain("signalbox: \(base.text) answers \(response.status)\n")
        case .failure(let failure):
            StandardOutput.complain("signalbox: \(base.text): \(failure.kind.rawValue)\n")
        }
        return .found
    }
}
