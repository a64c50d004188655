import ServiceLifecycle

/// A server whose failure to start is told as what a person can act on.
struct NamedListener: Service {
    let what: StartReport.Listener
    /// Nil for the control socket.
    let address: ListenAddress?
    let service: any Service

    func run() async throws {
        do {
            try await service.run()
        } catch {
            throw GatewayError.listen(
                what: what.rawValue, address: address.map(\.description) ?? "the control socket",
                flag: what == .ingress ? "--listen" : what == .admin ? "--admin-listen" : "--data",
                reason: Self.reason(error))
        }
    }

    /// `bind(descriptor:ptr:bytes:): Address already in use (errno: 98)` → `Address already in
    /// use`.
    private static func reason(_ error: any Error) -> String {
        let text = "\(error)"
        guard let start = text.firstRange(of: "): ")?.upperBound else { return text }
        return String(text[start...].prefix(while: { $0 != "(" })).trimmingSuffix(while: {
            $0 == " " || $0 == ")"
        })
    }
}

extension String {
    fileprivate func trimmingSuffix(while matches: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, matches(last) { text.removeLast() }
        return text
    }
}
