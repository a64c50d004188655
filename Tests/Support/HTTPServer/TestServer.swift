import Model
import NIOCore
import NIOPosix

/// An HTTP/1.1 server that records what it receives and answers as a closure says.
///
/// It listens on a port of the system's choice on 127.0.0.1, or on a Unix socket, until it is
/// released or closed. The closure runs on the server's own threads and must not block.
///
///     let server = try await TestServer { request in TestResponse(status: 500, text: "no") }
///     … send to server.url("/hook") …
///     let requests = await server.waitForRequests(1)
package final class TestServer: Sendable {
    package typealias Answer = @Sendable (TestRequest) -> TestResponse

    /// 0 for a Unix socket.
    package let port: Int
    private let channel: any Channel
    private let log: ServerLog

    package init(_ answer: @escaping Answer = { _ in .ok }) async throws {
        let log = ServerLog()
        self.log = log
        channel = try await Self.bootstrap(log, answer).bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    /// Listens on a Unix socket at `path`, at most 107 bytes.
    package init(unixSocket path: String, _ answer: @escaping Answer = { _ in .ok }) async throws {
        let log = ServerLog()
        self.log = log
        channel = try await Self.bootstrap(log, answer).bind(unixDomainSocketPath: path).get()
        port = 0
    }

    deinit {
        channel.close(promise: nil)
        log.closeConnections()
    }

    /// `http://127.0.0.1:<port><path>`.
    package func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// All requests so far, in the order in which they were complete.
    package var requests: [TestRequest] { log.requests }

    /// Connections accepted so far.
    package var connectionCount: Int { log.connectionCount }

    /// Waits until `count` requests are complete; returns all there are.
    package func waitForRequests(_ count: Int) async -> [TestRequest] {
        await log.waitForRequests(count)
    }

    /// Closes the kept connections, as servers do with idle ones; goes on listening.
    package func closeConnections() { log.closeConnections() }

    /// Stops listening and closes all connections. Returns when the port is free.
    package func close() async {
        // It may have been closed already; either way it does not listen any more.
        try? await channel.close().get()
        log.closeConnections()
    }

    private static func bootstrap(_ log: ServerLog, _ answer: @escaping Answer) -> ServerBootstrap {
        ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = log.opened(channel)
                    channel.closeFuture.whenComplete { _ in log.closed(number) }
                    try channel.pipeline.syncOperations.addHandler(
                        TestServerHandler(connection: number, log: log, answer: answer))
                }
            }
    }
}
