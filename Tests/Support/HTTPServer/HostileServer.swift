package import Model
import NIOCore
import NIOPosix

/// A server on 127.0.0.1 that does one kind of harm to every connection.
///
/// It acts when a request's head is complete and reads whatever else comes. It listens until
/// released.
package final class HostileServer: Sendable {
    package enum Behaviour: Sendable, Hashable {
        /// Takes the request, never answers.
        case silent
        /// Closes each connection as soon as it is there.
        case closeAtOnce
        /// Speaks first, and in plain text.
        case greeting(String)
        /// Takes the request, closes in an orderly way without a byte.
        case closeWithoutAnswer
        /// Takes the request, breaks the connection off (RST).
        case reset
        /// Complete headers, then one byte of the body at a time, for ever.
        case drip(every: Milliseconds)
        /// One byte of a header at a time, for ever.
        case dripHeaders(every: Milliseconds)
        /// Status 200 and a body without length or end.
        case endlessBody(status: Int)
        /// Header fields without end.
        case endlessHeaders
        /// One header line without end.
        case endlessHeaderLine
        /// `100 Continue` without end.
        case endlessInformational
        /// `101 Switching Protocols`, which nobody asked for.
        case switchingProtocols
        /// Promises 1,000 bytes, sends 10, closes in an orderly way.
        case shortBody
        /// Promises 2 bytes and sends 1,000.
        case longBody
        /// Two different `Content-Length` fields.
        case twoLengths
        /// Promises 1,000 bytes, sends 10, breaks the connection off (RST).
        case resetInBody
        /// A chunk whose size is no number.
        case badChunk
        /// Bytes that are not HTTP.
        case garbage
        /// 302 to another place.
        case redirect(to: String)
        /// 200 with `Content-Encoding: gzip` and these bytes.
        case compressed([UInt8])
    }

    package let port: Int
    private let channel: any Channel
    private let log: ServerLog

    package init(behaviour: Behaviour) async throws {
        let log = ServerLog()
        self.log = log
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 4096)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = log.opened(channel)
                    channel.closeFuture.whenComplete { _ in log.closed(number) }
                    try channel.pipeline.syncOperations.addHandler(
                        HostileHandler(behaviour, connection: number, log: log))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    deinit {
        channel.close(promise: nil)
        log.closeConnections()
    }

    package func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Connections accepted so far.
    package var connectionCount: Int { log.connectionCount }

    /// Request heads seen so far (their bodies are not kept).
    package var requestCount: Int { log.requests.count }

    /// Waits until `count` request heads have come.
    package func waitForRequests(_ count: Int) async { _ = await log.waitForRequests(count) }
}
