import HummingbirdCore
package import Logging
import Model
import NIOCore
import NIOPosix
package import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the admin listeners offer; from it the servers are made, to be run as services.
package struct AdminServices: Sendable {
    let api: AdminAPI
    let workers: WorkerThreads
    let metrics: @Sendable () -> [UInt8]
    let isReady: @Sendable () -> Bool
    let logger: Logger

    /// - `workers`: where API calls run; close them after the listeners have stopped.
    /// - `metrics`: the page for Prometheus; called on the caller's task, so it must not block.
    /// - `isReady`: false while shutting down, or when the store takes nothing; must not block.
    package init(
        api: AdminAPI, workers: WorkerThreads, metrics: @escaping @Sendable () -> [UInt8],
        isReady: @escaping @Sendable () -> Bool, logger: Logger
    ) {
        self.api = api
        self.workers = workers
        self.metrics = metrics
        self.isReady = isReady
        self.logger = logger
    }

    /// The TCP listener. `onRunning` gets the port when it is bound.
    package func service(
        _ listener: AdminListener, onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> any Service {
        service(
            AdminResponder(
                services: self, gatekeeper: AdminGuard(listener),
                caller: listener.token == nil ? "local" : "admin"),
            .hostname(listener.host, port: listener.port)
        ) { channel in
            await onRunning(channel.localAddress?.port ?? listener.port)
        }
    }

    /// The control socket: the same API without a token, for whoever may open the file (0600).
    ///
    /// Sets the process's umask to 077, and leaves it so: nothing that this process writes is for
    /// others, and a umask that is put back could be put back too early by another thread. A stale
    /// socket file is replaced; another kind of file is not, and binding fails.
    package func service(
        controlSocket path: String, onRunning: @escaping @Sendable () async -> Void = {}
    ) throws(AdminListenerError) -> any Service {
        let bytesMax = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
        guard path.utf8.count <= bytesMax else {
            throw .pathTooLong(path: path, bytesMax: bytesMax)
        }
        umask(0o077)
        return service(
            AdminResponder(services: self, gatekeeper: .socket, caller: "socket"),
            .unixDomainSocket(path: path)
        ) { _ in
            chmod(path, 0o600)
            await onRunning()
        }
    }

    /// A caller that says nothing for a minute is cut off.
    ///
    /// Hummingbird's `Server` without its `Application`, whose date is written once a second and
    /// so wakes an idle process.
    private func service(
        _ responder: AdminResponder, _ address: BindAddress,
        onRunning: @escaping @Sendable (any Channel) async -> Void
    ) -> any Service {
        HTTP1Channel(
            responder: { request, writer, _ in
                let response = await responder.respond(to: request)
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: .init(
                idleTimeout: .seconds(60),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: Limits.headerBytesMax,
                    maxHeaderListSize: Limits.headerBytesMax))
        ).server(
            configuration: ServerConfiguration(address: address), onServerRunning: onRunning,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    }
}
