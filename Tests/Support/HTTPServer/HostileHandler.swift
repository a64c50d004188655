import Model
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One connection of a `HostileServer`. Confined to its event loop.
final class HostileHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let behaviour: HostileServer.Behaviour
    private let connection: Int
    private let log: ServerLog
    private var received: [UInt8] = []
    private var hasActed = false

    init(_ behaviour: HostileServer.Behaviour, connection: Int, log: ServerLog) {
        self.behaviour = behaviour
        self.connection = connection
        self.log = log
    }

    func channelActive(context: ChannelHandlerContext) {
        switch behaviour {
        case .closeAtOnce: context.close(promise: nil)
        case .greeting(let text): Self.send(text, context.channel)
        default: break
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasActed else { return }
        received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        guard String(decoding: received, as: UTF8.self).contains("\r\n\r\n") else { return }
        hasActed = true
        received = []
        // Noted first: who has the answer may look at once.
        log.record(
            TestRequest(
                method: "", path: "", headers: HeaderList(), body: [], connection: connection))
        act(context.channel)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func act(_ channel: any Channel) {
        let ok = "HTTP/1.1 200 OK\r\n"
        switch behaviour {
        case .silent, .closeAtOnce, .greeting: break
        case .closeWithoutAnswer: channel.close(promise: nil)
        case .reset: Self.reset(channel)
        case .drip(let interval):
            Self.send(ok + "content-length: 1000000\r\n\r\n", channel)
            Self.drip("x", every: interval, channel)
        case .dripHeaders(let interval):
            Self.send(ok + "x-slow: ", channel)
            Self.drip("x", every: interval, channel)
        case .endlessBody(let status):
            Self.send("HTTP/1.1 \(status) Endless\r\n\r\n", channel)
            Self.flood(String(repeating: "x", count: 16 << 10), channel)
        case .endlessHeaders:
            Self.send(ok, channel)
            Self.flood(String(repeating: "x-more: and more\r\n", count: 100), channel)
        case .endlessHeaderLine:
            Self.send(ok + "x-long: ", channel)
            Self.flood(String(repeating: "x", count: 16 << 10), channel)
        case .endlessInformational:
            Self.flood(String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 100), channel)
        case .switchingProtocols:
            Self.send(
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
                channel)
        case .shortBody:
            Self.send(ok + "content-length: 1000\r\n\r\n0123456789", channel, then: .close)
        case .longBody:
            let body = String(repeating: "x", count: 1000)
            Self.send(ok + "content-length: 2\r\n\r\n" + body, channel)
        case .twoLengths:
            Self.send(
                ok + "content-length: 2\r\ncontent-length: 5\r\n\r\nabcde", channel, then: .close)
        case .resetInBody:
            Self.send(ok + "content-length: 1000\r\n\r\n0123456789", channel, then: .reset)
        case .badChunk:
            Self.send(
                ok + "transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n", channel, then: .close)
        case .garbage:
            Self.send("\u{1}\u{2}220 mail.example ESMTP\r\n\r\n", channel, then: .close)
        case .redirect(let place):
            Self.send(
                "HTTP/1.1 302 Found\r\nlocation: \(place)\r\ncontent-length: 0\r\n\r\n", channel)
        case .compressed(let bytes):
            Self.send(
                ok + "content-encoding: gzip\r\ncontent-length: \(bytes.count)\r\n\r\n", channel)
            channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        }
    }

    private enum Ending {
        case stay
        case close
        case reset
    }

    private static func send(_ text: String, _ channel: any Channel, then ending: Ending = .stay) {
        let sent = channel.writeAndFlush(ByteBuffer(string: text))
        switch ending {
        case .stay: break
        case .close: sent.whenComplete { _ in channel.close(promise: nil) }
        case .reset: sent.whenComplete { _ in reset(channel) }
        }
    }

    /// A close with zero linger time sends RST.
    private static func reset(_ channel: any Channel) {
        guard let options = channel as? any SocketOptionProvider else {
            return channel.close(promise: nil)
        }
        options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
            channel.close(promise: nil)
        }
    }

    private static func drip(_ text: String, every interval: Milliseconds, _ channel: any Channel) {
        guard channel.isActive else { return }
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        channel.eventLoop.scheduleTask(in: .milliseconds(interval.count)) {
            drip(text, every: interval, channel)
        }
    }

    /// Writes as fast as the peer reads, until it goes away.
    private static func flood(_ text: String, _ channel: any Channel) {
        channel.writeAndFlush(ByteBuffer(string: text)).whenSuccess { flood(text, channel) }
    }
}
