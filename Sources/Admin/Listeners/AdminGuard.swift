import Model

/// Who may call: decided before anything is read. Pure.
struct AdminGuard: Sendable {
    /// What a guard looks at.
    struct Call {
        var path: String
        var host: String?
        var origin: String?
        var authorization: String?
    }

    private let token: [UInt8]?
    private let isLoopback: Bool
    private let isSocket: Bool

    init(_ listener: AdminListener) {
        token = listener.token.map { Array($0.reveal().utf8) }
        isLoopback = LoopbackHost.isLoopback(listener.host)
        isSocket = false
    }

    /// For the control socket: its file's permissions have decided already.
    static let socket = AdminGuard()

    private init() {
        token = nil
        isLoopback = false
        isSocket = true
    }

    /// Nil: the call may go on.
    func refusal(_ call: Call) -> AdminProblem? {
        if isSocket || call.path == "/healthz" || call.path == "/readyz" { return nil }
        // A page on the web whose name resolves to 127.0.0.1 comes with its own name in Host.
        if isLoopback {
            guard let authority = call.host, let host = LoopbackHost.host(ofAuthority: authority),
                LoopbackHost.isLoopback(host)
            else {
                return AdminProblem(
                    403, .hostRefused, "on this machine call it by 127.0.0.1, [::1] or localhost")
            }
        }
        // A browser that runs somebody else's page says so here, simple POSTs included.
        if let origin = call.origin, !isSame(origin, call.host) {
            return AdminProblem(403, .originRefused, "calls from other sites' pages are refused")
        }
        guard call.path.hasPrefix("/api/"), let token else { return nil }
        guard isAuthorized(call.authorization, token) else {
            return AdminProblem(
                401, .unauthorized, "send the admin token as 'Authorization: Bearer …'",
                headers: HeaderList(["WWW-Authenticate": "Bearer"]))
        }
        return nil
    }

    private func isSame(_ origin: String, _ host: String?) -> Bool {
        guard let host, let scheme = origin.firstRange(of: "://") else { return false }
        return HeaderList.equal(String(origin[scheme.upperBound...]), host)
    }

    private func isAuthorized(_ field: String?, _ token: [UInt8]) -> Bool {
        guard let field, field.utf8.count > 7,
            HeaderList.equal(String(decoding: field.utf8.prefix(7), as: UTF8.self), "bearer ")
        else { return false }
        let given = Array(field.utf8.dropFirst(7))
        // Every byte is looked at, so that the time taken says nothing about where they differ.
        var difference: UInt8 = given.count == token.count ? 0 : 1
        for index in given.indices { difference |= given[index] ^ token[index % token.count] }
        return difference == 0
    }
}
