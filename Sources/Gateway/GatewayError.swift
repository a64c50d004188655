package import Settings

/// Why the gateway does not start. Each is one line that says what to do, except for diagnostics.
package enum GatewayError: Error, Sendable, CustomStringConvertible {
    /// `routes.yaml` has errors; as `signalbox check` prints them.
    case configuration(path: String, diagnostics: [Diagnostic])
    /// Secrets that `routes.yaml` names and that are not set.
    case secretsMissing(path: String, names: [String])
    case store(String)
    case engine(String)
    case admin(String)
    /// The certificate of the listener for senders.
    case tls(String)
    /// The address is taken, or is not this machine's.
    case listen(what: String, address: String, flag: String, reason: String)

    /// The word for scripts.
    package var code: String {
        switch self {
        case .configuration: "configuration_invalid"
        case .secretsMissing: "secrets_missing"
        case .store: "store_unavailable"
        case .engine: "engine_failed"
        case .admin: "admin_refused"
        case .tls: "tls_unusable"
        case .listen: "listen_failed"
        }
    }

    package var description: String {
        switch self {
        case .configuration(let path, let diagnostics):
            (diagnostics.map(\.rendered) + ["\(path): \(Self.counted(diagnostics))"])
                .joined(separator: "\n")
        case .secretsMissing(let path, let names):
            "\(path) names secrets that are not set: \(names.joined(separator: ", ")); "
                + "set them in the environment and start again"
        case .store(let text), .engine(let text), .admin(let text), .tls(let text): text
        case .listen(let what, let address, let flag, let reason):
            "cannot listen on \(address) for \(what): \(reason); choose another with \(flag)"
        }
    }

    private static func counted(_ diagnostics: [Diagnostic]) -> String {
        let errors = diagnostics.count { $0.severity == .error }
        return errors == 1 ? "1 error" : "\(errors) errors"
    }
}
