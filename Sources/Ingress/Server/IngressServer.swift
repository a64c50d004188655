package import Hummingbird
import HummingbirdCore
package import Logging
import Model
import NIOCore

/// The listener for senders: `POST /in/<source>[/<token>]`, `GET /healthz`, `GET /readyz`.
///
/// It only carries bytes between Hummingbird and `IngressPipeline`, which decides everything.
package struct IngressServer: Sendable {
    private let pipeline: IngressPipeline
    private let logger: Logger

    package init(pipeline: IngressPipeline, logger: Logger) {
        self.pipeline = pipeline
        self.logger = logger
    }

    /// The server as a service: it listens when it runs, and stops at a graceful shutdown after the
    /// requests that are under way were answered.
    ///
    /// `onBound` is told the port that was bound, which matters for port 0. Running throws when the
    /// address cannot be bound.
    package func application(
        host: String, port: Int, onBound: @escaping @Sendable (Int) -> Void = { _ in }
    ) -> some ApplicationProtocol {
        Application(
            responder: IngressResponder(pipeline: pipeline),
            server: Self.channels(pipeline.limits),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), backlog: Self.pendingConnectionsMax,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    pipeline.limits.connectionsMax, logger: logger)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { onBound(port) }
            },
            logger: logger)
    }

    /// Connections that the kernel holds until they are accepted: a burst of senders, not a queue.
    private static let pendingConnectionsMax = 1024

    /// HTTP/1.1 with limits against slow and bloated heads.
    ///
    /// A connection that is silent, or dribbles a head, for `requestTime` is closed. A body that
    /// dribbles is the responder's to notice. Heads a little over the limit get their 431; the
    /// parser's own limit, twice ours, ends the others with 400.
    private static func channels(_ limits: IngressLimits) -> HTTPServerBuilder {
        let configuration = HTTP1Channel.Configuration(
            idleTimeout: .milliseconds(limits.requestTime.count),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerBytesMax * 2,
                maxHeaderListSize: limits.headerBytesMax * 2,
                maxHeaderFieldCount: limits.headerFieldsMax * 2))
        return HTTPServerBuilder { responder in
            HTTP1Channel(
                responder: { request, writer, channel in
                    // RFC 9110 section 10.1.1; without it curl waits a second before a large body.
                    if request.headers[.expect]?.lowercased() == "100-continue" {
                        try await writer.writeInformationalHead(.init(status: .continue))
                    }
                    try await responder(request, writer, channel)
                }, configuration: configuration)
        }
    }
}
