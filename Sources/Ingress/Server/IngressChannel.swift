import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// One connection of the listener: TLS and bytes to HTTP/1.1 parts and back by NIO, everything else
/// by `IngressHandler`.
///
/// Hummingbird binds, accepts and quiesces. Its own channel would hand each request to a task on
/// another thread and back, which costs several times what the request itself does.
struct IngressChannel: ServerChildChannel {
    let pipeline: IngressPipeline
    let dates: DateHeader
    /// Nil: plain HTTP.
    var identity: ListenerIdentity?

    struct Value: ServerChildChannelValue {
        let channel: any Channel
    }

    /// Heads a little over the limit get their 431; the parser's own limit, twice ours, ends the
    /// others with 400. Requests that are sent ahead wait for the answers before them.
    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var heads = NIOHTTPDecoderLimitConfiguration()
            heads.maxHeaderFieldSize = pipeline.limits.headerBytesMax * 2
            heads.maxHeaderListSize = pipeline.limits.headerBytesMax * 2
            heads.maxHeaderFieldCount = pipeline.limits.headerFieldsMax * 2
            let handlers = channel.pipeline.syncOperations
            if let identity { try handlers.addHandler(identity.handler()) }
            // No encoder and no handler for requests sent ahead: `IngressHandler` writes bytes, and
            // keeps order without telling the kernel to stop and to go on for each request.
            try handlers.addHandler(
                ByteToMessageHandler(
                    HTTPRequestDecoder(
                        leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop,
                        limitConfiguration: heads)))
            try handlers.addHandler(
                IngressHandler(pipeline: pipeline, dates: dates, channel: channel))
            return Value(channel: channel)
        }
    }

    /// Lasts as long as the connection, so that the server ends after its last answer.
    func handle(value: Value, logger: Logger) async {
        await withTaskCancellationHandler {
            try? await value.channel.closeFuture.get()
        } onCancel: {
            value.channel.close(promise: nil)
        }
    }
}
