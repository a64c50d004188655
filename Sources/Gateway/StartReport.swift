import Model
import Settings
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Says where everything is, once both listeners are bound.
final class StartReport: Sendable {
    enum Listener: String { case ingress, admin, control }

    private let settings: ProcessSettings
    private let configuration: Configuration
    private let announce: @Sendable (String) -> Void
    private let ports = Mutex<[Listener: Int]>([:])

    init(
        settings: ProcessSettings, configuration: Configuration,
        announce: @escaping @Sendable (String) -> Void
    ) {
        self.settings = settings
        self.configuration = configuration
        self.announce = announce
    }

    func bound(_ listener: Listener, port: Int) {
        let ports = ports.withLock { ports in
            ports[listener] = port
            return ports
        }
        guard let ingress = ports[.ingress], let admin = ports[.admin] else { return }
        announce(
            """
            ingress on \(url(settings.listen, ingress, scheme: Self.scheme(settings)))/in/<source>
            admin on \(url(settings.adminListen, admin)) (/metrics, /healthz, /readyz)
            data in \(Self.wholePath(settings.dataDirectory))
            rules \(configuration.version) from \(settings.configuration): \
            \(Self.counted(configuration.sources.count, "source")), \
            \(Self.counted(configuration.targets.count, "target")), \
            \(Self.counted(configuration.routeCount, "route"))
            """)
        if configuration.sources.isEmpty {
            announce(
                "no sources yet: every event is refused with 404; "
                    + "put your rules in \(settings.configuration) and send SIGHUP")
        }
    }

    private func url(
        _ address: ListenAddress, _ port: Int, scheme: String = "http"
    ) -> String {
        "\(scheme)://\(ListenAddress(host: address.host, port: port))"
    }

    /// Where everything would be, and which secrets keep it from starting, one a line: for the
    /// person who starts it for the first time.
    static func missing(_ names: [String], _ settings: ProcessSettings) -> String {
        """
        ingress would be on \(scheme(settings))://\(settings.listen)/in/<source>
        admin would be on http://\(settings.adminListen) (/metrics, /healthz, /readyz)
        data would be in \(wholePath(settings.dataDirectory))
        rules are in \(settings.configuration)
        secrets still to be set:
        """ + names.map { "\n  \($0)" }.joined()
    }

    private static func scheme(_ settings: ProcessSettings) -> String {
        settings.tls == nil ? "http" : "https"
    }

    private static func counted(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }

    /// The folder from the root on, whether or not it exists yet.
    private static func wholePath(_ path: String) -> String {
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return String(cString: here) + "/" + relative
    }
}
