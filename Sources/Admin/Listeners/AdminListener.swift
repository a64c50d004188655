package import Model

/// Where the admin listener is, and who may use it.
package struct AdminListener: Sendable {
    /// An address or `localhost`, without brackets.
    package var host: String
    /// 0 picks a free one.
    package var port: Int
    /// Asked for as `Authorization: Bearer` by everything under `/api/`; nil only on loopback.
    package var token: Secret?

    /// Throws when anyone in the network could operate the gateway.
    package init(
        host: String = "127.0.0.1", port: Int = 8081, token: Secret?
    ) throws(AdminListenerError) {
        guard token != nil || LoopbackHost.isLoopback(host) else {
            throw .tokenNeeded(host: host)
        }
        self.host = host
        self.port = port
        self.token = token
    }
}

/// Why the admin API is not offered as asked.
package enum AdminListenerError: Error, Equatable, Sendable, CustomStringConvertible {
    case tokenNeeded(host: String)
    /// Unix socket paths are bounded by the operating system.
    case pathTooLong(path: String, bytesMax: Int)

    /// The word for metrics and docs/errors.md.
    package var code: String {
        switch self {
        case .tokenNeeded: "admin_token_needed"
        case .pathTooLong: "control_socket_path_too_long"
        }
    }

    package var description: String {
        switch self {
        case .tokenNeeded(let host):
            "the admin API is not offered on \(host) without a token: everyone who reaches it "
                + "could read candidates' data; set SIGNALBOX_ADMIN_TOKEN or listen on 127.0.0.1"
        case .pathTooLong(let path, let max):
            "the control socket's path has more than \(max) bytes: \(path); use a shorter data "
                + "directory"
        }
    }
}

/// What counts as this machine only.
package enum LoopbackHost {
    /// `localhost`, 127.0.0.0/8 and ::1; no other name, whatever it resolves to.
    package static func isLoopback(_ host: String) -> Bool {
        if HeaderList.equal(host, "localhost") { return true }
        switch IPAddress(host) {
        case .v4(let address)?: return address >> 24 == 127
        case .v6(0, 1)?: return true
        case .v6?, nil: return false
        }
    }

    /// The host of a `Host` field or an authority: without port and brackets. Nil when malformed.
    static func host(ofAuthority authority: String) -> String? {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || isPort(rest) else { return nil }
            return String(authority[authority.index(after: authority.startIndex)..<end])
        }
        guard let colon = authority.firstIndex(of: ":") else { return authority }
        return isPort(authority[colon...]) ? String(authority[..<colon]) : nil
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && UInt16(text.dropFirst()) != nil
    }
}
