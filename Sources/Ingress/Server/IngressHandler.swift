import Model
import NIOCore
import NIOHTTP1
import Store

/// Carries the requests of one connection through the pipeline, one after the other.
///
/// `@unchecked Sendable`: touched only by the thread of its channel's event loop.
final class IngressHandler: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// Between two requests.
        case idle
        /// The body is coming. Becomes waiting at its end, or skipping when it is refused.
        case reading(AdmittedRequest)
        /// Answered before its end: what is left of the request is dropped. Becomes idle.
        case skipping
        /// With the store. Becomes idle with the answer.
        case waiting
        /// The last answer was written.
        case closing
    }

    private let pipeline: IngressPipeline
    private let dates: DateHeader
    private let channel: any Channel
    private var context: ChannelHandlerContext?
    private var state = State.idle
    /// The body as far as it came, and how much of the budget it holds.
    private var body: [UInt8] = []
    private var reserved = 0
    /// Of the request under way: no other one follows it; its answer has no body.
    private var isLast = false
    private var isHead = false
    /// HTTP/1.0 must be told that the connection stays.
    private var saysKeepAlive = false
    /// The last part of a request, or the last answer.
    private var lastActivity = NIODeadline.now()
    private var silenceCheck: Scheduled<Void>?

    init(pipeline: IngressPipeline, dates: DateHeader, channel: any Channel) {
        self.pipeline = pipeline
        self.dates = dates
        self.channel = channel
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { watch() }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        watch()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        silenceCheck?.cancel()
        if case .reading(let admitted) = state {
            _ = pipeline.refuse(.incompleteBody, source: admitted.source)
            dropBody()
        }
        // What is with the store gives its share of the budget back when it comes from there.
        state = .closing
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let event = event as? ChannelEvent, event == .inputClosed else {
            return context.fireUserInboundEventTriggered(event)
        }
        switch state {
        // Its sender still listens for the answer.
        case .waiting: isLast = true
        case .closing: break
        case .idle, .reading, .skipping: context.close(promise: nil)
        }
    }

    /// No HTTP, or not any more. The decoder closes the connection right after this.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        isLast = true
        switch state {
        case .idle:
            if error is HTTPParserError { write(IngressAnswer(status: 400), isAtEnd: true) }
        case .reading(let admitted):
            dropBody()
            write(pipeline.refuse(.incompleteBody, source: admitted.source), isAtEnd: true)
        case .skipping, .waiting, .closing: break
        }
        context.close(promise: nil)
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastActivity = .now()
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head)
        case .body(let part):
            if case .reading(let admitted) = state { read(part, admitted) }
        case .end:
            switch state {
            case .reading(let admitted): finish(admitted)
            case .skipping: state = .idle
            case .idle, .waiting, .closing: break
            }
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        guard case .idle = state else { return }
        isLast = !head.isKeepAlive
        isHead = head.method == .HEAD
        saysKeepAlive = head.version.minor == 0 && head.isKeepAlive
        let request = IngressRequest(head)
        let waitsForLeave = request.headers["expect"]?.lowercased() == "100-continue"
        switch pipeline.admit(request) {
        case .answer(var answer):
            // What is left of a request is skipped; that must come to an end. And who waits for
            // leave may send its next request instead (RFC 9110 section 10.1.1).
            let unread = request.isChunked ? Int.max : request.contentLength ?? 0
            if unread > (waitsForLeave ? 0 : pipeline.limits.skippedBytesMax) {
                answer.closesConnection = true
            }
            write(answer, isAtEnd: false)
        case .read(let admitted):
            state = .reading(admitted)
            // Without it curl waits a second before a large body.
            if waitsForLeave, let context {
                let leave = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(leave)), promise: nil)
            }
        }
    }

    private func read(_ part: ByteBuffer, _ admitted: AdmittedRequest) {
        let bytes = part.readableBytesView
        guard body.count + bytes.count <= admitted.bodyBytesMax else {
            return refuse(.bodyTooLarge, admitted)
        }
        guard pipeline.bodies.reserve(bytes.count) else { return refuse(.tooManyBodies, admitted) }
        reserved += bytes.count
        // Silence is the connection's to notice; this is for those who dribble.
        guard pipeline.clock.now - admitted.startedAt <= pipeline.limits.requestTime else {
            return refuse(.requestTimeout, admitted)
        }
        if body.isEmpty {
            // Exactly as much as was announced, but not before something came.
            body.reserveCapacity(max(admitted.contentLength ?? 0, bytes.count))
        }
        body.append(contentsOf: bytes)
    }

    private func refuse(_ refusal: Refusal, _ admitted: AdmittedRequest) {
        dropBody()
        write(pipeline.refuse(refusal, source: admitted.source), isAtEnd: false)
    }

    private func finish(_ admitted: AdmittedRequest) {
        let whole = body
        body = []
        let held = reserved
        reserved = 0
        state = .waiting
        switch pipeline.prepare(admitted, body: whole) {
        case .answer(let answer):
            pipeline.bodies.release(held)
            write(answer, isAtEnd: true)
        case .append(let planned):
            let id = planned.event.id
            pipeline.store.append(AppendUnit([planned])) { [self] result in
                channel.eventLoop.execute { [self] in
                    pipeline.bodies.release(held)
                    write(pipeline.answer(result, admitted, id: id), isAtEnd: true)
                }
            }
        }
    }

    private func dropBody() {
        body = []
        pipeline.bodies.release(reserved)
        reserved = 0
    }

    // MARK: Answers

    /// `isAtEnd`: all of the request has come.
    private func write(_ answer: IngressAnswer, isAtEnd: Bool) {
        if case .closing = state { return }
        guard let context else { return }
        let closes = answer.closesConnection || isLast
        // Before writing: with the end of an answer the next request comes, if it is here already.
        state = closes ? .closing : isAtEnd ? .idle : .skipping
        lastActivity = .now()
        context.write(wrapOutboundOut(.head(head(of: answer, closes: closes))), promise: nil)
        // RFC 9110 section 9.3.2.
        if !answer.body.isEmpty, !isHead {
            context.write(
                wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        }
        guard closes else {
            return context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        let lingers = answer.closesConnection && !isAtEnd
        let linger = TimeAmount.milliseconds(pipeline.limits.lingerTime.count)
        written.futureResult.whenComplete { [channel] _ in
            guard lingers else { return channel.close(promise: nil) }
            // Half closed first: closing with unread bytes would reset the connection, and the
            // sender would see that instead of the answer.
            channel.close(mode: .output, promise: nil)
            channel.eventLoop.scheduleTask(in: linger) { channel.close(promise: nil) }
        }
    }

    private func head(of answer: IngressAnswer, closes: Bool) -> HTTPResponseHead {
        var fields: [(String, String)] = []
        fields.reserveCapacity(answer.headers.count + 3)
        for header in answer.headers { fields.append((header.name, header.value)) }
        fields.append(("content-length", String(answer.body.count)))
        fields.append(("date", dates.text(at: pipeline.clock.now)))
        if closes {
            fields.append(("connection", "close"))
        } else if saysKeepAlive {
            fields.append(("connection", "keep-alive"))
        }
        return HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status),
            headers: HTTPHeaders(fields))
    }

    // MARK: Silence

    /// A connection that is silent, or dribbles a head, for `requestTime` is closed.
    private func watch() {
        guard silenceCheck == nil else { return }
        checkSilence(at: lastActivity)
    }

    private func checkSilence(at begin: NIODeadline) {
        let limit = TimeAmount.milliseconds(pipeline.limits.requestTime.count)
        silenceCheck = channel.eventLoop.scheduleTask(deadline: begin + limit) { [self] in
            let now = NIODeadline.now()
            if case .waiting = state { return checkSilence(at: now) }
            guard now - lastActivity >= limit else { return checkSilence(at: lastActivity) }
            channel.close(promise: nil)
        }
    }
}
