import HummingbirdCore
package import Logging
import Model
import NIOCore
import NIOPosix
package import ServiceLifecycle

/// The listener for senders: `POST /in/<source>[/<token>]`, `GET /healthz`, `GET /readyz`.
///
/// It only carries bytes between the connections and `IngressPipeline`, which decides everything.
package struct IngressServer: Sendable {
    private let pipeline: IngressPipeline
    private let identity: ListenerIdentity?
    private let logger: Logger

    /// `identity`: what it shows to senders by TLS; nil: plain HTTP.
    package init(
        pipeline: IngressPipeline, identity: ListenerIdentity? = nil, logger: Logger
    ) {
        self.pipeline = pipeline
        self.identity = identity
        self.logger = logger
    }

    /// The server as a service: it listens when it runs, and stops at a graceful shutdown after the
    /// requests that are under way were answered.
    ///
    /// `onBound` is told the port that was bound, which matters for port 0. Running throws when the
    /// address cannot be bound.
    ///
    /// Hummingbird's `Server` without its `Application`, which would write the text of a date once
    /// a second for as long as it runs and so wake an idle process.
    package func service(
        host: String, port: Int, onBound: @escaping @Sendable (Int) -> Void = { _ in }
    ) -> any Service {
        IngressChannel(pipeline: pipeline, dates: DateHeader(), identity: identity).server(
            configuration: ServerConfiguration(
                address: .hostname(host, port: port), backlog: Self.pendingConnectionsMax,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    pipeline.limits.connectionsMax, logger: logger)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { onBound(port) }
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    }

    /// Connections that the kernel holds until they are accepted: a burst of senders, not a queue.
    private static let pendingConnectionsMax = 1024
}
