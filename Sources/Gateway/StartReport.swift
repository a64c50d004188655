import Model
import Settings
import Synchronization

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
            ingress on \(url(settings.listen, ingress))/in/<source>
            admin on \(url(settings.adminListen, admin)) (/metrics, /healthz, /readyz)
            data in \(settings.dataDirectory)
            rules \(configuration.version) from \(settings.configuration): \
            \(configuration.sources.count) sources, \(configuration.targets.count) targets, \
            \(configuration.routeCount) routes
            """)
        if configuration.sources.isEmpty {
            announce(
                "no sources yet: every event is refused with 404; "
                    + "put your rules in \(settings.configuration) and send SIGHUP")
        }
    }

    private func url(_ address: ListenAddress, _ port: Int) -> String {
        "http://\(ListenAddress(host: address.host, port: port))"
    }
}
