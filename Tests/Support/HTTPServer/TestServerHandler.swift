import Model
import NIOCore

/// One connection of a `TestServer`. Confined to its event loop.
final class TestServerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connection: Int
    private let log: ServerLog
    private let answer: TestServer.Answer
    private var parser = RequestParser()

    init(connection: Int, log: ServerLog, answer: @escaping TestServer.Answer) {
        self.connection = connection
        self.log = log
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        parser.append(unwrapInboundIn(data).readableBytesView)
        do {
            while let request = try parser.next(connection: connection) {
                let response = answer(request)
                log.record(request)
                respond(response, on: context.channel)
            }
        } catch {
            respond(TestResponse(status: 400, closes: true), on: context.channel)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func respond(_ response: TestResponse, on channel: any Channel) {
        guard response.delay > .zero else { return Self.write(response, to: channel) }
        channel.eventLoop.scheduleTask(in: .milliseconds(response.delay.count)) {
            Self.write(response, to: channel)
        }
    }

    private static func write(_ response: TestResponse, to channel: any Channel) {
        var head = "HTTP/1.1 \(response.status) Test\r\n"
        for field in response.headers.fields { head += "\(field.name): \(field.value)\r\n" }
        // These statuses have no body, so a length would be wrong (RFC 9112 section 6.3).
        if response.status >= 200, response.status != 204, response.status != 304 {
            head += "content-length: \(response.body.count)\r\n"
        }
        if response.closes { head += "connection: close\r\n" }
        var buffer = channel.allocator.buffer(capacity: head.utf8.count + response.body.count + 2)
        buffer.writeString(head + "\r\n")
        buffer.writeBytes(response.body)
        let written = channel.writeAndFlush(buffer)
        if response.closes { written.whenComplete { _ in channel.close(promise: nil) } }
    }
}
