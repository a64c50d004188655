import Model
import ServiceLifecycle

/// A server whose failure to start is told as what a person can act on, and which a slow peer
/// cannot keep from stopping.
struct NamedListener: Service {
    let what: StartReport.Listener
    /// Nil for the control socket.
    let address: ListenAddress?
    /// How long a shutdown waits for requests that are under way.
    var patience = Limits.stragglerTime
    let service: any Service

    func run() async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await service.run() }
                group.addTask {
                    try await gracefulShutdown()
                    try await Task.sleep(for: patience.duration)
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch is CancellationError {
            // Told to stop at once.
        } catch {
            guard !Task.isCancelled, !Task.isShuttingDownGracefully else { return }
            throw Self.failure(what, address, reason: Self.reason(error))
        }
    }

    static func failure(
        _ what: StartReport.Listener, _ address: ListenAddress?, reason: String
    ) -> GatewayError {
        .listen(
            what: what.rawValue, address: address.map(\.description) ?? "the control socket",
            flag: what == .ingress ? "--listen" : what == .admin ? "--admin-listen" : "--data",
            reason: reason)
    }

    /// `bind(descriptor:ptr:bytes:): Address already in use) (errno: 98)` → `Address already in
    /// use`.
    private static func reason(_ error: any Error) -> String {
        let text = "\(error)"
        guard let start = text.firstRange(of: "): ")?.upperBound else { return text }
        return String(text[start...].prefix(while: { $0 != "(" && $0 != ")" }))
            .trimmingSuffix(while: { $0 == " " })
    }
}

extension String {
    fileprivate func trimmingSuffix(while matches: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, matches(last) { text.removeLast() }
        return text
    }
}
