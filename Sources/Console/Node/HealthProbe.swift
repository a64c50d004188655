import Model

/// Asks a node's `/healthz`. For container health checks: it has its own, short time limit, and
/// fails when the node hangs.
package enum HealthProbe {
    /// `adminURL` is where the admin listener is, as the asking process sees it.
    package static func check(
        adminURL: String, json: Bool = false
    ) throws(ConsoleError) -> ExitCode {
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
            report(json, true, base.text, nil)
            return .fine
        case .success(let response):
            report(json, false, base.text, "it answers \(response.status)")
        case .failure(let failure):
            report(json, false, base.text, "no node answers there (\(failure.kind.rawValue))")
        }
        return .found
    }

    private static func report(_ json: Bool, _ isHealthy: Bool, _ url: String, _ reason: String?) {
        if json {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("healthy", isHealthy)
                writer.member("admin_url", url)
                if let reason { writer.member("reason", reason) }
            }
            StandardOutput.write(writer.text + "\n")
        } else if let reason {
            StandardOutput.complain(
                "signalbox: \(url): \(reason); start it with `signalbox serve`, or say with "
                    + "--admin-url where its admin listener is\n")
        } else {
            StandardOutput.write("healthy\n")
        }
    }
}
