import NIOCore
import NIOPosix
import NIOSSL

/// A connection to a loopback port that sends exactly the bytes it is told, and reads to the end.
struct RawConnection: Sendable {
    private let inbound: NIOAsyncChannelInboundStream<ByteBuffer>
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// `secure`: by TLS, as a client with these certificates.
    static func with<Value: Sendable>(
        port: Int, secure: NIOSSLContext? = nil,
        _ work: @Sendable (RawConnection) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let secure {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: secure, serverHostname: "localhost"))
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await work(RawConnection(inbound: inbound, outbound: outbound))
        }
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Closes this half: nothing is sent any more.
    func finishSending() { outbound.finish() }

    /// What came until the server closed the connection; `onStart` is told when something came.
    func readToEnd(onStart: () -> Void = {}) async throws -> String {
        var text = ""
        do {
            for try await part in inbound {
                if text.isEmpty { onStart() }
                text += String(buffer: part)
            }
        } catch is IOError {
            // A reset after the answer is an end too.
        }
        return text
    }

    /// What came until `end` was among it. Nothing can be read after it.
    func read(until end: String) async throws -> String {
        var text = ""
        for try await part in inbound {
            text += String(buffer: part)
            if text.contains(end) { break }
        }
        return text
    }
}
